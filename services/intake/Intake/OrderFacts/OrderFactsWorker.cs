using System.Collections.Concurrent;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Persistence.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Intake.OrderFacts;

/// <summary>Compares complaints with the merchants' orders, beside the requests that bring them.</summary>
internal sealed class OrderFactsWorker(IServiceProvider services, OrderApi api, TimeProvider clock)
    : DueRowWorker<IntakeDbContext, OrderFactsCheck>(services)
{
    // An API that is away or slow holds up those of other storefronts once in so long, not for each of its orders
    private static readonly TimeSpan RestAfterFailure = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _resting = new();

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(500);

    protected override TimeSpan Lease => TimeSpan.FromMinutes(2);

    protected override async Task HandleAsync(IServiceProvider scope, IntakeDbContext db, Guid rowId, CancellationToken ct)
    {
        var check = await db.OrderFactsChecks.FirstAsync(row => row.Id == rowId, ct);
        var complaint = await db.Complaints.FirstOrDefaultAsync(row => row.Id == rowId, ct);
        var inForce = await IntakePolicy.Set.ReadAsync(db, check.StorefrontId, ct);
        var policy = inForce.Policy.OrderApi;
        if (complaint?.Order?.ExternalId is not { } orderId || policy.BaseAddress is null)
        {
            check.Rest(null);
            return;
        }

        if (_resting.TryGetValue(check.StorefrontId, out var until) && until > clock.GetUtcNow())
        {
            check.Rest(until);
            return;
        }

        var entry = await db.Register.FirstAsync(row => row.Id == rowId, ct);
        try
        {
            var answer = await api.ReadAsync(inForce, check.StorefrontId, orderId, db, ct);
            var zone = (await scope.GetRequiredService<StorefrontProfiles>().OfAsync(check.StorefrontId, db, ct)).TimeZone;
            var differences = OrderComparison.Matter(OrderComparison.Of(complaint, answer, zone));
            entry.TakeOrderFacts(differences.Count > 0 ? "differs" : "agrees");
            if (check.Fetched(answer, differences, complaint, clock.GetUtcNow()) is { } differed)
            {
                entry.Apply(differed);
                db.Publish(differed);
            }
        }
        catch (OrderApiUnavailableException unavailable)
        {
            var now = clock.GetUtcNow();
            // A number that cannot be asked for is this order's fault, not the API's
            if (unavailable.Reason is not ("order_id" or "other_order"))
                _resting[check.StorefrontId] = now + RestAfterFailure;
            check.Unavailable(
                unavailable.Reason, check.Attempts < policy.RetryMinutes.Count ? now.AddMinutes(policy.RetryMinutes[check.Attempts]) : null);
            entry.TakeOrderFacts("unavailable");
        }
    }
}
