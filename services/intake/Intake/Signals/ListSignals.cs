using ComplaintPlatform.Intake.Complaints;
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

namespace ComplaintPlatform.Intake.Signals;

/// <summary>
/// What is not given does not filter, several values of one filter are "or", several filters are "and".
/// </summary>
internal sealed class SignalFilter
{
    private static readonly string[] Sorts = ["receivedAt", "lastSeenAt", "sentiment"];

    /// <summary>How far it is; <c>open</c> is what waits for a decision.</summary>
    public string[]? State { get; set; }

    /// <summary>What it was spotted in.</summary>
    public string[]? Kind { get; set; }

    /// <summary>Where a message was written.</summary>
    public string[]? Channel { get; set; }

    public string[]? StorefrontId { get; set; }

    /// <summary>Our own id of the customer.</summary>
    public Guid? CustomerId { get; set; }

    /// <summary>Whether something speaks for a complaint.</summary>
    public bool? Flagged { get; set; }

    /// <summary>Whether it was drawn from the unflagged ones.</summary>
    public bool? Sampled { get; set; }

    public DateTimeOffset? ReceivedFrom { get; set; }

    public DateTimeOffset? ReceivedTo { get; set; }

    /// <summary><c>receivedAt</c>, <c>lastSeenAt</c> or <c>sentiment</c> (worst first), with a minus for the other way round.</summary>
    public string? Sort { get; set; }

    public IQueryable<Signal> Apply(IQueryable<Signal> rows)
    {
        var states = ComplaintFilter.Enums<SignalState>("state", State);
        if (states.Count > 0)
            rows = rows.Where(row => states.Contains(row.State));
        var kinds = ComplaintFilter.Enums<SignalKind>("kind", Kind);
        if (kinds.Count > 0)
            rows = rows.Where(row => kinds.Contains(row.Kind));
        var channels = ComplaintFilter.Enums<SignalChannel>("channel", Channel);
        if (channels.Count > 0)
            rows = rows.Where(row => channels.Contains(row.Channel!.Value));
        if (StorefrontId is { Length: > 0 } storefronts)
            rows = rows.Where(row => storefronts.Contains(row.StorefrontId));
        if (CustomerId is { } customer)
            rows = rows.Where(row => row.CustomerId == customer);
        if (Flagged is { } flagged)
            rows = rows.Where(row => row.Flagged == flagged);
        if (Sampled is { } sampled)
            rows = rows.Where(row => row.Sampled == sampled);
        if (ReceivedFrom?.ToUniversalTime() is { } from)
            rows = rows.Where(row => row.ReceivedAt >= from);
        if (ReceivedTo?.ToUniversalTime() is { } to)
            rows = rows.Where(row => row.ReceivedAt < to);
        return rows;
    }

    /// <returns>The key, and whether it falls; the latest come first where nothing is said.</returns>
    public (string Key, bool Descending) Order()
    {
        var text = Sort ?? "-receivedAt";
        var key = text.TrimStart('-');
        return Sorts.Contains(key) && (text == key || text == "-" + key)
            ? (key, text[0] == '-')
            : throw ComplaintFilter.Refused("sort", Sorts.Concat(Sorts.Select(name => "-" + name)));
    }
}

internal static class ListSignals
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("", HandleAsync).WithName(nameof(ListSignals)).AllowRoles([Roles.Storefront, .. Roles.Staff])
            .WithSummary("List potential complaints")
            .WithDescription("Latest first unless `sort` says otherwise; `state=open` is the work list of those who decide.");
        group.MapGet("/{id:guid}", GetAsync).WithName("GetSignal").AllowRoles([Roles.Storefront, .. Roles.Staff])
            .WithSummary("Show a potential complaint").WithDescription("With what speaks for it, and what came of it.");
    }

    internal static async Task<Ok<Page<SignalResponse>>> HandleAsync(
        [AsParameters] SignalFilter filter, PageRequest page, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        var (key, descending) = filter.Order();
        await KnownStorefronts.CheckAsync(filter.StorefrontId, caller, db, ct);
        var matching = filter.Apply(db.Listed<Signal>().AsNoTracking());
        var ordered = key switch
        {
            "lastSeenAt" => matching.PageBy(page, row => row.LastSeenAt, row => row.Id, descending),
            "sentiment" => matching.PageBy(page, row => row.Sentiment ?? 0, row => row.Id, descending),
            _ => matching.PageBy(page, row => row.ReceivedAt, row => row.Id, descending),
        };
        var rows = await ordered.ToListAsync(ct);
        var ids = rows.Select(row => row.CustomerId).OfType<Guid>().Distinct().ToList();
        var customers = await db.Customers.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct);
        var masked = await Mask.HidesAsync(db, caller, storefrontId: null, ct);
        return TypedResults.Ok(page.ToPage(
            rows,
            row => key switch
            {
                "lastSeenAt" => PageCursor.Of(row.LastSeenAt, row.Id),
                "sentiment" => PageCursor.Of(row.Sentiment ?? 0, row.Id),
                _ => PageCursor.Of(row.ReceivedAt, row.Id),
            },
            row =>
            {
                var response = SignalResponse.Of(row, row.CustomerId is { } id ? customers.GetValueOrDefault(id) : null);
                return masked ? Mask.Of(response) : response;
            },
            page.Count ? await matching.CountAsync(ct) : null));
    }

    internal static async Task<Results<TaggedOk<SignalResponse>, NotFoundProblem>> GetAsync(
        Guid id, Caller caller, IntakeDbContext db, CancellationToken ct) =>
        await db.Signals.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } signal
            ? ETags.Ok(await SignalResponse.ReadAsync(signal, caller, db, ct), signal.Version)
            : Problems.NotFound();
}
