using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>The address at which a customer follows a complaint without an account.</summary>
internal sealed class TrackingLinks(Links links, StorefrontProfiles profiles)
{
    /// <summary>The token of a complaint that was just received.</summary>
    public string Token(Guid complaintId, int generation = 0) => links.Token(Links.Tracking, complaintId, generation);

    public async Task<string> UrlAsync(string token, string storefrontId, IntakeDbContext db, CancellationToken ct) =>
        $"{(await profiles.OfAsync(storefrontId, db, ct)).PublicAddress}/api/v1/track/{token}";
}
