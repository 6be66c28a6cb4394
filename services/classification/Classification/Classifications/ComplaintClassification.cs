using System.Text.Json;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.ServiceDefaults.Data;
using ComplaintPlatform.ServiceDefaults.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>How one complaint is classified now: by the engine, or as an agent corrected it.</summary>
internal sealed class ComplaintClassification : IStorefrontOwned
{
    private ComplaintClassification()
    {
    }

    /// <summary>The complaint's id.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Category { get; private set; } = "";

    public string Urgency { get; private set; } = "";

    /// <summary>The lower of the two confidences that decide about a review; the review queue starts with the least.</summary>
    public double LeastConfidence { get; private set; }

    public bool NeedsReview { get; private set; }

    /// <summary>The customer's words, for corrections that become training data; erased with the customer.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The whole answer with its evidence as JSON; holds words of the text and is erased with it.</summary>
    public string Answer { get; private set; } = "";

    public string Language { get; private init; } = "";

    public string ModelVersion { get; private init; } = "";

    public string? Product { get; private init; }

    public string? Store { get; private init; }

    public DateTimeOffset ReceivedAt { get; private init; }

    public int Version { get; private set; }

    public static ComplaintClassification Of(ComplaintReceived complaint, ClassificationResult result)
    {
        var answer = ClassificationResponse.Of(result);
        return new ComplaintClassification
        {
            Id = complaint.ComplaintId,
            StorefrontId = complaint.StorefrontId,
            Category = answer.Category.Value,
            Urgency = answer.Urgency.Value,
            LeastConfidence = Math.Min(result.TopConfidence, answer.Urgency.Confidence),
            NeedsReview = result.NeedsReview,
            Text = complaint.Text,
            Answer = JsonSerializer.Serialize(answer, JsonDefaults.Options),
            Language = LanguageTag(result.Language, complaint.Customer.Language),
            ModelVersion = result.ModelVersion,
            Product = complaint.Order?.Product,
            Store = complaint.Order?.Store,
            ReceivedAt = complaint.ReceivedAt,
            Version = 1,
        };
    }

    public ClassificationResponse Response() => JsonSerializer.Deserialize<ClassificationResponse>(Answer, JsonDefaults.Options)!;

    public ComplaintClassified Classified(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = Id,
        Version = Version,
        Axes = Axes(Response()),
        Language = Language,
        NeedsReview = NeedsReview,
        ModelVersion = ModelVersion,
    };

    /// <summary>Takes over what an agent says; what is looked at by an agent needs no further review.</summary>
    public ComplaintReclassified Correct(ClassificationResponse corrected, Guid correctedBy, string reason, DateTimeOffset now)
    {
        Category = corrected.Category.Value;
        Urgency = corrected.Urgency.Value;
        NeedsReview = false;
        Answer = JsonSerializer.Serialize(corrected with { NeedsReview = false }, JsonDefaults.Options);
        return new ComplaintReclassified
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Axes = Axes(corrected),
            Language = Language,
            CorrectedBy = correctedBy,
            Reason = reason,
        };
    }

    private static ComplaintAxes Axes(ClassificationResponse answer) => new()
    {
        Category = answer.Category.Value,
        ReasonCode = answer.ReasonCode.Value,
        Urgency = answer.Urgency.Value,
        Severity = answer.Severity.Value,
        CustomerType = answer.CustomerType.Value,
        Difficulty = answer.Difficulty.Value,
        Demands = answer.Demands.Value,
        Sentiment = answer.Sentiment.Value,
        EscalationRisk = answer.EscalationRisk.Value,
    };

    // The customer's own statement of a language counts before what the text looks like
    private static string LanguageTag(string detected, string? stated) =>
        RequestLanguage.FromTag(stated ?? detected).Tag;

    public static void Map(EntityTypeBuilder<ComplaintClassification> table)
    {
        table.ToTable("Classifications");
        table.Property(row => row.Text).HasMaxLength(20_000);
        table.Property(row => row.Answer).HasMaxLength(-1);
        table.Property(row => row.Product).HasMaxLength(500);
        table.HasIndex(row => new { row.StorefrontId, row.NeedsReview, row.LeastConfidence });
        // The drift counts a week's rows from the index alone
        table.HasIndex(row => new { row.ReceivedAt, row.StorefrontId, row.ModelVersion });
    }
}
