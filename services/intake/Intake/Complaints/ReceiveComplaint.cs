using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

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
    [property: StringLength(200), PlainText, JsonConverter(typeof(IdentifierConverter))] string? ExternalId = null);

/// <summary>The order that the complaint is about; everything may be missing.</summary>
public sealed record OrderRequest(
    [property: StringLength(200), PlainText, JsonConverter(typeof(IdentifierConverter))] string? ExternalId = null,
    DateTimeOffset? PlacedAt = null,
    [property: StringLength(500), PlainText] string? Product = null,
    [property: StringLength(200), PlainText] string? ProductCategory = null,
    [property: StringLength(200), PlainText, JsonConverter(typeof(IdentifierConverter))] string? Sku = null,
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

internal static class ReceiveComplaint
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/", HandleAsync).WithName(nameof(ReceiveComplaint))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator]);

    internal static async Task<Created<ReceiveComplaintResponse>> HandleAsync(
        ReceiveComplaintRequest request, Caller caller, IntakeDbContext db, Complainants complainants, TrackingLinks tracking,
        TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (request.OccurredAt > now.AddMinutes(5))
            throw new ValidationProblemException(("/occurredAt", "Lies in the future. | 时间在未来。"));
        var storefrontId = StorefrontOf(request, caller);
        var complainant = await complainants.FindAsync(request.Customer, storefrontId, now, ct);
        var id = SequentialId.Next();
        var token = tracking.Token(id);
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
        db.Complaints.Add(complaint);
        db.Register.Add(RegisterEntry.Of(complaint));
        db.Publish(complaint.Received(complainant.Customer, complainant.Earlier.Count));

        return TypedResults.Created(
            $"/api/v1/complaints/{id}",
            new ReceiveComplaintResponse(
                id, complaint.Reference, ComplaintStatus.Received, complaint.ReceivedAt, await tracking.UrlAsync(token, storefrontId, db, ct),
                complaint.MissingNames(), complainants.DuplicatesOf(complainant, request.Text, request.Order?.ExternalId)));
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
}
