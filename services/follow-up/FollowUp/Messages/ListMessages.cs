using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.FollowUp.Messages;

public sealed record MessageResponse(
    Guid Id, string StorefrontId, Guid ComplaintId, string Template, MessageState State, MessageChannel? Channel, int Attempts,
    string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? SentAt, DateTimeOffset? NextAttemptAt)
{
    internal static MessageResponse From(OutgoingMessage row) => new(
        row.Id, row.StorefrontId, row.ComplaintId, row.Template, row.State, row.Channel, row.Attempts, row.Error, row.CreatedAt,
        row.SentAt, row.NextAt);
}

/// <summary>Newest first.</summary>
internal static class ListMessages
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(ListMessages)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<MessageResponse>>> HandleAsync(
        Guid? complaintId, QueryEnum<MessageState>? state, string? template, string? storefrontId, PageRequest page, FollowUpDbContext db,
        CancellationToken ct)
    {
        var query = db.Listed<OutgoingMessage>().AsNoTracking();
        if (complaintId is { } complaint)
            query = query.Where(row => row.ComplaintId == complaint);
        if (state is { Value: var wanted })
            query = query.Where(row => row.State == wanted);
        if (template is not null)
            query = query.Where(row => row.Template == template);
        if (storefrontId is not null)
            query = query.Where(row => row.StorefrontId == storefrontId);

        int? total = page.Count ? await query.CountAsync(ct) : null;
        var rows = await query.PageBy(page, row => row.CreatedAt, row => row.Id, descending: true).ToListAsync(ct);
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.CreatedAt, row.Id), MessageResponse.From, total));
    }
}
