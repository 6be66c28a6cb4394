using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
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

namespace ComplaintPlatform.Intake.Signals;

/// <summary>Something that a customer did: returned an order, consulted, looked where an order is.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Customer">Who did it; by one of <c>externalId</c>, <c>email</c> and <c>phone</c> at least.</param>
/// <param name="OrderId">The storefront's number of the order it was about.</param>
/// <param name="Seconds">How long a consultation took.</param>
/// <param name="ExternalId">The storefront's own number for it: sent again, it counts once.</param>
/// <param name="OccurredAt">When it was done; now, where this is left out.</param>
/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
public sealed record ReportBehaviourRequest(
    BehaviourKind Kind,
    [property: Required] CustomerDetails Customer,
    string? OrderId = null,
    [property: Range(0, 7 * 24 * 3600)] int? Seconds = null,
    string? ExternalId = null,
    DateTimeOffset? OccurredAt = null,
    [property: StringLength(100), PlainText] string? StorefrontId = null)
{
    [StringLength(200), PlainText(OneLine = true)]
    public string? OrderId { get; } = TypedText.Line(OrderId);

    [StringLength(200), PlainText(OneLine = true)]
    public string? ExternalId { get; } = TypedText.Line(ExternalId);
}

/// <param name="Counted">How often the customer did it within the window, this time included, since somebody decided on it last.</param>
/// <param name="Threshold">From how many on it is a signal.</param>
/// <param name="WindowDays">The window.</param>
/// <param name="SignalIds">The signals that are open because of it now; none below the thresholds.</param>
public sealed record ReportBehaviourResponse(
    Guid Id, BehaviourKind Kind, DateTimeOffset OccurredAt, int Counted, int Threshold, int WindowDays, IReadOnlyList<Guid> SignalIds);

