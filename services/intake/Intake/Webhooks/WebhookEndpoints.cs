using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Register;
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

namespace ComplaintPlatform.Intake.Webhooks;

/// <param name="Url">Where it is posted to: https, at a public address.</param>
/// <param name="Kinds">Kinds of timeline entries that are wanted, such as <c>case_resolved</c>; none: all.</param>
/// <param name="Description">What it is for.</param>
/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
public sealed record CreateWebhookRequest(
    [property: Required, StringLength(2000), PlainText(OneLine = true)] string Url,
    [property: MaxLength(100)] IReadOnlyList<string>? Kinds = null,
    string? Description = null,
    [property: StringLength(100), PlainText] string? StorefrontId = null)
{
    [StringLength(500), PlainText]
    public string? Description { get; } = TypedText.Line(Description);
}

/// <summary>What is left out stays as it is.</summary>
/// <param name="State"><c>active</c> starts it again where it stopped: what happened meanwhile is sent.</param>
public sealed record UpdateWebhookRequest(
    [property: StringLength(2000), PlainText(OneLine = true)] string? Url = null,
    [property: MaxLength(100)] IReadOnlyList<string>? Kinds = null,
    string? Description = null,
    WebhookState? State = null)
{
    [StringLength(500), PlainText]
    public string? Description { get; } = TypedText.Line(Description);
}

/// <param name="DisabledReason"><c>gone</c> (the receiver answered 410), <c>unreachable</c>, <c>by_hand</c>, or none.</param>
/// <param name="FailingSince">Since when nothing has arrived there.</param>
/// <param name="QueuedUpTo">Everything up to this number of the change feed has its deliveries.</param>
/// <param name="FormerSecretUntil">Until then the former secret signs as well.</param>
public sealed record WebhookResponse(
    Guid Id, string StorefrontId, string Url, IReadOnlyList<string> Kinds, string? Description, WebhookState State, string? DisabledReason,
    DateTimeOffset? DisabledAt, DateTimeOffset? FailingSince, long QueuedUpTo, DateTimeOffset? FormerSecretUntil, DateTimeOffset CreatedAt)
{
    internal static WebhookResponse Of(Webhook webhook) => new(
        webhook.Id, webhook.StorefrontId, webhook.Url, webhook.KindNames(), webhook.Description, webhook.State, webhook.DisabledReason,
        webhook.DisabledAt, webhook.FailingSince, webhook.Queued, webhook.FormerSecretUntil, webhook.CreatedAt);
}

/// <param name="Secret">Shown this once; what it signs can be verified by any library of Standard Webhooks.</param>
public sealed record WebhookSecretResponse(Guid Id, string? Secret, DateTimeOffset? FormerSecretUntil) : IShownOnce
{
    object IShownOnce.Again() => this with { Secret = null };
}

/// <param name="Secret">Shown this once; what it signs can be verified by any library of Standard Webhooks.</param>
public sealed record WebhookCreatedResponse(
    Guid Id, string StorefrontId, string Url, IReadOnlyList<string> Kinds, string? Description, WebhookState State, DateTimeOffset CreatedAt,
    string? Secret) : IShownOnce
{
    object IShownOnce.Again() => this with { Secret = null };
}

/// <summary>What writing a webhook takes.</summary>
internal sealed record WebhookWriting(IntakeDbContext Db, WebhookCaller Http, WebhookSecrets Secrets, TimeProvider Clock);

