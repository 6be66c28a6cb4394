using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Intake.Webhooks;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.Policies;

/// <summary>How complaints are taken in and kept; a section that is left out has its defaults.</summary>
/// <param name="Retention">How long personal data is kept.</param>
/// <param name="Masking">Who sees names and contact points.</param>
/// <param name="Webhooks">How what happens is sent to the storefronts' own systems.</param>
/// <param name="Tracking">How long customers can open the page of a complaint.</param>
/// <param name="Signals">How complaints that nobody filed are spotted.</param>
[ValidatableType]
public sealed record IntakePolicy(RetentionPolicy? Retention = null, MaskingPolicy? Masking = null, WebhookPolicy? Webhooks = null,
    TrackingPolicy? Tracking = null, SignalPolicy? Signals = null)
{
    public RetentionPolicy Retention { get; init; } = Retention ?? new();

    public MaskingPolicy Masking { get; init; } = Masking ?? new();

    public WebhookPolicy Webhooks { get; init; } = Webhooks ?? new();

    public TrackingPolicy Tracking { get; init; } = Tracking ?? new();

    public SignalPolicy Signals { get; init; } = Signals ?? new();

    internal static PolicySet<IntakePolicy> Set { get; } = new("intake", "IntakePolicies", () => new IntakePolicy())
    {
        OwnerExists = KnownStorefronts.ExistsAsync,
        Validate = (policy, _, _, _) => Task.FromResult<IReadOnlyList<PolicyError>>(
            [.. policy.Masking.Errors(), .. policy.Webhooks.Errors(), .. policy.Signals.Errors()]),
        Replaced = TellAsync,
    };

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

    internal static void Map(RouteGroupBuilder group) => group.MapPolicy<IntakePolicy, IntakeDbContext>("/", Set);
}
