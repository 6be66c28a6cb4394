using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>The address at which a customer follows a complaint without an account.</summary>
internal sealed class TrackingLinks(Links links, PublicAddresses addresses)
{
    /// <summary>The token of a complaint that was just received.</summary>
    public string Token(Guid complaintId) => links.Token(Links.Tracking, complaintId, generation: 0);

    public async Task<string> UrlAsync(string token, string storefrontId, IntakeDbContext db, CancellationToken ct) =>
        $"{await addresses.OfAsync(storefrontId, db, ct)}/api/v1/track/{token}";
}
