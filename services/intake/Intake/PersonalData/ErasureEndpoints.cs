using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Customers;
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

namespace ComplaintPlatform.Intake.PersonalData;

/// <param name="CustomerId">The platform's own id of who was erased; it leads nowhere any more.</param>
/// <param name="Complaints">How many complaints it reaches.</param>
/// <param name="CompletedAt">When every service had counted nothing left.</param>
/// <param name="NextCheckAt">When every service looks again for what was still under way; <c>null</c>: no more.</param>
/// <param name="Missing">Services that have not answered the last round, or still hold something.</param>
public sealed record ErasureResponse(
    Guid Id, string StorefrontId, Guid? CustomerId, ErasureState State, ErasureReason Reason, string RequestedBy, DateTimeOffset RequestedAt,
    DateTimeOffset? CompletedAt, DateTimeOffset? NextCheckAt, int Rounds, int Complaints, IReadOnlyList<string> Missing,
    IReadOnlyList<ErasureAnswer> Services)
{
    internal static ErasureResponse Of(Erasure row)
    {
        var answers = row.AnswerList();
        return new(
            row.Id, row.StorefrontId, row.CustomerId, row.State, row.Reason, row.RequestedBy, row.RequestedAt, row.CompletedAt, row.NextAt,
            row.Round, row.ComplaintList().Count,
            [.. Erasure.Services.Where(name => !answers.Any(answer => answer.Service == name && answer.Round == row.Round && answer.IsClean))],
            [.. answers.OrderBy(answer => Array.IndexOf(Erasure.Services, answer.Service))]);
    }
}

/// <param name="Held">Nothing of the customer is erased, on request or after the time of retention.</param>
/// <param name="Reason">Why, for those who ask later.</param>
public sealed record LegalHold(bool Held, string? Reason = null)
{
    [StringLength(500), PlainText]
    public string? Reason { get; } = TypedText.Line(Reason);
}

/// <summary>What writing about a customer takes.</summary>
internal sealed record CustomerWriting(IntakeDbContext Db, StorefrontProfiles Profiles, Caller Caller, TimeProvider Clock);

/// <summary>The right to be forgotten, what stops it, and what came of it.</summary>
internal static class ErasureEndpoints
{
    private static readonly string[] Callers = [Roles.Storefront, .. Roles.Management];

    public static void Map(RouteGroupBuilder customers, RouteGroupBuilder erasures)
    {
        customers.MapDelete("/{id}/personal-data", EraseAsync).WithName("EraseCustomer").AllowRoles(Callers);
        customers.MapGet("/{id}/legal-hold", GetHoldAsync).WithName("GetLegalHold").AllowRoles([.. Roles.Management, Roles.Auditor]);
        customers.MapPut("/{id}/legal-hold", HoldAsync).WithName("ReplaceLegalHold").RequireIfMatch().AllowRoles(Roles.Management);
        erasures.MapGet("/{id:guid}", GetAsync).WithName("GetErasure").AllowRoles([.. Callers, Roles.Auditor]);
    }

    /// <summary>Erases who the customer is and what was said, in every service; numbers for statistics stay. It cannot be undone.</summary>
    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<Results<Accepted<ErasureResponse>, NotFoundProblem>> EraseAsync(
        string id, [AsParameters] CustomerWriting writing, CancellationToken ct, string? storefrontId = null)
    {
        var db = writing.Db;
        if (await GetCustomer.FindOneAsync(db.Customers, id, storefrontId, db, writing.Profiles, ct) is not { } customer)
            return Problems.NotFound();

        if (customer.HeldAt is not null)
        {
            throw new DomainRuleException(
                "customer.legal_hold", "A legal hold keeps this customer's data; end it first. | 该客户数据处于法律保全状态,请先解除。");
        }

        var erasure = await db.Erasures.FirstOrDefaultAsync(row => row.CustomerId == customer.Id && row.State == ErasureState.Running, ct);
        if (erasure is null)
        {
            var complaints = await db.Register.Where(row => row.CustomerId == customer.Id).Select(row => row.Id).ToListAsync(ct);
            erasure = Erasure.Of(
                customer.StorefrontId, customer.Id, complaints, ErasureReason.Request, writing.Caller.Actor, writing.Clock.GetUtcNow());
            db.Erasures.Add(erasure);
        }

        return TypedResults.Accepted($"/api/v1/erasures/{erasure.Id}", ErasureResponse.Of(erasure));
    }

    internal static async Task<Results<TaggedOk<ErasureResponse>, NotFoundProblem>> GetAsync(
        Guid id, IntakeDbContext db, CancellationToken ct) =>
        await db.Erasures.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } erasure
            ? ETags.Ok(ErasureResponse.Of(erasure), erasure.Version)
            : Problems.NotFound();

    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<Results<TaggedOk<LegalHold>, NotFoundProblem>> GetHoldAsync(
        string id, IntakeDbContext db, StorefrontProfiles profiles, CancellationToken ct, string? storefrontId = null) =>
        await GetCustomer.FindOneAsync(db.Customers.AsNoTracking(), id, storefrontId, db, profiles, ct) is { } customer
            ? ETags.Ok(HoldOf(customer), customer.HoldVersion)
            : Problems.NotFound();

    /// <summary>Keeps everything of a customer, whatever is asked and however old it is, until it is ended in the same way.</summary>
    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<Results<TaggedOk<LegalHold>, NotFoundProblem>> HoldAsync(
        string id, LegalHold hold, IfMatch ifMatch, [AsParameters] CustomerWriting writing, CancellationToken ct, string? storefrontId = null)
    {
        var db = writing.Db;
        if (await GetCustomer.FindOneAsync(db.Customers, id, storefrontId, db, writing.Profiles, ct) is not { } customer)
            return Problems.NotFound();

        ifMatch.EnsureMatches(customer.HoldVersion);
        customer.Hold(hold.Held ? writing.Clock.GetUtcNow() : null, hold.Reason);
        return ETags.Ok(HoldOf(customer), customer.HoldVersion);
    }

    private static LegalHold HoldOf(Customer customer) => new(customer.HeldAt is not null, customer.HoldReason);
}
