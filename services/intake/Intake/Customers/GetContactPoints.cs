using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Emails;
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
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>Where and how a complaint's customer may be written to, at this moment; only what can be used.</summary>
/// <param name="Phone">As given.</param>
/// <param name="PhoneE164">The same number in E.164.</param>
/// <param name="OptedOut">Nothing may be sent: the customer, or another one with the same address, said so.</param>
/// <param name="ReplyTo">Where the answer to a mail belongs: an address that names the complaint, signed.</param>
/// <param name="RefusedChannels">Ways that the customer refused; an address that only such a way uses is left out.</param>
public sealed record ContactPointsResponse(
    string? Name, string? Email, string? Phone, string? PhoneE164, string? AppUserId, string? Language, bool OptedOut, string TrackingUrl,
    string Reference, IReadOnlyList<string> RefusedChannels, string? ReplyTo = null);

/// <summary>Asked by the service that sends messages, at the moment of sending: names and addresses never travel in events.</summary>
internal static class GetContactPoints
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/contact-points/{complaintId:guid}", HandleAsync).WithName(nameof(GetContactPoints))
            .AllowScope(Scopes.ContactPointsRead);

    internal static async Task<Results<Ok<ContactPointsResponse>, NotFoundProblem>> HandleAsync(
        Guid complaintId, IntakeDbContext db, TenantScope scope, Links links, StorefrontProfiles profiles, IOptions<IntakeOptions> options,
        CancellationToken ct)
    {
        if (await db.Complaints.AsNoTracking().IgnoreQueryFilters()
            .FirstOrDefaultAsync(row => row.Id == complaintId, ct) is not { IsErased: false } complaint)
            return Problems.NotFound();

        scope.UseStorefront(complaint.StorefrontId);
        var customer = complaint.CustomerId is { } id ? await db.Customers.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct)
            : null;
        var profile = await profiles.OfAsync(complaint.StorefrontId, db, ct);
        var refused = customer?.RefusedNames() ?? [];
        var phone = refused.Contains("sms") ? null : ContactPoint.PhoneE164(customer?.Phone, profile.PhoneRegion);
        var email = refused.Contains("email") ? null : ContactPoint.Email(customer?.Email);
        return TypedResults.Ok(new ContactPointsResponse(
            customer?.Name, email is not null && ContactPoint.IsMailbox(email) ? email : null, phone is null ? null : customer?.Phone,
            phone, refused.Contains("app") ? null : customer?.AppUserId, customer?.Language,
            customer is not null && await IsOptedOutAsync(customer, db, ct),
            $"{profile.PublicAddress}/api/v1/track/{links.Token(Links.Tracking, complaint.Id, complaint.TrackingGeneration)}",
            complaint.Reference, refused,
            options.Value.ReplyAddress is { } address ? ReplyAddress.Of(complaint.Id, address, links) : null));
    }

    // An opt-out is a person's: who is known twice, by two ids of the storefront, is not written to under the other one. Who is known by a
    // link alone says it for nobody else
    private static async Task<bool> IsOptedOutAsync(Customer customer, IntakeDbContext db, CancellationToken ct) =>
        customer.OptedOutAt is not null
        || (customer.EmailKey is { } email
            && await db.Customers.AnyAsync(
                row => row.StorefrontId == customer.StorefrontId && row.EmailKey == email && !row.IsUnproven && row.OptedOutAt != null, ct))
        || (customer.PhoneE164 is { } phone
            && await db.Customers.AnyAsync(
                row => row.StorefrontId == customer.StorefrontId && row.PhoneE164 == phone && !row.IsUnproven && row.OptedOutAt != null, ct));
}
