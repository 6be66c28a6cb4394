using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Invitations;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace ComplaintPlatform.Survey.Surveys;

/// <summary>
/// The addresses of surveys: under the storefront's own public address, else the installation's (configuration <c>PublicAddress</c>), never
/// the request's Host header, which a caller can forge.
/// </summary>
internal sealed class SurveyLinks(Links links, IConfiguration configuration)
{
    public async Task<string> AddressOfAsync(SurveyInvitation invitation, SurveyDbContext db, CancellationToken ct)
    {
        var own = await db.KnownStorefronts.AsNoTracking()
            .Where(row => row.StorefrontId == invitation.StorefrontId).Select(row => row.PublicAddress).FirstOrDefaultAsync(ct);
        var address = (own ?? configuration["PublicAddress"] ?? "http://localhost:8080").TrimEnd('/');
        return $"{address}/api/v1/surveys/{links.Token(Links.Survey, invitation.Id, invitation.Generation)}";
    }
}
