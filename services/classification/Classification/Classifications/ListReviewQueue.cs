using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Classifications;

/// <param name="Confidence">The lower one of category and urgency, 0 to 1.</param>
public sealed record ReviewItem(Guid ComplaintId, string StorefrontId, string Text, string Category, string Urgency, double Confidence,
    DateTimeOffset ReceivedAt);

/// <summary>What an agent should look at, least sure first.</summary>
internal static class ListReviewQueue
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/", HandleAsync).WithName(nameof(ListReviewQueue)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<ReviewItem>>> HandleAsync(PageRequest page, ClassificationDbContext db, CancellationToken ct)
    {
        var waiting = db.Listed<ComplaintClassification>().AsNoTracking().Where(row => row.NeedsReview);
        var rows = await waiting.PageBy(page, row => row.LeastConfidence, row => row.Id)
            .Select(row => new ReviewItem(row.Id, row.StorefrontId, row.Text, row.Category, row.Urgency, row.LeastConfidence,
                row.ReceivedAt)).ToListAsync(ct);
        int? total = page.Count ? await waiting.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.Confidence, row.ComplaintId), total));
    }
}
