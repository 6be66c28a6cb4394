using System.Text.Json;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Register;
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

/// <summary>A customer as known today, with what was complained about before and what came of it.</summary>
/// <param name="Compensation">What was agreed so far, a sum for each currency.</param>
/// <param name="ComplaintCount">All complaints; the latest stand in <paramref name="Complaints"/>.</param>
public sealed record CustomerResponse(
    Guid Id, string StorefrontId, string? ExternalId, string? Name, string? Email, string? Phone, string? PhoneE164, string? AppUserId,
    string? Language, DateTimeOffset? FirstOrderAt, int? OrderCount, Money? LifetimeValue, bool Vip, string? PreferredContactTimes,
    int ComplaintCount, IReadOnlyList<Money> Compensation, IReadOnlyList<CustomerComplaint> Complaints,
    ContactPreferences ContactPreferences);

/// <summary>One of a customer's complaints and its outcome.</summary>
public sealed record CustomerComplaint(
    Guid Id, string Reference, ComplaintStatus Status, DateTimeOffset ReceivedAt, string? Subject, string? Category, string? Urgency,
    int Cycle,
    string? FollowUp, int? SurveyScore, IReadOnlyList<Money> Compensation);

/// <summary>Shows a customer, by the merchant's id or ours, with all complaints.</summary>
internal static class GetCustomer
{
    private const int Latest = 100;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id}", HandleAsync).WithName(nameof(GetCustomer))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator]);

    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<Results<TaggedOk<CustomerResponse>, NotFoundProblem>> HandleAsync(
        string id, Caller caller, IntakeDbContext db, StorefrontProfiles profiles, CancellationToken ct, string? storefrontId = null)
    {
        if (await FindOneAsync(db.Customers.AsNoTracking(), id, storefrontId, db, profiles, ct) is not { } customer)
            return Problems.NotFound();

        var entries = db.Register.AsNoTracking().Where(row => row.CustomerId == customer.Id);
        var count = await entries.CountAsync(ct);
        var rows = await entries.OrderByDescending(row => row.ReceivedAt).Take(Latest)
            .Join(db.Complaints, entry => entry.Id, complaint => complaint.Id,
                (entry, complaint) => new { entry, complaint.Reference, complaint.Subject })
            .ToListAsync(ct);
        var granted = await GrantedAsync(db, rows.ConvertAll(row => row.entry.Id), ct);
        var complaints = rows.OrderByDescending(row => row.entry.ReceivedAt).Select(row => new CustomerComplaint(
            row.entry.Id, row.Reference, row.entry.Status, row.entry.ReceivedAt, row.Subject, row.entry.Category, row.entry.Urgency,
            row.entry.Cycle,
            row.entry.FollowUpState, row.entry.SurveyScore, Sums(granted[row.entry.Id]))).ToList();
        var profile = await profiles.OfAsync(customer.StorefrontId, db, ct);
        var response = new CustomerResponse(
            customer.Id, customer.StorefrontId, customer.ExternalId, customer.Name, customer.Email, customer.Phone,
            ContactPoint.PhoneE164(customer.Phone, profile.PhoneRegion), customer.AppUserId, customer.Language, customer.FirstOrderAt,
            customer.OrderCount, customer.LifetimeMoney(), customer.Vip, customer.PreferredContactTimes, count,
            Sums(granted.SelectMany(group => group)), complaints, ContactPreferences.Of(customer));
        var masked = await Mask.HidesAsync(db, caller, customer.StorefrontId, ct);
        return ETags.Ok(
            masked ? Mask.Of(response) : response,
            $"\"{customer.Version}.{count}.{rows.Sum(row => row.entry.Version)}{(masked ? ".m" : "")}\"");
    }

    /// <summary>The customer that a path names.</summary>
    /// <exception cref="ValidationProblemException">Several storefronts know that id, and none is named.</exception>
    internal static async Task<Customer?> FindOneAsync(
        IQueryable<Customer> all, string id, string? storefrontId, IntakeDbContext db, StorefrontProfiles profiles, CancellationToken ct)
    {
        // Routing leaves an encoded slash as it is
        id = id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        var found = await FindAsync(all.Where(row => storefrontId == null || row.StorefrontId == storefrontId), id, db, profiles, ct);
        if (found.Count > 1)
        {
            throw new ValidationProblemException(
                "parameter.missing", ("/storefrontId", "Several storefronts know this customer: name one. | 多个店铺有此客户,请指明店铺。"));
        }

        return found is [var customer] ? customer : null;
    }

    private static async Task<List<Customer>> FindAsync(
        IQueryable<Customer> customers, string id, IntakeDbContext db, StorefrontProfiles profiles, CancellationToken ct)
    {
        var byId = Guid.TryParse(id, out var key)
            ? await customers.Where(row => row.Id == key).ToListAsync(ct)
            : await customers.Where(row => row.ExternalId == id).OrderBy(row => row.Id).Take(2).ToListAsync(ct);
        if (byId.Count > 0 || SearchDigits(id) is null)
            return byId;

        // Each storefront reads a number without a country code by its own country
        var found = new List<Customer>();
        foreach (var storefrontId in await KnownStorefronts.All(db).ToListAsync(ct))
        {
            var phone = ContactPoint.PhoneE164(id, (await profiles.OfAsync(storefrontId, db, ct)).PhoneRegion);
            if (phone is not null)
                found.AddRange(await customers.Where(row => row.StorefrontId == storefrontId && row.PhoneE164 == phone && !row.IsUnproven)
                    .OrderBy(row => row.Id).Take(1).ToListAsync(ct));
        }

        return found;
    }

    private static string? SearchDigits(string id) => Search.SearchTokens.PhoneDigits(id);

    private static async Task<ILookup<Guid, Money>> GrantedAsync(IntakeDbContext db, List<Guid> complaintIds, CancellationToken ct)
    {
        var accepted = await db.Timeline.AsNoTracking()
            .Where(entry => complaintIds.Contains(entry.ComplaintId) && entry.Kind == "offer_accepted")
            .Select(entry => new { entry.ComplaintId, entry.Data }).ToListAsync(ct);
        return accepted.Select(row => (row.ComplaintId, Value: ValueOf(row.Data))).Where(pair => pair.Value is not null)
            .ToLookup(pair => pair.ComplaintId, pair => pair.Value!);
    }

    private static Money? ValueOf(string data) =>
        JsonDocument.Parse(data).RootElement.TryGetProperty("value", out var value) && value.ValueKind is JsonValueKind.Object
            ? new Money(value.GetProperty("amount").GetDecimal(), value.GetProperty("currency").GetString()!)
            : null;

    private static List<Money> Sums(IEnumerable<Money> amounts) =>
        [.. amounts.GroupBy(money => money.Currency).Select(group => group.Aggregate((sum, next) => sum + next))];
}
