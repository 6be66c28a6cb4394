using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.OrderFacts;

public enum OrderFactsState
{
    Fetched,
    Unavailable,
    NoOrder,
    NotConfigured,
}

/// <summary>The merchant's order facts beside what is stated.</summary>
/// <param name="State">
/// <c>fetched</c>; <c>unavailable</c> (the API gives no answer now; what it said before is shown, where it did); <c>no_order</c> (the
/// complaint names none); <c>not_configured</c> (the storefront has no API of orders).
/// </param>
/// <param name="Reason">
/// Why it is unavailable: <c>timeout</c>, <c>unreachable</c>, <c>address_closed</c>, <c>refused</c>, <c>redirect</c>, <c>status</c>,
/// <c>too_large</c>, <c>broken_off</c>, <c>malformed</c>, <c>other_order</c> or <c>order_id</c>.
/// </param>
/// <param name="FetchedAt">When the API said what is shown.</param>
/// <param name="NextAttemptAt">When it is asked again by itself, where it does not answer.</param>
/// <param name="Differences">
/// Those that matter: <c>order_unknown</c>, <c>amount</c>, <c>customer</c>, <c>not_delivered</c>; they stand on the timeline once.
/// </param>
/// <param name="Fields">Each fact, as stated and as the merchant says.</param>
/// <param name="Unreadable">Facts that the API gives in another form than expected.</param>
/// <param name="First">What the API said when it was asked first, kept as evidence; <c>null</c> while it has not answered yet.</param>
public sealed record OrderFactsResponse(
    OrderFactsState State, string? Reason, string? OrderId, DateTimeOffset? FetchedAt, DateTimeOffset? NextAttemptAt,
    IReadOnlyList<string> Differences, IReadOnlyList<FactComparison> Fields, IReadOnlyList<string> Unreadable, KeptOrderFacts? First);

/// <param name="FetchedAt">When that was.</param>
/// <param name="Differences">Those that mattered.</param>
/// <param name="Fields">Each fact, as stated and as the merchant said then.</param>
public sealed record KeptOrderFacts(DateTimeOffset FetchedAt, IReadOnlyList<string> Differences, IReadOnlyList<FactComparison> Fields);

/// <summary>What reading order facts takes.</summary>
internal sealed record OrderFactsReading(IntakeDbContext Db, OrderApi Api, StorefrontProfiles Profiles, Caller Caller);

internal static class GetOrderFacts
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/facts", HandleAsync).WithName(nameof(GetOrderFacts)).AllowRoles([Roles.Storefront, .. Roles.Staff])
            .WithSummary("Compare with the merchant's order")
            .WithDescription(
                "Asks the merchant's own API of orders (`/intake-policies`, section `orderApi`), or takes its answer of a short while ago, and lays it beside what is "
                + "stated. The API's being away delays nothing: the answer is 200 with `unavailable` and the reason, and the API is asked again later.");

    internal static async Task<Results<Ok<OrderFactsResponse>, NotFoundProblem>> HandleAsync(
        Guid id, [AsParameters] OrderFactsReading reading, CancellationToken ct)
    {
        var (db, api, profiles, caller) = reading;
        if (await db.Complaints.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } complaint)
            return Problems.NotFound();

        var orderId = complaint.Order?.ExternalId;
        var inForce = await IntakePolicy.Set.ReadAsync(db, complaint.StorefrontId, ct);
        var check = await db.OrderFactsChecks.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        var zone = (await profiles.OfAsync(complaint.StorefrontId, db, ct)).TimeZone;
        var kept = orderId is null ? null : check?.KnownAnswer();
        var (state, reason, answer) = orderId is null ? (OrderFactsState.NoOrder, null, null)
            : inForce.Policy.OrderApi.BaseAddress is null ? (OrderFactsState.NotConfigured, null, kept)
            : await AskAsync();
        var fields = answer is null ? [] : OrderComparison.Of(complaint, answer, zone);
        var first = kept is null ? null : OrderComparison.Of(complaint, kept, zone);
        var masked = await Mask.HidesAsync(db, caller, complaint.StorefrontId, ct);
        return TypedResults.Ok(new OrderFactsResponse(
            state, reason, orderId, answer?.FetchedAt, check?.NextAt, OrderComparison.Matter(fields), Shown(fields), answer?.Unreadable ?? [],
            first is null ? null : new KeptOrderFacts(kept!.FetchedAt, OrderComparison.Matter(first), Shown(first))));

        async Task<(OrderFactsState, string?, OrderAnswer?)> AskAsync()
        {
            try
            {
                return (OrderFactsState.Fetched, null, await api.ReadAsync(inForce, complaint.StorefrontId, orderId, db, ct));
            }
            catch (OrderApiUnavailableException unavailable)
            {
                return (OrderFactsState.Unavailable, unavailable.Reason, kept);
            }
        }

        IReadOnlyList<FactComparison> Shown(IReadOnlyList<FactComparison> facts) => masked ? [.. facts.Select(Mask.Of)] : facts;
    }
}
