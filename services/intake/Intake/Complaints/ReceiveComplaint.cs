using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.ServiceDefaults.Data;
using ComplaintPlatform.ServiceDefaults.Http;
using ComplaintPlatform.ServiceDefaults.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Complaints;

/// <param name="StorefrontId">Implied by an API key, and by the account of somebody who works for one storefront only.</param>
/// <param name="Channel">How the complaint came in.</param>
/// <param name="Text">The problem in the customer's words.</param>
/// <param name="Expectation">What the customer wants.</param>
/// <param name="StatedLoss">What the customer says it cost.</param>
/// <param name="OccurredAt">When what is complained about happened.</param>
/// <param name="ExternalId">The storefront's own number for the complaint.</param>
public sealed record ReceiveComplaintRequest(
    Channel Channel,
    [property: Required, StringLength(20_000, MinimumLength = 1), PlainText] string Text,
    [property: StringLength(100), PlainText] string? StorefrontId = null,
    ComplainantKind ComplainantKind = ComplainantKind.Customer,
    CustomerDetails? Customer = null,
    OrderRequest? Order = null,
    [property: StringLength(200), PlainText] string? Subject = null,
    [property: StringLength(2_000), PlainText] string? Expectation = null,
    [property: NotNegative] Money? StatedLoss = null,
    DateTimeOffset? OccurredAt = null,
    [property: StringLength(200), PlainText] string? ExternalId = null);

/// <summary>The order that the complaint is about; everything may be missing.</summary>
public sealed record OrderRequest(
    [property: StringLength(200), PlainText] string? ExternalId = null,
    DateTimeOffset? PlacedAt = null,
    [property: StringLength(500), PlainText] string? Product = null,
    [property: StringLength(200), PlainText] string? ProductCategory = null,
    [property: StringLength(200), PlainText] string? Sku = null,
    [property: NotNegative] Money? Amount = null,
    [property: StringLength(200), PlainText] string? Carrier = null,
    [property: StringLength(200), PlainText] string? Supplier = null,
    [property: StringLength(200), PlainText] string? Store = null);

/// <param name="Reference">At most 12 characters, can be read out, ends with a check character.</param>
/// <param name="TrackingUrl">What the customer sees and does; whoever holds the address needs no account.</param>
/// <param name="Missing">Key facts that were not given; the complaint is accepted all the same.</param>
/// <param name="DuplicateCandidates">Earlier complaints that this one may repeat, likeliest first.</param>
public sealed record ReceiveComplaintResponse(
    Guid Id, string Reference, ComplaintStatus Status, DateTimeOffset ReceivedAt, string TrackingUrl, IReadOnlyList<string> Missing,
    IReadOnlyList<DuplicateCandidate> DuplicateCandidates);

/// <param name="StorefrontId">Whose complaint it is; the caller may act for it.</param>
/// <param name="ReceivedAt">When the request was there.</param>
internal sealed record ReceiveComplaintCommand(ReceiveComplaintRequest Request, string StorefrontId, DateTimeOffset ReceivedAt);

