using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Board;

/// <summary>What is not given does not narrow.</summary>
internal sealed class BoardQuery
{
    public string? StorefrontId { get; set; }

    /// <summary>An id of <c>/departments</c>.</summary>
    public string? Department { get; set; }

    /// <exception cref="ProblemException">404 for a storefront of others.</exception>
    public BoardPart PartFor(Caller caller, Language language)
    {
        if (StorefrontId is { } named && !caller.AllStorefronts && !caller.Storefronts.Contains(named))
            throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
        IReadOnlyList<string>? storefronts = StorefrontId is { } only ? [only] : caller.AllStorefronts ? null : [.. caller.Storefronts];
        return new BoardPart(storefronts, Department, language);
    }
}

/// <summary>The board of those who see to it that the work is done.</summary>
internal static class ShowBoard
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", HandleAsync).WithName(nameof(ShowBoard)).AllowRoles(Roles.Staff);
        group.MapGet("/stream", Stream).WithName("StreamBoard").AllowRoles(Roles.Staff);
    }

    internal static async Task<TaggedOk<BoardView>> HandleAsync(
        [AsParameters] BoardQuery query, Caller caller, RequestLanguage language, BoardFeed feed, CancellationToken ct)
    {
        var board = (await feed.ReadAsync(ct)).Show(query.PartFor(caller, language));
        return ETags.Ok(board.View, $"\"{board.Mark}\"");
    }

    /// <summary>
    /// The whole board at the start and after each change, as event <c>board</c>; whose <c>Last-Event-ID</c> shows what is still true gets
    /// the next change first. A <c>heartbeat</c> keeps proxies from closing it.
    /// </summary>
    internal static ServerSentEventsResult<BoardView?> Stream(
        [AsParameters] BoardQuery query, [FromHeader(Name = "Last-Event-ID")] string? lastEventId, Caller caller, RequestLanguage language,
        BoardFeed feed, CancellationToken ct) =>
        TypedResults.ServerSentEvents(FollowAsync(query.PartFor(caller, language), lastEventId, feed, ct));

    private static async IAsyncEnumerable<SseItem<BoardView?>> FollowAsync(
        BoardPart part, string? seen, BoardFeed feed, [EnumeratorCancellation] CancellationToken ct)
    {
        yield return new SseItem<BoardView?>(null, "heartbeat");
        await foreach (var snapshot in feed.FollowAsync(ct))
        {
            if (snapshot is null)
            {
                yield return new SseItem<BoardView?>(null, "heartbeat");
                continue;
            }

            // Something changed somewhere, but not in this part
            var board = snapshot.Show(part);
            if (board.Mark == seen)
                continue;
            seen = board.Mark;
            yield return new SseItem<BoardView?>(board.View, "board") { EventId = board.Mark };
        }
    }
}
