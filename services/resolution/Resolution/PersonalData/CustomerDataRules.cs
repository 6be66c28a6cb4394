using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.PersonalData;

/// <summary>Intake's rules about customers' data, as they were last told; the defaults are intake's.</summary>
/// <param name="ClearRoles">Roles that see contact points as they are.</param>
/// <param name="Version">Intake's, of the document.</param>
internal sealed record CustomerDataRules(IReadOnlyList<string> ClearRoles, int LinksExpireAfterDays, int Version)
{
    /// <summary>Kept beside the policies of this service, and not edited here.</summary>
    public static PolicySet<CustomerDataRules> Set { get; } =
        new("customer-data-rules", "CustomerDataRules", () => new CustomerDataRules(Roles.KnowCustomers, 365, 0));

    /// <summary>
    /// Whether words of customers are masked for this caller. Who works for several storefronts sees them where all of these allow it.
    /// </summary>
    public static async Task<bool> HideAsync(HttpContext http, Caller caller)
    {
        // An auditor reads cases, not people, whatever a policy says
        if (caller.Role is Roles.Auditor)
            return true;
        var db = http.RequestServices.GetRequiredService<ResolutionDbContext>();
        var all = await db.Set<PolicyDocument>().AsNoTracking().Where(row => row.Kind == Set.Kind).ToListAsync(http.RequestAborted);
        var told = all.ToDictionary(row => row.Owner, row => JsonSerializer.Deserialize<CustomerDataRules>(row.Body, JsonDefaults.Options)!);
        var installation = told.GetValueOrDefault(EventScope.Installation) ?? Set.Default();
        var concerned = caller.AllStorefronts
            ? told.Values.Append(installation)
            : caller.Storefronts.Select(storefront => told.GetValueOrDefault(storefront) ?? installation);
        return concerned.Any(rules => !rules.ClearRoles.Contains(caller.Role));
    }
}

internal sealed class CustomerDataRulesChangedConsumer(ResolutionDbContext db) : IEventConsumer<CustomerDataRulesChanged>
{
    public async Task HandleAsync(CustomerDataRulesChanged message, CancellationToken ct)
    {
        var storefrontId = message.StorefrontId == EventScope.Installation ? null : message.StorefrontId;
        var own = await db.Set<PolicyDocument>().AsNoTracking()
            .FirstOrDefaultAsync(row => row.Kind == CustomerDataRules.Set.Kind && row.Owner == message.StorefrontId, ct);
        var known = own is null ? 0 : JsonSerializer.Deserialize<CustomerDataRules>(own.Body, JsonDefaults.Options)!.Version;
        if (message.Version <= known)
            return;
        await PolicyDocument.ReplaceAsync(
            db, CustomerDataRules.Set.Kind, storefrontId,
            new CustomerDataRules(message.ClearRoles, message.LinksExpireAfterDays, message.Version), IfMatch.None,
            CustomerDataRules.Set.Default, message.OccurredAt, ct);
    }
}
