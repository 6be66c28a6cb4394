using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.PersonalData;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Resolution.Notices;

public sealed record NoticeView(
    Guid Id, NoticeKind Kind, Guid ComplaintId, string Reference, string StorefrontId, string Text, DateTimeOffset At, bool Read,
    DateTimeOffset? ReadAt)
{
    internal static NoticeView Of(Notice row, Language language) => new(
        row.Id, row.Kind, row.ComplaintId, row.Reference, row.StorefrontId, row.Text.In(language.Tag), row.At, row.ReadAt is not null,
        row.ReadAt);
}

/// <summary>The caller's own inbox; that of another cannot be read.</summary>
internal static class ReadNotices
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(5);

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListNotices").AllowRoles(Roles.Staff);
        group.MapGet("/stream", Stream).WithName("StreamNotices").AllowRoles(Roles.Staff);
        group.MapPost("/{id:guid}/read", ReadAsync).WithName("ReadNotice").AllowRoles(Roles.Staff);
    }

    internal static async Task<Ok<Page<NoticeView>>> ListAsync(
        bool? unread, PageRequest page, Caller caller, RequestLanguage language, ResolutionDbContext db, CancellationToken ct)
    {
        var userId = caller.UserId!.Value;
        var matching = db.Notices.AsNoTracking().Where(row => row.UserId == userId);
        if (unread is { } wanted)
            matching = matching.Where(row => row.ReadAt == null == wanted);
        var rows = await matching.PageBy(page, row => row.At, row => row.Id, descending: true).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.At, row.Id), row => NoticeView.Of(row, language), total));
    }

    internal static async Task<Ok<NoticeView>> ReadAsync(
        Guid id, Caller caller, RequestLanguage language, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var userId = caller.UserId!.Value;
        var notice = await db.Notices.FirstOrDefaultAsync(row => row.Id == id && row.UserId == userId, ct)
            ?? throw new ProblemException(404, "notice.not_found", "There is no such notice. | 没有该通知。");
        notice.Read(clock.GetUtcNow());
        return TypedResults.Ok(NoticeView.Of(notice, language));
    }

    /// <summary>Notices as they come, from the one named by <c>Last-Event-ID</c> on; a heartbeat keeps proxies from closing it.</summary>
    internal static ServerSentEventsResult<NoticeView?> Stream(
        [FromHeader(Name = "Last-Event-ID")] Guid? lastEventId, Caller caller, RequestLanguage language, IServiceScopeFactory scopes,
        HttpContext http, CancellationToken ct) =>
        TypedResults.ServerSentEvents(FollowAsync(caller, language, lastEventId, scopes, http, ct));

    private static async IAsyncEnumerable<SseItem<NoticeView?>> FollowAsync(
        Caller caller, Language language, Guid? after, IServiceScopeFactory scopes, HttpContext http,
        [EnumeratorCancellation] CancellationToken ct)
    {
        var userId = caller.UserId!.Value;
        var seen = new HashSet<Guid>();
        var hides = await CustomerDataRules.HideAsync(http, caller);
        var since = await StartAsync();
        yield return new SseItem<NoticeView?>(null, "heartbeat");
        var heartbeat = http.RequestServices.GetRequiredService<IOptions<ResolutionOptions>>().Value.StreamHeartbeat;
        var quiet = TimeSpan.Zero;
        while (!ct.IsCancellationRequested)
        {
            foreach (var notice in await NewAsync())
            {
                since = notice.At > since ? notice.At : since;
                quiet = TimeSpan.Zero;
                var shown = NoticeView.Of(notice, language);
                yield return new SseItem<NoticeView?>(
                    hides ? shown with { Text = MaskedText.Of(shown.Text)! } : shown, EnumText.Of(notice.Kind))
                { EventId = notice.Id.ToString() };
            }

            await Task.Delay(Look, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            quiet += Look;
            if (quiet < heartbeat)
                continue;
            quiet = TimeSpan.Zero;
            yield return new SseItem<NoticeView?>(null, "heartbeat");
        }

        async Task<DateTimeOffset> StartAsync()
        {
            await using var scope = Open(out var db);
            var known = db.Notices.AsNoTracking().Where(row => row.UserId == userId);
            var start = after is { } id
                ? await known.Where(row => row.Id == id).Select(row => (DateTimeOffset?)row.At).FirstOrDefaultAsync(ct)
                : await known.MaxAsync(row => (DateTimeOffset?)row.At, ct);
            if (start is not { } from)
                return DateTimeOffset.MinValue;
            var overlap = from - Overlap;
            seen.UnionWith(await known.Where(
                row => row.At >= overlap && (row.At < from || (after == null ? row.At == from : row.Id == after)))
                .Select(row => row.Id).ToListAsync(ct));
            return from;
        }

        async Task<List<Notice>> NewAsync()
        {
            await using var scope = Open(out var db);
            // Another process may commit an earlier moment later: a little is looked at twice
            var from = since == DateTimeOffset.MinValue ? since : since - Overlap;
            var rows = await db.Notices.AsNoTracking().Where(row => row.UserId == userId && row.At >= from)
                .OrderBy(row => row.At).ThenBy(row => row.Id).Take(500).ToListAsync(ct);
            return rows.FindAll(row => seen.Add(row.Id));
        }

        AsyncServiceScope Open(out ResolutionDbContext db)
        {
            var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<TenantScope>().UseCaller(caller.AllStorefronts, caller.Storefronts, caller.Actor);
            db = scope.ServiceProvider.GetRequiredService<ResolutionDbContext>();
            return scope;
        }
    }
}
