using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Intake.Customers;

/// <summary>
/// A customer as a storefront states it; everything may be missing. Texts are cleaned as they come in, empty ones count as missing.
/// </summary>
/// <param name="ExternalId">The storefront's id of the customer.</param>
/// <param name="Email">An address, with or without a display name around it.</param>
/// <param name="Phone">In any form; without a country code a number of the storefront's country.</param>
/// <param name="Language"><c>zh-CN</c> or <c>en</c>, or another BCP 47 tag.</param>
/// <param name="OrderCount">Orders so far, this one included.</param>
public sealed record CustomerDetails(
    string? ExternalId = null,
    string? Name = null,
    string? Email = null,
    string? Phone = null,
    string? AppUserId = null,
    string? Language = null,
    DateTimeOffset? FirstOrderAt = null,
    [property: Range(0, 10_000_000)] int? OrderCount = null,
    [property: NotNegative] Money? LifetimeValue = null,
    bool? Vip = null,
    string? PreferredContactTimes = null)
{
    [StringLength(200), PlainText(OneLine = true)]
    public string? ExternalId { get; } = TypedText.Line(ExternalId);

    [StringLength(200), PlainText(OneLine = true)]
    public string? Name { get; } = TypedText.Line(Name);

    [StringLength(200), PlainText(OneLine = true), Mailbox]
    public string? Email { get; } = ContactPoint.Email(Email);

    [StringLength(50), PlainText(OneLine = true)]
    public string? Phone { get; } = TypedText.Line(Phone);

    [StringLength(200), PlainText(OneLine = true)]
    public string? AppUserId { get; } = TypedText.Line(AppUserId);

    [StringLength(20), PlainText(OneLine = true)]
    public string? Language { get; } = TypedText.Line(Language);

    [StringLength(200), PlainText]
    public string? PreferredContactTimes { get; } = TypedText.Line(PreferredContactTimes);
}
