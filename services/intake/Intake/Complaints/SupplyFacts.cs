using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.OrderFacts;
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

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>Facts that a complaint lacked; what is recorded already stays.</summary>
/// <param name="Customer">Contact points, for the most part.</param>
/// <param name="Expectation">What the customer wants.</param>
/// <param name="StatedLoss">What the customer says it cost.</param>
/// <param name="OccurredAt">When what is complained about happened.</param>
/// <param name="StaffMember">Whom it is about, where it is about a member of staff: a name or a number.</param>
public sealed record SuppliedFacts(
    CustomerDetails? Customer = null,
    OrderRequest? Order = null,
    string? Subject = null,
    string? Expectation = null,
    [property: NotNegative] Money? StatedLoss = null,
    DateTimeOffset? OccurredAt = null,
    string? StaffMember = null)
{
    [StringLength(200), PlainText]
    public string? StaffMember { get; } = TypedText.Line(StaffMember);

    [StringLength(200), PlainText]
    public string? Subject { get; } = TypedText.Line(Subject);

    [StringLength(2_000), PlainText]
    public string? Expectation { get; } = TypedText.Paragraph(Expectation);
}

/// <summary>Staff supply what was missing.</summary>
internal static class SupplyFacts
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPatch("/{id:guid}", HandleAsync).WithName(nameof(SupplyFacts)).AllowRoles(Roles.CaseWorkers).RequireIfMatch();

    internal static async Task<Results<TaggedOk<ComplaintResponse>, NotFoundProblem>> HandleAsync(
        Guid id, SuppliedFacts facts, IfMatch ifMatch, FactsSupply supply, IntakeDbContext db, CancellationToken ct)
    {
        if (await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } complaint)
            return Problems.NotFound();

        var entry = await db.Register.FirstAsync(row => row.Id == id, ct);
        var customer = complaint.CustomerId is { } customerId ? await db.Customers.FirstOrDefaultAsync(row => row.Id == customerId, ct)
            : null;
        ifMatch.EnsureMatches(GetComplaint.TagOf(complaint, entry, customer));
        customer = await supply.TakeAsync(complaint, facts, "staff", ct);
        return ETags.Ok(
            ComplaintResponse.Of(complaint, entry, customer, await DuplicateSearch.OpenAsync(db, id, ct)),
            GetComplaint.TagOf(complaint, entry, customer));
    }
}

/// <summary>Takes facts over into the complaint, its customer and its register entry.</summary>
internal sealed class FactsSupply(IntakeDbContext db, Complainants complainants, StorefrontProfiles profiles, TimeProvider clock)
{
    /// <returns>The complaint's customer.</returns>
    public async Task<Customer?> TakeAsync(Complaint complaint, SuppliedFacts facts, string by, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (facts.OccurredAt > now.AddMinutes(5))
            throw new ValidationProblemException(("/occurredAt", "Lies in the future. | 时间在未来。"));

        var profile = await profiles.OfAsync(complaint.StorefrontId, db, ct);
        var region = profile.PhoneRegion;
        var customer = complaint.CustomerId is { } id ? await db.Customers.FirstOrDefaultAsync(row => row.Id == id, ct) : null;
        if (customer is null)
        {
            customer = by == TenantScope.CustomerActor
                ? complainants.AddUnproven(facts.Customer, complaint.StorefrontId, region)
                : await complainants.FindAsync(facts.Customer, complaint.StorefrontId, region, ct);
        }
        else if (facts.Customer is { } details)
        {
            if (by == TenantScope.CustomerActor)
                customer.Update(details, region);
            else
                await complainants.StateAsync(customer, details, region, ct);
        }

        var events = complaint.Supply(facts, customer, customer?.HasContact ?? false, by, now);
        var entry = await db.Register.FirstAsync(row => row.Id == complaint.Id, ct);
        entry.TakeFacts(complaint);
        foreach (var supplied in events)
        {
            entry.Apply(supplied);
            db.Publish(supplied);
        }

        if (profile.HasOrderApi && complaint.Order?.ExternalId is not null
            && await db.OrderFactsChecks.FirstOrDefaultAsync(row => row.Id == complaint.Id, ct) is null)
            db.OrderFactsChecks.Add(OrderFactsCheck.Of(complaint, now));
        return customer;
    }
}
