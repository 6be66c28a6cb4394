using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>A text as it would be complained with; nothing of it is stored.</summary>
public sealed record PreviewClassificationRequest(
    [property: Required(AllowEmptyStrings = true), StringLength(20_000), PlainText] string Text,
    [property: StringLength(200), PlainText] string? Subject = null,
    [property: StringLength(2_000), PlainText] string? Expectation = null,
    [property: StringLength(20)] string? Language = null,
    [property: NotNegative] Money? StatedLoss = null,
    [property: NotNegative] Money? OrderAmount = null,
    PreviewCustomer? Customer = null);

public sealed record PreviewCustomer(
    [property: Range(0, 10_000_000)] int? OrderCount = null,
    DateTimeOffset? FirstOrderAt = null,
    [property: NotNegative] Money? LifetimeValue = null,
    bool Vip = false,
    [property: Range(0, 1_000_000)] int EarlierComplaints = 0);

/// <summary>Classifies a text that is not stored.</summary>
internal static class PreviewClassification
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/preview", Handle).WithName(nameof(PreviewClassification)).AllowRoles([Roles.Storefront, .. Roles.Staff]);

    /// <summary>For other services, which screen what nobody filed.</summary>
    public static void MapInternal(RouteGroupBuilder group) =>
        group.MapPost("/classifications/preview", Handle).WithName("InternalPreviewClassification").AllowScope(Scopes.ClassificationsPreview);

    internal static Ok<ClassificationResponse> Handle(PreviewClassificationRequest request, ActiveEngine engine, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return TypedResults.Ok(ClassificationResponse.Of(engine.Current.Classify(new ClassificationInput
        {
            Text = request.Text,
            Subject = request.Subject,
            Expectation = request.Expectation,
            LanguageHint = request.Language,
            OrderAmount = request.OrderAmount?.Amount,
            StatedLoss = request.StatedLoss?.Amount,
            Currency = request.StatedLoss?.Currency ?? request.OrderAmount?.Currency,
            Customer = new CustomerFacts
            {
                OrderCount = request.Customer?.OrderCount,
                FirstOrderAt = request.Customer?.FirstOrderAt,
                LifetimeValue = request.Customer?.LifetimeValue?.Amount,
                Vip = request.Customer?.Vip ?? false,
                EarlierComplaints = request.Customer?.EarlierComplaints ?? 0,
            },
            ReceivedAt = now,
            Now = now,
        })));
    }
}
