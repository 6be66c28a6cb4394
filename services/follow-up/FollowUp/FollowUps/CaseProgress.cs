using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>The latest that is known of a case: events come out of order, and an older one must not start a follow-up again.</summary>
internal sealed class CaseProgress : IStorefrontOwned
{
    private CaseProgress()
    {
    }

    public Guid ComplaintId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>The version of the latest event.</summary>
    public int CaseVersion { get; private set; }

    public int Version { get; private set; }

    public static CaseProgress Of(Guid complaintId, string storefrontId) =>
        new() { ComplaintId = complaintId, StorefrontId = storefrontId };

    /// <returns>False where something later is known already.</returns>
    public bool MoveTo(int caseVersion)
    {
        if (caseVersion <= CaseVersion)
            return false;

        CaseVersion = caseVersion;
        Version++;
        return true;
    }
}