/// <summary>Takes in what a customer did, and raises a signal where it is too often or takes too long.</summary>
internal static class ReportBehaviour
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/behaviours", HandleAsync).WithName(nameof(ReportBehaviour))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator])
            .WithSummary("Report what a customer did")
            .WithDescription(
                "Frequent returns, long or repeated consultations and repeated looks at an order are signs of a complaint that nobody files. Each kind counts by "
                + "customer within its window (`/intake-policies`, section `signals`); from the threshold on there is one open signal for customer and kind.");

    internal static async Task<Created<ReportBehaviourResponse>> HandleAsync(
        ReportBehaviourRequest request, Caller caller, HttpContext http, [AsParameters] SignalReporting reporting, CancellationToken ct)
    {
        var (db, now) = (reporting.Db, reporting.Clock.GetUtcNow());
        var storefrontId = await KnownStorefronts.ForWritingAsync(request.StorefrontId, caller, db, ct);
        Check(request, now);
        var policy = (await IntakePolicy.Set.ReadAsync(db, storefrontId, ct)).Policy.Signals.Behaviours;
        if (await FindRepeatedAsync(request, storefrontId, reporting, ct) is { } first)
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
            var before = await db.BehaviourTallies.AsNoTracking()
                .FirstAsync(row => row.CustomerId == first.CustomerId && row.Kind == first.Kind, ct);
            return Answer(first, await CountAsync(db, first, before, policy, now, ct), policy, await OpenAsync(db, first, ct));
        }

        var customer = (await reporting.CustomerAsync(request.Customer, storefrontId, ct))!;
        var behaviour = BehaviourEvent.Of(storefrontId, customer.Id, request, request.OccurredAt?.ToUniversalTime() ?? now);
        var tally = await db.BehaviourTallies.FirstOrDefaultAsync(
            row => row.CustomerId == customer.Id && row.Kind == request.Kind, ct);
        if (tally is null)
            db.BehaviourTallies.Add(tally = BehaviourTally.Of(storefrontId, customer.Id, request.Kind));
        var counted = await CountAsync(db, behaviour, tally, policy, now, ct) + (IsWithin(behaviour, tally, policy, now) ? 1 : 0);
        db.BehaviourEvents.Add(behaviour);
        tally.Seen(behaviour.At);
        return Answer(behaviour, counted, policy, await RaiseAsync(db, behaviour, counted, policy, now, ct));
    }

    // One open signal for customer and kind: what comes on top belongs to it
    private static async Task<IReadOnlyList<Guid>> RaiseAsync(
        IntakeDbContext db, BehaviourEvent behaviour, int counted, BehaviourPolicy policy, DateTimeOffset now, CancellationToken ct)
    {
        var (kind, threshold, days) = policy.For(behaviour.Kind);
        var raised = new List<Guid>();
        if (counted >= threshold)
            raised.Add(await RaiseAsync(kind, counted, days));
        if (behaviour.Kind is BehaviourKind.Consultation && behaviour.Seconds >= policy.LongConsultationMinutes * 60)
            raised.Add(await RaiseAsync(SignalKind.LongConsultation, 1, policy.ConsultationDays));
        return raised;

        async Task<Guid> RaiseAsync(SignalKind of, int occurrences, int windowDays)
        {
            var key = Signal.OpenKeyOf(behaviour.CustomerId, of);
            if (await db.Signals.FirstOrDefaultAsync(row => row.OpenKey == key, ct) is { } open)
            {
                open.SeenAgain(of is SignalKind.LongConsultation ? open.Occurrences + 1 : occurrences, behaviour.At);
                return open.Id;
            }

            var signal = Signal.OfBehaviour(of, behaviour.CustomerId, behaviour, (occurrences, windowDays), now);
            db.Signals.Add(signal);
            return signal.Id;
        }
    }

    private static Task<int> CountAsync(
        IntakeDbContext db, BehaviourEvent behaviour, BehaviourTally tally, BehaviourPolicy policy, DateTimeOffset now, CancellationToken ct)
    {
        var from = now.AddDays(-policy.For(behaviour.Kind).Days);
        return db.BehaviourEvents.CountAsync(
            row => row.CustomerId == behaviour.CustomerId && row.Kind == behaviour.Kind && row.At >= from && row.At > tally.CountedFrom, ct);
    }

    private static bool IsWithin(BehaviourEvent behaviour, BehaviourTally tally, BehaviourPolicy policy, DateTimeOffset now) =>
        behaviour.At >= now.AddDays(-policy.For(behaviour.Kind).Days) && behaviour.At > tally.CountedFrom;

    private static Task<List<Guid>> OpenAsync(IntakeDbContext db, BehaviourEvent behaviour, CancellationToken ct)
    {
        var keys = Enum.GetValues<SignalKind>().Where(kind => BehaviourTally.KindOf(kind) == behaviour.Kind)
            .Select(kind => Signal.OpenKeyOf(behaviour.CustomerId, kind)).ToList();
        return db.Signals.Where(row => keys.Contains(row.OpenKey!)).Select(row => row.Id).ToListAsync(ct);
    }

    private static Created<ReportBehaviourResponse> Answer(
        BehaviourEvent behaviour, int counted, BehaviourPolicy policy, IReadOnlyList<Guid> signals)
    {
        var (_, threshold, days) = policy.For(behaviour.Kind);
        return TypedResults.Created(
            signals.Count == 0 ? "/api/v1/signals" : $"/api/v1/signals/{signals[0]}",
            new ReportBehaviourResponse(behaviour.Id, behaviour.Kind, behaviour.At, counted, threshold, days, signals));
    }

    private static void Check(ReportBehaviourRequest request, DateTimeOffset now)
    {
        SignalReporting.EnsureNotInFuture(request.OccurredAt, now);
        if (request.Customer is { ExternalId: null, Email: null, Phone: null })
        {
            throw new ValidationProblemException(
                ("/customer", "Say who it was: externalId, email or phone. | 请指明客户:externalId、email 或 phone。"));
        }

        if (request.Seconds is not null && request.Kind is not BehaviourKind.Consultation)
            throw new ValidationProblemException(("/seconds", "Belongs to consultations only. | 仅适用于咨询。"));
    }

    private static async Task<BehaviourEvent?> FindRepeatedAsync(
        ReportBehaviourRequest request, string storefrontId, SignalReporting reporting, CancellationToken ct)
    {
        if (request.ExternalId is not { } externalId)
            return null;

        await reporting.Turns.EnterAsync($"behaviour/{storefrontId}\n{externalId}", ct);
        var first = await reporting.Db.BehaviourEvents.AsNoTracking()
            .FirstOrDefaultAsync(row => row.StorefrontId == storefrontId && row.ExternalId == externalId, ct);
        return first is null || first.Kind == request.Kind ? first : throw new DomainRuleException(
            "signal.external_id_used", "Another behaviour has this externalId. | 该 externalId 已用于另一条行为记录。");
    }
}
