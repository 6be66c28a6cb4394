using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>A customer as a storefront states it; everything may be missing.</summary>
/// <param name="ExternalId">The storefront's id of the customer.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en</c>, or another BCP 47 tag.</param>
/// <param name="OrderCount">Orders so far, this one included.</param>
public sealed record CustomerDetails(
    [property: StringLength(200), PlainText, JsonConverter(typeof(IdentifierConverter))] string? ExternalId = null,
    [property: StringLength(200), PlainText] string? Name = null,
    [property: StringLength(200), PlainText, EmailAddress] string? Email = null,
    [property: StringLength(50), PlainText] string? Phone = null,
    [property: StringLength(200), PlainText, JsonConverter(typeof(IdentifierConverter))] string? AppUserId = null,
    [property: StringLength(20), PlainText] string? Language = null,
    DateTimeOffset? FirstOrderAt = null,
    [property: Range(0, 10_000_000)] int? OrderCount = null,
    [property: NotNegative] Money? LifetimeValue = null,
    bool? Vip = null,
    [property: StringLength(200), PlainText] string? PreferredContactTimes = null);
