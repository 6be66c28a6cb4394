using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Intake.Complaints;

/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
/// <param name="Channel">How the complaint came in.</param>
/// <param name="Text">The problem in the customer's words.</param>
/// <param name="Expectation">What the customer wants.</param>
/// <param name="StatedLoss">What the customer says it cost.</param>
/// <param name="OccurredAt">When what is complained about happened.</param>
/// <param name="ExternalId">The storefront's own number for the complaint.</param>
/// <param name="StaffMember">Whom it is about, where it is about a member of staff: a name or a number, as the customer says it.</param>
public sealed record ReceiveComplaintRequest(
    Channel Channel,
    string Text,
    [property: StringLength(100), PlainText] string? StorefrontId = null,
    ComplainantKind ComplainantKind = ComplainantKind.Customer,
    CustomerDetails? Customer = null,
    OrderRequest? Order = null,
    string? Subject = null,
    string? Expectation = null,
    [property: NotNegative] Money? StatedLoss = null,
    DateTimeOffset? OccurredAt = null,
    string? ExternalId = null,
    string? StaffMember = null)
{
    [Required, StringLength(20_000, MinimumLength = 1), PlainText]
    public string Text { get; } = TypedText.Required(Text);

    [StringLength(200), PlainText]
    public string? Subject { get; } = TypedText.Line(Subject);

    [StringLength(200), PlainText]
    public string? StaffMember { get; } = TypedText.Line(StaffMember);

    [StringLength(2_000), PlainText]
    public string? Expectation { get; } = TypedText.Paragraph(Expectation);

    [StringLength(200), PlainText(OneLine = true)]
    public string? ExternalId { get; } = TypedText.Line(ExternalId);
}

/// <summary>The order that the complaint is about; everything may be missing.</summary>
/// <param name="DeliveredAt">When the customer received it: the seven days of a return without reason count from here.</param>
public sealed record OrderRequest(
    string? ExternalId = null,
    DateTimeOffset? PlacedAt = null,
    string? Product = null,
    string? ProductCategory = null,
    string? Sku = null,
    [property: NotNegative] Money? Amount = null,
    string? Carrier = null,
    string? Supplier = null,
    string? Store = null,
    DateTimeOffset? DeliveredAt = null)
{
    [StringLength(200), PlainText(OneLine = true)]
    public string? ExternalId { get; } = TypedText.Line(ExternalId);

    [StringLength(500), PlainText]
    public string? Product { get; } = TypedText.Line(Product);

    [StringLength(200), PlainText]
    public string? ProductCategory { get; } = TypedText.Line(ProductCategory);

    [StringLength(200), PlainText(OneLine = true)]
    public string? Sku { get; } = TypedText.Line(Sku);

    [StringLength(200), PlainText]
    public string? Carrier { get; } = TypedText.Line(Carrier);

    [StringLength(200), PlainText]
    public string? Supplier { get; } = TypedText.Line(Supplier);

    [StringLength(200), PlainText]
    public string? Store { get; } = TypedText.Line(Store);
}

/// <param name="Reference">At most 12 characters, can be read out, ends with a check character.</param>
/// <param name="TrackingUrl">What the customer sees and does; the address is enough, no account is needed.</param>
/// <param name="Missing">Key facts that were not given; the complaint is accepted all the same.</param>
/// <param name="DuplicateCandidates">Earlier complaints that this one may repeat, likeliest first.</param>
public sealed record ReceiveComplaintResponse(
    Guid Id, string Reference, ComplaintStatus Status, DateTimeOffset ReceivedAt, string TrackingUrl, IReadOnlyList<string> Missing,
    IReadOnlyList<DuplicateCandidate> DuplicateCandidates);

/// <summary>
/// Takes in a complaint. Besides <c>text</c> and <c>channel</c> everything may be missing; the answer says what is worth asking for.
/// </summary>
internal static class ReceiveComplaint
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/", HandleAsync).WithName(nameof(ReceiveComplaint))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers, Roles.Administrator]);

    internal static async Task<Created<ReceiveComplaintResponse>> HandleAsync(
        ReceiveComplaintRequest request, Caller caller, HttpContext http, IntakeDbContext db, ComplaintReception reception, CancellationToken ct)
    {
        var storefrontId = await KnownStorefronts.ForWritingAsync(request.StorefrontId, caller, db, ct);
        if (await reception.FindRepeatedAsync(request, storefrontId, ct) is { } first)
        {
            http.Response.Headers["Idempotency-Replayed"] = "true";
            return TypedResults.Created($"/api/v1/complaints/{first.Id}", first);
        }

        var received = await reception.ReceiveAsync(request, storefrontId, ct);
        return TypedResults.Created($"/api/v1/complaints/{received.Id}", received);
    }
}