internal sealed class ReceiveComplaint(IntakeDbContext db, Links links, PublicAddresses addresses, IOptions<IntakeOptions> options)
    : ISharedHandler<ReceiveComplaintCommand, ReceiveComplaintResponse>
{
    // One who complains twice in a batch is known the second time. SQL Server takes ids for the same that differ in case only.
    private readonly Dictionary<string, Complainant> _complainants = new(db.Database.IsSqlite() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/", ReceiveAsync).WithName(nameof(ReceiveComplaint)).Produces<ReceiveComplaintResponse>(StatusCodes.Status201Created)
            .WithSharedUnitOfWork().AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator]);

    public async Task PrepareAsync(IReadOnlyList<ReceiveComplaintCommand> commands, CancellationToken ct)
    {
        var storefronts = commands.Select(command => command.StorefrontId).Distinct().ToList();
        var ids = commands.Select(command => command.Request.Customer?.ExternalId).OfType<string>().Distinct().ToList();
        if (ids.Count == 0)
            return;

        var customers = await db.Customers.Where(row => storefronts.Contains(row.StorefrontId) && ids.Contains(row.ExternalId!)).ToListAsync(ct);
        var since = commands.Min(command => command.ReceivedAt) - options.Value.DuplicateWindow;
        var earlier = await DuplicateSearch.EarlierAsync(db, [.. customers.Select(customer => customer.Id)], since, ct);
        foreach (var customer in customers)
            _complainants[KeyOf(customer.StorefrontId, customer.ExternalId!)] = new Complainant(customer, earlier[customer.Id]);
    }

    public async Task<Created<ReceiveComplaintResponse>> HandleAsync(ReceiveComplaintCommand command, CancellationToken ct)
    {
        var (request, storefrontId, now) = command;
        var complainant = request.Customer is { } details ? ComplainantOf(details, storefrontId) : new Complainant(null, EarlierComplaints.None);
        var id = SequentialId.Next();
        var token = links.Token(Links.Tracking, id, generation: 0);
        var complaint = Complaint.Receive(
            new ReceivedComplaint
            {
                Id = id,
                StorefrontId = storefrontId,
                Reference = Reference.New(),
                Channel = request.Channel,
                ComplainantKind = request.ComplainantKind,
                Customer = complainant.Customer,
                Order = ToOrder(request.Order),
                Subject = request.Subject,
                Text = request.Text,
                Expectation = request.Expectation,
                StatedLoss = request.StatedLoss,
                HappenedAt = request.OccurredAt?.ToUniversalTime(),
                ExternalId = request.ExternalId,
                Missing = Completeness.MissingIn(request),
                TrackingTokenHash = Links.Hash(token),
            },
            now);
        db.Append(complaint);
        db.Append(RegisterEntry.Of(complaint));
        db.Publish(complaint.Received(complainant.Customer, complainant.Earlier.Count));
        var candidates = complainant.Earlier.CandidatesFor(request.Text, request.Order?.ExternalId, options.Value.DuplicateLeastScore);
        complainant.Earlier = complainant.Earlier.With(complaint);

        return TypedResults.Created(
            $"/api/v1/complaints/{id}",
            new ReceiveComplaintResponse(
                id, complaint.Reference, ComplaintStatus.Received, complaint.ReceivedAt,
                $"{await addresses.OfAsync(storefrontId, db, ct)}/api/v1/track/{token}", complaint.MissingNames(), candidates));
    }

    // What is wrong with a request is told before it joins others
    private static Task<IResult> ReceiveAsync(
        ReceiveComplaintRequest request, Caller caller, HttpContext http, SharedUnitOfWork<ReceiveComplaintCommand, ReceiveComplaintResponse> work, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        if (request.OccurredAt > now.AddMinutes(5))
            throw new ValidationProblemException(("/occurredAt", "Lies in the future. | 时间在未来。"));
        return work.RunAsync(http, new ReceiveComplaintCommand(request, StorefrontOf(request, caller), now));
    }

    private static string StorefrontOf(ReceiveComplaintRequest request, Caller caller)
    {
        var only = caller is { AllStorefronts: false, Storefronts.Count: 1 } ? caller.Storefronts[0] : null;
        var storefrontId = request.StorefrontId ?? only ?? throw new ValidationProblemException(
            ("/storefrontId", "Name the storefront: your account is not bound to one. | 请指明店铺:当前账号未绑定唯一店铺。"));
        return caller.AllStorefronts || caller.Storefronts.Contains(storefrontId)
            ? storefrontId
            : throw new ValidationProblemException(("/storefrontId", "There is no such storefront. | 店铺不存在。"));
    }

    private Complainant ComplainantOf(CustomerDetails details, string storefrontId)
    {
        if (details.ExternalId is not { } externalId || !_complainants.TryGetValue(KeyOf(storefrontId, externalId), out var complainant))
        {
            complainant = new Complainant(Customer.New(storefrontId, details.ExternalId), EarlierComplaints.None);
            db.Append(complainant.Customer!);
            if (details.ExternalId is not null)
                _complainants[KeyOf(storefrontId, details.ExternalId)] = complainant;
        }

        complainant.Customer!.Update(details);
        return complainant;
    }

    // The newline stands in no storefront's id
    private static string KeyOf(string storefrontId, string externalId) => $"{storefrontId}\n{externalId}";

    private static OrderDetails? ToOrder(OrderRequest? order) => order is null ? null : new OrderDetails
    {
        ExternalId = order.ExternalId,
        PlacedAt = order.PlacedAt?.ToUniversalTime(),
        Product = order.Product,
        ProductCategory = order.ProductCategory,
        Sku = order.Sku,
        Amount = order.Amount?.Amount,
        Currency = order.Amount?.Currency,
        Carrier = order.Carrier,
        Supplier = order.Supplier,
        Store = order.Store,
    };

    private sealed class Complainant(Customer? customer, EarlierComplaints earlier)
    {
        public Customer? Customer => customer;

        public EarlierComplaints Earlier { get; set; } = earlier;
    }
}
