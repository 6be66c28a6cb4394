using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Intake.Orders;

/// <param name="Volumes">1 to 1,000 entries, none twice for the same day and dimensions.</param>
/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
public sealed record ReportOrderVolumesRequest(
    [property: Required, MinLength(1), MaxLength(ReportOrderVolumesRequest.MostEntries)] IReadOnlyList<OrderVolumeEntry> Volumes,
    [property: StringLength(100), PlainText] string? StorefrontId = null)
{
    internal const int MostEntries = 1_000;
}

/// <summary>The orders of one day with exactly these dimensions. A dimension that is left out was not known of them.</summary>
/// <param name="Day">In the storefront's time zone, such as <c>2026-11-29</c>; not later than today.</param>
/// <param name="Orders">0 takes back what was posted before.</param>
public sealed record OrderVolumeEntry(
    DateOnly Day,
    [property: Range(0, OrderVolumeEntry.MostOrders)] int Orders,
    string? ProductCategory = null,
    string? Carrier = null,
    string? Supplier = null,
    string? Store = null)
{
    internal const int MostOrders = 100_000_000;

    [StringLength(200), PlainText]
    public string? ProductCategory { get; } = TypedText.Line(ProductCategory);

    [StringLength(200), PlainText]
    public string? Carrier { get; } = TypedText.Line(Carrier);

    [StringLength(200), PlainText]
    public string? Supplier { get; } = TypedText.Line(Supplier);

    [StringLength(200), PlainText]
    public string? Store { get; } = TypedText.Line(Store);
}

/// <param name="Added">Days and dimensions that were not known before.</param>
/// <param name="Replaced">Known ones that have another number now.</param>
/// <param name="Unchanged">Known ones with the number they had.</param>
public sealed record ReportOrderVolumesResponse(int Added, int Replaced, int Unchanged);

/// <summary>Takes in how many orders there were: what complaints are reckoned against.</summary>
internal static class ReportOrderVolumes
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("", HandleAsync).WithName(nameof(ReportOrderVolumes)).AllowRoles([Roles.Storefront, .. Roles.Management])
            .WithSummary("Report order volumes")
            .WithDescription(
                "How many orders there were by day, product category, carrier, supplier and store; rates per 1,000 orders are reckoned "
                + "from it. "
                + "Every order counts in one entry only: entries of a day are added up, so a total beside its parts would count twice. "
                + "A later post for the same day and dimensions replaces the earlier one.");

    internal static async Task<Ok<ReportOrderVolumesResponse>> HandleAsync(
        ReportOrderVolumesRequest request, Caller caller, IntakeDbContext db, OrderReporting reporting, CancellationToken ct) =>
        TypedResults.Ok(await reporting.TakeInAsync(
            request.Volumes, await KnownStorefronts.ForWritingAsync(request.StorefrontId, caller, db, ct), ct));
}

/// <summary>Compares what is reported with what is known, and tells of the difference.</summary>
internal sealed class OrderReporting(IntakeDbContext db, StorefrontProfiles profiles, HeldTurns turns, TimeProvider clock)
{
    private const int CellsPerEvent = 200;
    private static readonly DateOnly Earliest = new(2000, 1, 1);

    public async Task<ReportOrderVolumesResponse> TakeInAsync(
        IReadOnlyList<OrderVolumeEntry> entries, string storefrontId, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var ids = Checked(entries, storefrontId, await TodayAsync(storefrontId, now, ct));
        await turns.EnterAsync("order-volumes/" + storefrontId, ct);

        // A post that lost a race runs again and must see what the other left
        var known = await db.OrderVolumes.Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
        var (added, replaced) = (0, 0);
        var changed = new List<OrderVolume>();
        foreach (var (entry, id) in entries.Zip(ids))
        {
            var isNew = !known.TryGetValue(id, out var volume);
            if (isNew)
                db.OrderVolumes.Add(volume = OrderVolume.Of(storefrontId, entry));
            if (!volume!.Report(entry.Orders, now))
                continue;
            changed.Add(volume);
            (added, replaced) = isNew ? (added + 1, replaced) : (added, replaced + 1);
        }

        foreach (var cells in changed.Chunk(CellsPerEvent))
        {
            db.Publish(new OrderVolumesReported
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = storefrontId,
                Version = cells.Max(cell => cell.Version),
                Cells = [.. cells.Select(cell => cell.Fact())],
            });
        }

        return new ReportOrderVolumesResponse(added, replaced, entries.Count - changed.Count);
    }

    private async Task<DateOnly> TodayAsync(string storefrontId, DateTimeOffset now, CancellationToken ct) =>
        Instant.FromDateTimeOffset(now).InZone((await profiles.OfAsync(storefrontId, db, ct)).TimeZone).Date.ToDateOnly();

    private static List<Guid> Checked(IReadOnlyList<OrderVolumeEntry> entries, string storefrontId, DateOnly today)
    {
        var ids = new List<Guid>(entries.Count);
        var seen = new Dictionary<Guid, int>(entries.Count);
        var errors = new List<(string, string)>();
        for (var at = 0; at < entries.Count; at++)
        {
            var id = OrderVolume.IdOf(storefrontId, entries[at]);
            ids.Add(id);
            if (entries[at].Day > today)
                errors.Add(($"/volumes/{at}/day", "Lies in the future. | 日期在未来。"));
            if (entries[at].Day < Earliest)
                errors.Add(($"/volumes/{at}/day", "Must not be before 2000-01-01. | 不能早于 2000-01-01。"));
            if (!seen.TryAdd(id, at))
            {
                errors.Add(($"/volumes/{at}",
                    $"The same day and dimensions stand in entry {seen[id]}. | 与第 {seen[id]} 条的日期和维度相同。"));
            }
        }

        return errors.Count == 0 ? ids : throw new ValidationProblemException([.. errors.Take(100)]);
    }
}
