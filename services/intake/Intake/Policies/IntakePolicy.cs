using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.OrderFacts;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Intake.Webhooks;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.Policies;

/// <summary>How complaints are taken in and kept; a section that is left out has its defaults.</summary>
/// <param name="Retention">How long personal data is kept.</param>
/// <param name="Masking">Who sees names and contact points.</param>
/// <param name="Webhooks">How what happens is sent to the storefronts' own systems.</param>
/// <param name="Tracking">How long customers can open the page of a complaint.</param>
/// <param name="Signals">How complaints that nobody filed are spotted.</param>
/// <param name="OrderApi">The merchant's own API of orders, which complaints are compared with.</param>
/// <param name="EvidenceSweep">What is done about files without a row; the installation's alone.</param>
[ValidatableType]
public sealed record IntakePolicy(RetentionPolicy? Retention = null, MaskingPolicy? Masking = null, WebhookPolicy? Webhooks = null,
    TrackingPolicy? Tracking = null, SignalPolicy? Signals = null, OrderApiPolicy? OrderApi = null,
    EvidenceSweepPolicy? EvidenceSweep = null)
{
    public RetentionPolicy Retention { get; init; } = Retention ?? new();

    public MaskingPolicy Masking { get; init; } = Masking ?? new();

    public WebhookPolicy Webhooks { get; init; } = Webhooks ?? new();

    public TrackingPolicy Tracking { get; init; } = Tracking ?? new();

    public SignalPolicy Signals { get; init; } = Signals ?? new();

    public OrderApiPolicy OrderApi { get; init; } = OrderApi ?? new();

    public EvidenceSweepPolicy EvidenceSweep { get; init; } = EvidenceSweep ?? new();

    internal static PolicySet<IntakePolicy> Set { get; } = new("intake", "IntakePolicies", () => new IntakePolicy())
    {
        OwnerExists = KnownStorefronts.ExistsAsync,
    };

    internal static void Map(RouteGroupBuilder group)
    {
        var services = ((IEndpointRouteBuilder)group).ServiceProvider;
        var network = OrderFacts.OrderApi.NetworkOf(services.GetRequiredService<IConfiguration>());
        var secrets = services.GetRequiredService<OrderApiSecrets>();
        group.MapPolicy<IntakePolicy, IntakeDbContext>("/", Set with
        {
            Validate = async (policy, _, _, ct) =>
            [
                .. policy.Masking.Errors(), .. policy.Webhooks.Errors(), .. policy.Signals.Errors(),
                .. await policy.OrderApi.ErrorsAsync(network, ct),
            ],
            Replaced = async (policy, owner, now, db, ct) =>
            {
                await secrets.KeepAsync(policy.OrderApi, owner, (IntakeDbContext)db, ct);
                await TellAsync(policy, owner, now, db, ct);
            },
        });
    }

    // Other services keep words of customers as well, and their links open by the same rule
    private static async Task TellAsync(IntakePolicy policy, string owner, DateTimeOffset now, ServiceDbContext db, CancellationToken ct)
    {
        var before = await db.Set<PolicyDocument>().Where(row => row.Kind == Set.Kind && row.Owner == owner)
            .Select(row => row.Version).FirstOrDefaultAsync(ct);
        db.Publish(new CustomerDataRulesChanged
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = owner,
            Version = before + 1,
            ClearRoles = policy.Masking.ClearRoles,
            LinksExpireAfterDays = policy.Tracking.ExpiresAfterDays,
        });
    }
}
