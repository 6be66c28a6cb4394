using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Comments;

/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
/// <param name="Text">The comment, without its author: who wrote it is not wanted here.</param>
/// <param name="Platform">Where it stands, such as <c>weibo</c>.</param>
/// <param name="ExternalId">The platform's own id: the same comment is counted once, however often it is sent.</param>
/// <param name="Rating">1 to 5, where the platform asks for it. A comment without one counts among the words, not among the scores.</param>
/// <param name="WrittenAt">Now, where it is left out.</param>
/// <param name="Category">Such as <c>logistics/delay</c>, where it is known.</param>
public sealed record CollectCommentRequest(
    CommentSource Source,
    [property: Required, StringLength(Comment.LongestText, MinimumLength = 1), PlainText] string Text,
    [property: StringLength(100), PlainText(OneLine = true)] string? StorefrontId = null,
    [property: StringLength(100), PlainText(OneLine = true)] string? Platform = null,
    [property: StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string? ExternalId = null,
    [property: Range(1, 5)] int? Rating = null,
    DateTimeOffset? WrittenAt = null,
    [property: StringLength(200), PlainText(OneLine = true)] string? Category = null,
    [property: StringLength(200), PlainText(OneLine = true)] string? Product = null);

public sealed record CommentResponse(
    Guid Id, string StorefrontId, CommentSource Source, string Platform, string? ExternalId, string Text, int? Rating, string Category,
    string Product, DateTimeOffset WrittenAt, DateTimeOffset CollectedAt)
{
    internal static CommentResponse From(Comment row) => new(
        row.Id, row.StorefrontId, row.Source, row.Platform, row.ExternalId, row.Text, row.Rating, row.Category, row.Product,
        row.WrittenAt, row.CollectedAt);
}

/// <summary>Takes a public comment into the satisfaction picture, marked by its source.</summary>
internal static class CollectComment
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("", HandleAsync).WithName(nameof(CollectComment))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator]);

    internal static async Task<Created<CommentResponse>> HandleAsync(
        CollectCommentRequest request, Caller caller, HttpContext http, SurveyDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (string.IsNullOrWhiteSpace(request.Text))
            throw new ValidationProblemException(("/text", "Has no words. | 内容为空。"));
        if (request.WrittenAt > now + ClockSkew)
            throw new ValidationProblemException(("/writtenAt", "Lies in the future. | 时间在未来。"));

        var storefrontId = StorefrontOfRequest.Of(request.StorefrontId, caller);
        var platform = request.Platform ?? "";
        if (request.ExternalId is { } externalId && await db.Comments.AsNoTracking().FirstOrDefaultAsync(
            row => row.StorefrontId == storefrontId && row.Platform == platform && row.ExternalId == externalId, ct) is { } first)
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
            return TypedResults.Created((string?)null, CommentResponse.From(first));
        }

        var comment = Comment.Of(request, storefrontId, now);
        db.Comments.Add(comment);
        db.Publish(comment.Collected());
        return TypedResults.Created((string?)null, CommentResponse.From(comment));
    }
}

/// <summary>The collected comments, the latest written first.</summary>
internal static class ListComments
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(ListComments)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<CommentResponse>>> HandleAsync(
        QueryEnum<CommentSource>? source, string? storefrontId, PageRequest page, SurveyDbContext db, CancellationToken ct)
    {
        var query = db.Listed<Comment>().AsNoTracking();
        if (source is { Value: var wanted })
            query = query.Where(row => row.Source == wanted);
        if (storefrontId is not null)
            query = query.Where(row => row.StorefrontId == storefrontId);

        int? total = page.Count ? await query.CountAsync(ct) : null;
        var rows = await query.PageBy(page, row => row.WrittenAt, row => row.Id, descending: true).ToListAsync(ct);
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.WrittenAt, row.Id), CommentResponse.From, total));
    }
}
