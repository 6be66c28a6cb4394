using System.Text.Json;
using System.Text.Json.Serialization;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Rules;

/// <summary>
/// Keywords and patterns as policy data. A pattern is plain text with signs: <c>(a|b)</c> alternatives, with <c>?</c> behind they may be
/// missing; <c>…</c> up to <see cref="RuleSet.LongestGap"/> characters of the same sentence; a closing <c>*</c> lets an English word go on
/// ("refund*").
/// </summary>
internal sealed record RuleSet
{
    public required string Version { get; init; }

    public int LongestGap { get; init; } = 14;

    public required NegationPolicy Negation { get; init; }

    public required IReadOnlyList<Rule> Rules { get; init; }

    public static RuleSet Parse(Stream json) =>
        JsonSerializer.Deserialize<RuleSet>(json, Json) ?? throw new JsonException("A rule set must not be null.");

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private static readonly string[] DefaultFiles =
        ["rules.safety.json", "rules.category.json", "rules.urgency.json", "rules.demand.json", "rules.emotion.json", "rules.reason.json"];

    // Behind what it is read with: static members are set in this order
    public static RuleSet Default { get; } = Load();

    // One file per axis keeps each readable; together they are one document
    private static RuleSet Load()
    {
        var parts = DefaultFiles.Select(file =>
        {
            using var stream = EmbeddedData.Open(file);
            return JsonSerializer.Deserialize<IReadOnlyList<Rule>>(stream, Json) ?? throw new JsonException($"{file} holds no rules.");
        });

        return new RuleSet { Version = "default-1", Negation = NegationPolicy.Default, Rules = [.. parts.SelectMany(rules => rules)] };
    }
}

/// <summary>If one of the patterns is met (or, without patterns, the facts), the axis gets the value with this weight.</summary>
internal sealed record Rule
{
    public required string Id { get; init; }

    public required RuleAxis Axis { get; init; }

    public required string Value { get; init; }

    public double Weight { get; init; } = 1;

    /// <summary>Recall first: the value stands whatever the model says.</summary>
    public bool Override { get; init; }

    /// <summary>
    /// Its words often mean something harmless, so that a model that learned how far it can be trusted may overrule it when it is next to
    /// certain.
    /// </summary>
    public bool Contestable { get; init; }

    /// <summary>What the finding says about urgency besides; a hazard is urgent.</summary>
    public string? Urgency { get; init; }

    public RuleNegation Negation { get; init; }

    /// <summary>The name of the language the rule is limited to ("zh", "en"); null for any.</summary>
    public string? Language { get; init; }

    public IReadOnlyList<string> Patterns { get; init; } = [];

    /// <summary>Longer phrases in which the words mean something else ("explosively good").</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    public FactCondition? When { get; init; }

    /// <summary>A hazard, a threat or a serious failure, or a word of one.</summary>
    [JsonIgnore]
    public bool IsOfHazard => Override || Urgency is not null || (Axis == RuleAxis.Category
        && Taxonomy.IsOfBranch(Value, AxisValues.SafetyHealth));

    /// <summary>What a model knows the rule by: one that was changed is a new one, of which it has learned nothing.</summary>
    [JsonIgnore]
    public string Key => FormattableString.Invariant($"{Id}|{Value}|{Weight}");
}

/// <summary>What the order and the customer must be like besides; every field that is set must hold.</summary>
internal sealed record FactCondition
{
    public bool? Vip { get; init; }

    public int? MinEarlierComplaints { get; init; }

    /// <summary>The lowest loss band, "general" or "serious" (see the axis policy).</summary>
    public string? MinLoss { get; init; }
}

internal enum RuleAxis
{
    Category,
    Urgency,
    Demand,
    Emotion,
    ReasonCode,

    /// <summary>Signs of escalation, read by urgency, difficulty and escalation risk: threats, refusals, repeated contact.</summary>
    Sign,
}

internal enum RuleNegation
{
    /// <summary>"No leak" is not a leak.</summary>
    Cancels,

    /// <summary>"No refund" is still about refunds; only "no need of a refund" is not.</summary>
    Ignored,

    /// <summary>Only a negation right before counts: "not late" is no delay, "have not heard of the late parcel" is one.</summary>
    Adjacent,
}
