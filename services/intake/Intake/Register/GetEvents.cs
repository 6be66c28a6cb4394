using System.Text.Json;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Register;

/// <param name="Sequence">From 1, without gaps, per storefront: a reader that has every number has missed nothing.</param>
public sealed record FeedItem(
    long Sequence, Guid Id, Guid ComplaintId, DateTimeOffset At, string Service, string Kind, string Actor, string Summary,
    JsonElement Data);

/// <param name="Last">The number to ask <c>after</c> next time.</param>
public sealed record FeedResponse(IReadOnlyList<FeedItem> Items, long Last);

/// <param name="After">The number of the last one that is known.</param>
internal sealed record FeedRequest(
    RequestLanguage Language, StorefrontProfiles Profiles, string? StorefrontId, long After = 0, int Limit = 100);

/// <summary>The change feed of a storefront.</summary>
internal static class GetEvents
{
    private const int LargestLimit = 1000;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/", HandleAsync).WithName(nameof(GetEvents)).AllowRoles([Roles.Storefront, .. Roles.Staff]);

    internal static async Task<Ok<FeedResponse>> HandleAsync(
        [AsParameters] FeedRequest request, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        var (language, profiles, storefrontId, after, limit) = request;
        if (limit is < 1 or > LargestLimit)
            throw new ValidationProblemException(("/limit", "Must be a whole number from 1 to 1000. | 必须是 1 到 1000 的整数。"));
        var storefront = storefrontId ?? (caller is { AllStorefronts: false, Storefronts.Count: 1 } ? caller.Storefronts[0] : null)
            ?? throw new ValidationProblemException(("/storefrontId", "Name the storefront: each has its own feed. | 请指明店铺:每个店铺有各自的事件流。"));

        await KnownStorefronts.CheckAsync(storefront, caller, db, ct);
        var zone = (await profiles.OfAsync(storefront, db, ct)).TimeZone;
        var masked = await Mask.HidesAsync(db, caller, storefront, ct);
        var entries = await db.Timeline.AsNoTracking().Where(entry => entry.StorefrontId == storefront && entry.FeedNumber > after)
            .OrderBy(entry => entry.FeedNumber).Take(limit).ToListAsync(ct);
        var items = entries.ConvertAll(entry =>
        {
            var item = GetTimeline.ToItem(entry, language, zone, masked);
            return new FeedItem(
                entry.FeedNumber, entry.Id, entry.ComplaintId, entry.At, entry.Service, entry.Kind, entry.Actor, item.Summary, item.Data);
        });
        return TypedResults.Ok(new FeedResponse(items, items.Count > 0 ? items[^1].Sequence : after));
    }
}
