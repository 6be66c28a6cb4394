using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Statements;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
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

    public string? ProductCategory { get; private init; }

    public string? Carrier { get; private init; }

    public string? Supplier { get; private init; }

    public string? Store { get; private init; }

    public DateTimeOffset ReceivedAt { get; private init; }

    /// <summary>
    /// The quarter of an hour of the receipt, counted from 1970 in UTC. Offsets of time zones are whole quarters, so the hours and days of
    /// any zone are sums of these, and a database can group by them.
    /// </summary>
    public int QuarterHour { get; private init; }

    public int Version { get; private set; }

    private const int LongestText = 20_000;
    private const int MostQuoted = 200;
    private const int LongestPart = 400;

    public static ComplaintClassification Of(ComplaintReceived complaint, ClassificationInput input, ClassificationResult result)
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
            Answer = new StoredAnswer(WithoutStatement(answer), StoredFacts.Of(input)).Write(),
            Language = LanguageTag(result.Language, complaint.Customer.Language),
            ModelVersion = result.ModelVersion,
            Product = complaint.Order?.Product,
            ProductCategory = complaint.Order?.ProductCategory,
            Carrier = complaint.Order?.Carrier,
            Supplier = complaint.Order?.Supplier,
            Store = complaint.Order?.Store,
            ReceivedAt = complaint.ReceivedAt,
            QuarterHour = QuarterHourOf(complaint.ReceivedAt),
            Version = 1,
        };
    }

    public ClassificationResponse Response() => Complete(StoredAnswer.Read(Answer));

    // The statement is made of the text's own sentences: it is laid out anew, unless an agent wrote another one
    private ClassificationResponse Complete(StoredAnswer stored)
    {
        if (stored.Answer.Statement is not null)
            return stored.Answer;

        var statement = StatementExtractor.Extract(Text, stored.Facts?.Expectation);
        return stored.Answer with { Statement = new StatementResponse(statement.Fact, statement.Feeling, statement.Need) };
    }

    private static ClassificationResponse WithoutStatement(ClassificationResponse answer) => answer with { Statement = null! };

    public ComplaintClassified Classified(DateTimeOffset now)
    {
        var answer = Response();
        return new ComplaintClassified
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = Version,
            Axes = Axes(answer),
            Language = Language,
            NeedsReview = NeedsReview,
            ModelVersion = ModelVersion,
            Statement = Told(answer.Statement),
        };
    }

    /// <summary>Takes over what an agent says; what is looked at by an agent needs no further review.</summary>
    public ComplaintReclassified Correct(ClassificationResponse corrected, Guid correctedBy, string reason, DateTimeOffset now)
    {
        var stored = StoredAnswer.Read(Answer);
        var isOwnStatement = stored.Answer.Statement is not null || corrected.Statement != Complete(stored).Statement;
        NeedsReview = false;
        var answer = corrected with { NeedsReview = false };
        Take(stored with { Answer = isOwnStatement ? answer : WithoutStatement(answer) });
        return Reclassified(corrected, correctedBy, reason, now);
    }

    /// <summary>
    /// Takes in what the customer said later; null where that changes nothing that others have to hear of. The text grows with it, for the
    /// next message and for training.
    /// </summary>
    public ComplaintReclassified? Supplement(string message, ClassificationEngine engine, DateTimeOffset now)
    {
        var stored = StoredAnswer.Read(Answer);
        var known = Complete(stored);
        var facts = stored.Facts ?? new StoredFacts();
        var alone = ClassificationResponse.Of(engine.Classify((facts with { Subject = null, Expectation = null }).ToInput(message, now)));
        Text = Shortened($"{Text}\n{message}");
        var together = ClassificationResponse.Of(engine.Classify(facts.ToInput(Text, now)));
        var answer = LaterMessage.Apply(known, alone, together);
        var kept = stored.Answer.Statement is null ? WithoutStatement(answer) : answer with { Statement = known.Statement };
        Take(stored with { Answer = kept });
        if (!LaterMessage.Matters(known, answer))
            return null;

        return Reclassified(answer, Guid.Empty, "客户后来的留言 | A later message of the customer: " + Quote(message), now);
    }

    /// <summary>Forgets the customer's words, and those of them that stand as reasons; what was decided stays.</summary>
    public void Erase()
    {
        Text = "";
        NeedsReview = false;
        var stored = StoredAnswer.Read(Answer);
        Answer = (stored with
        {
            Answer = stored.Answer.WithoutWords(),
            Facts = stored.Facts is { } facts ? facts with { Subject = null, Expectation = null } : null,
        }).Write();
        Version++;
    }

    // The end counts: what came last is what is new
    private static string Shortened(string text) => text.Length <= LongestText ? text : text[^LongestText..];

    private static string Quote(string message) => message.Length <= MostQuoted ? message : message[..MostQuoted] + "…";

    private void Take(StoredAnswer stored)
    {
        Category = stored.Answer.Category.Value;
        Urgency = stored.Answer.Urgency.Value;
        Answer = stored.Write();
        Version++;
    }

    private ComplaintReclassified Reclassified(ClassificationResponse answer, Guid correctedBy, string reason, DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = Id,
        Version = Version,
        Axes = Axes(answer),
        Language = Language,
        CorrectedBy = correctedBy,
        Reason = reason,
        Statement = Told(Complete(StoredAnswer.Read(Answer)).Statement),
    };

    // Others restate the complaint by it; the whole text they have from intake
    private static ComplaintStatement Told(StatementResponse statement) =>
        new() { Fact = Part(statement.Fact), Feeling = Part(statement.Feeling), Need = Part(statement.Need) };

    private static string Part(string text)
    {
        var runes = text.EnumerateRunes().Take(LongestPart + 1).ToList();
        return runes.Count <= LongestPart ? text : string.Concat(runes.Take(LongestPart - 1)) + "…";
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
        Kernel.Language.FromTag(stated ?? detected).Tag;

    public static int QuarterHourOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 900);

    public static void Map(EntityTypeBuilder<ComplaintClassification> table, bool isSqlServer)
    {
        table.ToTable("Classifications");
        table.Property(row => row.Text).HasMaxLength(20_000);
        table.Property(row => row.Answer).HasMaxLength(-1);
        table.Property(row => row.Product).HasMaxLength(500);
        // Only what waits for a review; SQLite takes such an index where a condition stands in the query as it stands here
        var waiting = isSqlServer ? "[NeedsReview] = 1" : "\"NeedsReview\"";
        table.HasIndex(row => new { row.StorefrontId, row.LeastConfidence, row.Id }).HasFilter(waiting);
        table.HasIndex(row => new { row.LeastConfidence, row.Id }).HasFilter(waiting);
        // Partners and peaks are counted from the index alone; a server's keys are too short for all of it
        if (isSqlServer)
        {
            table.HasIndex(row => new { row.StorefrontId, row.QuarterHour })
                .IncludeProperties(row => new { row.Category, row.Carrier, row.Supplier, row.Store });
        }
        else
        {
            table.HasIndex(row => new { row.StorefrontId, row.QuarterHour, row.Category, row.Carrier, row.Supplier, row.Store });
        }

        // The drift counts a week's rows from the index alone
        table.HasIndex(row => new { row.ReceivedAt, row.StorefrontId, row.ModelVersion });
    }
}
