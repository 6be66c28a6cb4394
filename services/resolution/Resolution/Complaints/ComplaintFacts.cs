using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Complaints;

/// <summary>
/// What other services have said about a complaint, in whatever order it came. A case is opened when it is both received and classified.
/// The words of the customer stand here and nowhere else in this service's own tables.
/// </summary>
internal sealed class ComplaintFacts : IStorefrontOwned
{
    private const int LongestQuote = 200;
    private const string ErasedMark = "erased-";

    private ComplaintFacts()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public bool Received { get; private set; }

    public string Reference { get; private set; } = "";

    public DateTimeOffset ReceivedAt { get; private set; }

    public string Channel { get; private set; } = "";

    [FreeText]
    public string? Subject { get; private set; }

    public string? Text { get; private set; }

    public string? Expectation { get; private set; }

    public decimal? StatedLoss { get; private set; }

    public string? StatedLossCurrency { get; private set; }

    public Guid? CustomerId { get; private set; }

    public string? CustomerLanguage { get; private set; }

    public int EarlierComplaints { get; private set; }

    public string? OrderExternalId { get; private set; }

    public DateTimeOffset? OrderPlacedAt { get; private set; }

    public DateTimeOffset? OrderDeliveredAt { get; private set; }

    public string? Product { get; private set; }

    public string? ProductCategory { get; private set; }

    public decimal? OrderAmount { get; private set; }

    public string? OrderCurrency { get; private set; }

    [FreeText]
    public string? Carrier { get; private set; }

    [FreeText]
    public string? Store { get; private set; }

    /// <summary>What happened, in the customer's own sentences, as classification laid them out or an agent wrote it.</summary>
    public string? StatementFact { get; private set; }

    public string? StatementFeeling { get; private set; }

    public string? StatementNeed { get; private set; }

    public string? TrackingTokenHash { get; private set; }

    /// <summary>Version of the complaint of the latest word on its tracking link.</summary>
    public int LinkTokenVersion { get; private set; }

    /// <summary>Zero until it is classified.</summary>
    public int ClassificationVersion { get; private set; }

    public string Category { get; private set; } = "";

    public string? ReasonCode { get; private set; }

    public string Urgency { get; private set; } = "";

    public string Severity { get; private set; } = "";

    public string CustomerType { get; private set; } = "";

    public string Difficulty { get; private set; } = "";

    /// <summary>Separated by a comma.</summary>
    public string Demands { get; private set; } = "";

    public double Sentiment { get; private set; }

    public double EscalationRisk { get; private set; }

    /// <summary>What later messages are compared with: the feeling of the first one, or of the one that last called somebody.</summary>
    public double? CalmestSentiment { get; private set; }

    /// <summary>When the customer was told the reference number by a message.</summary>
    public DateTimeOffset? AcknowledgedAt { get; private set; }

    public string? DetectedLanguage { get; private set; }

    public bool Withdrawn { get; private set; }

    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>Version of the complaint of the latest word on whether it is a duplicate.</summary>
    public int LinkVersion { get; private set; }

    public bool IsDuplicate { get; private set; }

    /// <summary>The complaint that it repeats, while it is a duplicate.</summary>
    public Guid? OriginalId { get; private set; }

    public bool CaseOpened { get; private set; }

    public int Version { get; private set; }

    /// <summary>Everything is known that a case needs, and the complaint was not taken back.</summary>
    public bool AwaitsCase => Received && ClassificationVersion > 0 && !CaseOpened && !Withdrawn && !IsDuplicate && !IsErased;

    /// <summary>The customer was erased, and the words with them; what comes late brings none back.</summary>
    public bool IsErased => TrackingTokenHash?.StartsWith(ErasedMark, StringComparison.Ordinal) is true;

    /// <summary>The language to serve the customer in: what the customer asked for, else what the words are written in.</summary>
    public string Language => Kernel.Language.FromTag(CustomerLanguage ?? DetectedLanguage).Tag;

    /// <summary>The problem in the customer's words; of a complaint without a statement its subject, or the beginning of its
    /// text.</summary>
    public string? WhatHappened =>
        StatementFact ?? Subject ?? (Text is { Length: > LongestQuote } text ? text[..LongestQuote].Trim() + "…" : Text);

    public Money? Loss => StatedLoss is { } loss ? new Money(loss, StatedLossCurrency!) : null;

    public Money? OrderValue => OrderAmount is { } amount ? new Money(amount, OrderCurrency!) : null;

    public static ComplaintFacts Of(Guid id, string storefrontId) => new() { Id = id, StorefrontId = storefrontId };

    /// <summary>A complaint whose customer was erased before anything was heard of it.</summary>
    public static ComplaintFacts Erased(Guid id, string storefrontId) =>
        new() { Id = id, StorefrontId = storefrontId, TrackingTokenHash = ErasedMark + id };

    /// <returns>The hash of the link it came with, where another one leads to it already.</returns>
    public string? Apply(ComplaintReceived message)
    {
        if (Received)
            return null;

        Received = true;
        (Reference, ReceivedAt, Channel) = (message.Reference, message.ReceivedAt, message.Channel);
        if (!IsErased)
            (Subject, Text, Expectation) = (message.Subject, message.Text, message.Expectation);
        (StatedLoss, StatedLossCurrency) = (message.StatedLoss?.Amount, message.StatedLoss?.Currency);
        (CustomerId, CustomerLanguage, EarlierComplaints) =
            (message.Customer.CustomerId, message.Customer.Language, message.Customer.EarlierComplaints);
        TakeOrder(message.Order);
        Version++;
        if (IsErased)
            return null;
        if (LinkTokenVersion > 0)
            return message.TrackingTokenHash;
        TrackingTokenHash = message.TrackingTokenHash;
        return null;
    }

