using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>How a customer can be written to.</summary>
public enum ContactWay { Email, App, Sms, Phone }

/// <summary>What a customer said on being written to.</summary>
/// <param name="OptedOut">Nothing at all is sent any more.</param>
/// <param name="RefusedChannels">Ways that are not used, while others still are.</param>
public sealed record ContactPreferences(
    bool OptedOut, [property: MaxLength(4)] IReadOnlyList<ContactWay>? RefusedChannels = null)
{
    internal static ContactPreferences Of(Customer customer) => new(
        customer.OptedOutAt is not null,
        [.. customer.RefusedNames().Select(name => EnumText.TryParse<ContactWay>(name, out var way) ? way : default)]);
}

/// <summary>Read and replaced over the API; the customer does the same by link. The services that send are told by event.</summary>
internal static class ContactPreferencesEndpoints
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id}/contact-preferences", GetAsync).WithName("GetContactPreferences")
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator]);
        group.MapPut("/{id}/contact-preferences", PutAsync).WithName("ReplaceContactPreferences").RequireIfMatch()
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers]);
    }

    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<Results<TaggedOk<ContactPreferences>, NotFoundProblem>> GetAsync(
        string id, IntakeDbContext db, StorefrontProfiles profiles, CancellationToken ct, string? storefrontId = null) =>
        await GetCustomer.FindOneAsync(db.Customers.AsNoTracking(), id, storefrontId, db, profiles, ct) is { } customer
            ? ETags.Ok(ContactPreferences.Of(customer), customer.PreferencesVersion)
            : Problems.NotFound();

    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<Results<TaggedOk<ContactPreferences>, NotFoundProblem>> PutAsync(
        string id, ContactPreferences preferences, IfMatch ifMatch, [AsParameters] PreferenceWriting writing, CancellationToken ct,
        string? storefrontId = null)
    {
        var db = writing.Db;
        if (await GetCustomer.FindOneAsync(db.Customers, id, storefrontId, db, writing.Profiles, ct) is not { } customer)
            return Problems.NotFound();

        ifMatch.EnsureMatches(customer.PreferencesVersion);
        await ApplyAsync(customer, preferences.OptedOut, preferences.RefusedChannels ?? [], db, writing.Clock.GetUtcNow(), ct);
        return ETags.Ok(ContactPreferences.Of(customer), customer.PreferencesVersion);
    }

    internal static async Task ApplyAsync(
        Customer customer, bool optedOut, IReadOnlyList<ContactWay> refused, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        if (customer.Prefer(optedOut, refused, now) is not { } changed)
            return;
        var complaints = await db.Register.Where(row => row.CustomerId == customer.Id).Select(row => row.Id).ToListAsync(ct);
        db.Publish(changed with { ComplaintIds = complaints });
    }
}

/// <summary>What writing preferences takes.</summary>
internal sealed record PreferenceWriting(IntakeDbContext Db, StorefrontProfiles Profiles, TimeProvider Clock);