/// <summary>Storefronts subscribe to what happens to their complaints.</summary>
internal static class WebhookEndpoints
{
    private static readonly string[] Callers = [Roles.Storefront, .. Roles.Management];
    private static readonly HashSet<string> Known = [.. TimelineTexts.Kinds];

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListWebhooks").AllowRoles(Callers);
        group.MapPost("/", CreateAsync).WithName("CreateWebhook").AllowRoles(Callers);
        group.MapGet("/{id:guid}", GetAsync).WithName("GetWebhook").AllowRoles(Callers);
        group.MapPatch("/{id:guid}", UpdateAsync).WithName("UpdateWebhook").RequireIfMatch().AllowRoles(Callers);
        group.MapDelete("/{id:guid}", DeleteAsync).WithName("DeleteWebhook").AllowRoles(Callers);
        group.MapPost("/{id:guid}/secret-rotation", RotateAsync).WithName("RotateWebhookSecret").AllowRoles(Callers);
        WebhookDeliveryEndpoints.Map(group, Callers);
    }

    /// <param name="storefrontId">Only those of this one.</param>
    internal static async Task<Ok<Page<WebhookResponse>>> ListAsync(
        PageRequest page, Caller caller, IntakeDbContext db, CancellationToken ct, string? storefrontId = null)
    {
        await KnownStorefronts.CheckAsync(storefrontId, caller, db, ct);
        var all = db.Webhooks.AsNoTracking().Where(row => storefrontId == null || row.StorefrontId == storefrontId);
        var rows = await all.PageBy(page, row => row.CreatedAt, row => row.Id).ToListAsync(ct);
        return TypedResults.Ok(page.ToPage(
            rows, row => PageCursor.Of(row.CreatedAt, row.Id), WebhookResponse.Of, page.Count ? await all.CountAsync(ct) : null));
    }

    internal static async Task<Created<WebhookCreatedResponse>> CreateAsync(
        CreateWebhookRequest request, Caller caller, HttpContext http, [AsParameters] WebhookWriting writing, CancellationToken ct)
    {
        var (db, now) = (writing.Db, writing.Clock.GetUtcNow());
        var storefrontId = await KnownStorefronts.ForWritingAsync(request.StorefrontId, caller, db, ct);
        var policy = (await IntakePolicy.Set.ReadAsync(db, storefrontId, ct)).Policy.Webhooks;
        await EnsureFitAsync(request.Url, request.Kinds, policy, writing.Http, ct);
        if (await db.Webhooks.CountAsync(row => row.StorefrontId == storefrontId, ct) >= policy.MostWebhooks)
        {
            throw new DomainRuleException(
                "webhook.too_many", $"A storefront has at most {policy.MostWebhooks}. | 每个店铺最多 {policy.MostWebhooks} 个。");
        }

        var id = SequentialId.Next();
        var secret = WebhookSecrets.New();
        var last = await db.FeedCounters.Where(row => row.StorefrontId == storefrontId).Select(row => row.Last).FirstOrDefaultAsync(ct);
        var webhook = Webhook.Create(id, storefrontId, writing.Secrets.Protect(secret, id), last, now);
        webhook.Describe(request.Url, request.Kinds ?? [], request.Description);
        db.Webhooks.Add(webhook);
        ETags.Set(http, webhook.Version);
        return TypedResults.Created($"/api/v1/webhooks/{id}", new WebhookCreatedResponse(
            id, storefrontId, webhook.Url, webhook.KindNames(), webhook.Description, webhook.State, now, secret));
    }

    internal static async Task<Results<TaggedOk<WebhookResponse>, NotFoundProblem>> GetAsync(
        Guid id, IntakeDbContext db, CancellationToken ct) =>
        await db.Webhooks.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { } webhook
            ? ETags.Ok(WebhookResponse.Of(webhook), TagOf(webhook))
            : Problems.NotFound();

    internal static async Task<Results<TaggedOk<WebhookResponse>, NotFoundProblem>> UpdateAsync(
        Guid id, UpdateWebhookRequest request, IfMatch ifMatch, [AsParameters] WebhookWriting writing, CancellationToken ct)
    {
        var db = writing.Db;
        if (await db.Webhooks.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } webhook)
            return Problems.NotFound();

        ifMatch.EnsureMatches(TagOf(webhook));
        var policy = (await IntakePolicy.Set.ReadAsync(db, webhook.StorefrontId, ct)).Policy.Webhooks;
        var kinds = request.Kinds ?? webhook.KindNames();
        await EnsureFitAsync(request.Url ?? webhook.Url, kinds, policy, writing.Http, ct);
        webhook.Describe(request.Url ?? webhook.Url, kinds, request.Description ?? webhook.Description);
        if (request.State is WebhookState.Active && webhook.State is WebhookState.Disabled)
            webhook.Activate();
        if (request.State is WebhookState.Disabled && webhook.Disable("by_hand", writing.Clock.GetUtcNow()) is { } disabled)
            db.Publish(disabled);
        return ETags.Ok(WebhookResponse.Of(webhook), TagOf(webhook));
    }

    internal static async Task<Results<NoContent, NotFoundProblem>> DeleteAsync(
        Guid id, IfMatch ifMatch, IntakeDbContext db, CancellationToken ct)
    {
        if (await db.Webhooks.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } webhook)
            return Problems.NotFound();

        ifMatch.EnsureMatches(TagOf(webhook));
        db.Webhooks.Remove(webhook);
        return TypedResults.NoContent();
    }

    /// <summary>A new secret; the former one signs beside it for a while, so that receivers can change without losing anything.</summary>
    internal static async Task<Results<Ok<WebhookSecretResponse>, NotFoundProblem>> RotateAsync(
        Guid id, [AsParameters] WebhookWriting writing, CancellationToken ct)
    {
        var db = writing.Db;
        if (await db.Webhooks.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } webhook)
            return Problems.NotFound();

        var policy = (await IntakePolicy.Set.ReadAsync(db, webhook.StorefrontId, ct)).Policy.Webhooks;
        var secret = WebhookSecrets.New();
        webhook.RotateSecret(writing.Secrets.Protect(secret, id), writing.Clock.GetUtcNow() + TimeSpan.FromHours(policy.SecretOverlapHours));
        return TypedResults.Ok(new WebhookSecretResponse(id, secret, webhook.FormerSecretUntil));
    }

    // Deliveries that are queued move the row's version on; who edits need not know of them
    private static string TagOf(Webhook webhook) => $"\"{webhook.EditVersion}\"";

    private static async Task EnsureFitAsync(
        string url, IReadOnlyList<string>? kinds, WebhookPolicy policy, WebhookCaller http, CancellationToken ct)
    {
        var errors = new List<(string, string)>();
        if (await http.Addresses.RefusalAsync(url, policy.AllowHttp, ct) is { } refusal)
            errors.Add(("/url", refusal));
        for (var at = 0; at < kinds?.Count; at++)
        {
            if (!Known.Contains(kinds[at]))
                errors.Add(($"/kinds/{at}", "Is no kind of entry on timelines. | 不是时间线上的事件类型。"));
        }

        if (errors.Count > 0)
            throw new ValidationProblemException([.. errors]);
    }
}