    /// <summary>Another link leads to it; an older word about the link, or one before the receipt, changes nothing.</summary>
    /// <returns>The hash of the link that is not in use any more, where it is known.</returns>
    public string? UseLink(TrackingRevoked message)
    {
        if (IsErased)
            return null;
        if (message.Version <= LinkTokenVersion)
            return message.Version < LinkTokenVersion ? message.TrackingTokenHash : null;
        var former = TrackingTokenHash;
        (LinkTokenVersion, TrackingTokenHash) = (message.Version, message.TrackingTokenHash);
        Version++;
        return former;
    }

    /// <returns>Whether it is news.</returns>
    public bool Classify(ComplaintAxes axes, string language, int version, bool isLaterMessage, ComplaintStatement? statement)
    {
        if (version <= ClassificationVersion)
            return false;

        // A correction says that the feeling was read wrong, not that it has changed
        CalmestSentiment = isLaterMessage ? CalmestSentiment ?? Sentiment : axes.Sentiment;

        ClassificationVersion = version;
        (Category, ReasonCode, Urgency, Severity) = (axes.Category, axes.ReasonCode, axes.Urgency, axes.Severity);
        (CustomerType, Difficulty, Demands) = (axes.CustomerType, axes.Difficulty, string.Join(',', axes.Demands));
        (Sentiment, EscalationRisk, DetectedLanguage) = (axes.Sentiment, axes.EscalationRisk, language);
        if (statement is not null && !IsErased)
        {
            (StatementFact, StatementFeeling, StatementNeed) =
                (Said(statement.Fact), Said(statement.Feeling), Said(statement.Need));
        }

        Version++;
        return true;
    }

    /// <summary>Facts of the order that were not known before.</summary>
    public void Supply(ComplaintReceived.OrderFacts? order)
    {
        if (order is null)
            return;
        TakeOrder(order);
        Version++;
    }

    /// <summary>Strength of negative feeling, 0 to 1.</summary>
    public decimal Emotion => EmotionOf(Sentiment);

    public decimal CalmestEmotion => EmotionOf(CalmestSentiment ?? Sentiment);

    /// <summary>From here on it has to rise further to call somebody again.</summary>
    public void TakeEmotionAsKnown()
    {
        CalmestSentiment = Sentiment;
        Version++;
    }

    public void Acknowledge(DateTimeOffset at)
    {
        AcknowledgedAt ??= at;
        Version++;
    }

    // Sentiment runs from -1 (very negative) to 1
    private static decimal EmotionOf(double sentiment) => (decimal)Math.Clamp(-sentiment, 0, 1);

    public void Open()
    {
        CaseOpened = true;
        Version++;
    }

    public void Withdraw(DateTimeOffset at)
    {
        (Withdrawn, WithdrawnAt) = (true, WithdrawnAt ?? at);
        Version++;
    }

    /// <returns>Whether it is news.</returns>
    public bool Link(Guid? originalId, int version)
    {
        if (version <= LinkVersion)
            return false;

        (LinkVersion, IsDuplicate, OriginalId) = (version, originalId is not null, originalId);
        Version++;
        return true;
    }

    public static void Map(EntityTypeBuilder<ComplaintFacts> table)
    {
        table.ToTable("ComplaintFacts");
        table.Property(row => row.Reference).HasMaxLength(12);
        table.Property(row => row.Text).HasMaxLength(20_000);
        table.Property(row => row.Expectation).HasMaxLength(2_000);
        table.Property(row => row.Product).HasMaxLength(500);
        foreach (var part in new[] { nameof(StatementFact), nameof(StatementFeeling), nameof(StatementNeed) })
            table.Property<string?>(part).HasMaxLength(1000);
        table.Property(row => row.StatedLossCurrency).HasMaxLength(3);
        table.Property(row => row.OrderCurrency).HasMaxLength(3);
        table.Property(row => row.TrackingTokenHash).HasMaxLength(64);
        foreach (var code in new[] { nameof(Channel), nameof(Urgency), nameof(Severity), nameof(CustomerType), nameof(Difficulty) })
            table.Property<string>(code).HasMaxLength(20);
        table.Ignore(row => row.IsErased);
        table.HasIndex(row => row.TrackingTokenHash);
    }

    /// <summary>What was stated stays; an event that came late or twice takes nothing away.</summary>
    private void TakeOrder(ComplaintReceived.OrderFacts? order)
    {
        (OrderExternalId, OrderPlacedAt) =
            (OrderExternalId ?? (IsErased ? null : order?.ExternalId), OrderPlacedAt ?? order?.PlacedAt);
        (OrderDeliveredAt, Product) = (OrderDeliveredAt ?? order?.DeliveredAt, Product ?? order?.Product);
        (ProductCategory, Carrier, Store) = (ProductCategory ?? order?.ProductCategory, Carrier ?? order?.Carrier, Store ?? order?.Store);
        if (OrderAmount is null)
            (OrderAmount, OrderCurrency) = (order?.Amount?.Amount, order?.Amount?.Currency);
    }

    private static string? Said(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
