using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Statements;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Engine;

/// <summary>
/// Classifies a complaint on every axis: rules and model over the text, formulas over the facts. Immutable, so that one instance serves all
/// threads; a new rule set, model or policy is a new instance.
/// </summary>
internal sealed class ClassificationEngine
{
    private static readonly ILookup<string, Evidence> NoSigns = Enumerable.Empty<Evidence>().ToLookup(_ => "");

    private readonly RuleMatcher _rules;
    private readonly ITextModel? _model;
    private readonly AxisPolicy _policy;
    private readonly TaxonomyIndex _index;
    private readonly IReadOnlyDictionary<Rule, float[]>? _learned;

    public ClassificationEngine(RuleMatcher rules, Taxonomy taxonomy, AxisPolicy policy, ITextModel? model)
    {
        _rules = rules;
        _model = model;
        _policy = policy;
        Taxonomy = taxonomy;
        _index = new TaxonomyIndex(taxonomy);
        _learned = model?.RowsOf(rules.Rules);
    }

    public Taxonomy Taxonomy { get; }

    public AxisPolicy Policy => _policy;

    public string ModelVersion => _model?.Version ?? "rules";

    public ClassificationResult Classify(ClassificationInput input)
    {
        var body = TextNormalizer.Normalize(string.IsNullOrWhiteSpace(input.Subject) ? input.Text : input.Subject + "\n" + input.Text);
        var expectation = TextNormalizer.Normalize(input.Expectation);
        var language = DetectLanguage(body, expectation, input.LanguageHint);
        var loss = Losses.Level(input, _policy);

        var denied = new List<TextSpan>();
        var found = new RuleFindings(body, Match(body, language, input, loss, denied), FactRules(input, loss), denied, _learned);
        var text = new Reading(body, language, found.Has(RuleAxis.Sign, Signs.Instruction));
        using var scores = _model?.Score(body, found) ?? ModelScores.None;

        var category = CategoryAxis.Decide(text, found, scores, _model, _index);
        var urgency = UrgencyAxis.Decide(text, found, scores, _model, _policy.Urgency);
        var demands = DemandAxis.Decide(text, found, FoundIn(expectation, text.Language), scores, _model);
        var mood = MoodAxis.Decide(text, found, scores, _model);
        var findings = new Findings
        {
            TopCategory = Taxonomy.TopOf(category.First.Value),
            HasSecondCategory = category.Second.Value is not null,
            Urgency = urgency.Value,
            Demands = demands.Value.Count,
            Sentiment = mood.Sentiment.Value,
            Intensity = mood.Intensity.Value,
            Emotion = mood.Emotion.Value,
            Impact = SeverityAxis.Decide(scores, _model),
            TextLength = body.Length,
            Signs = SignsIn(found),
            Loss = loss,
        };

        return new ClassificationResult
        {
            Category = category.First,
            SecondCategory = category.Second,
            TopConfidence = category.TopConfidence,
            ReasonCode = ReasonAxis.Decide(found, category, _index),
            Urgency = urgency,
            Severity = Severities.Decide(findings, _policy.Severity),
            CustomerType = CustomerTypes.Decide(input, _policy.CustomerType),
            Difficulty = Difficulties.Decide(findings, input, _policy.Difficulty),
            Demands = demands,
            Sentiment = mood.Sentiment,
            Intensity = mood.Intensity,
            Emotion = mood.Emotion,
            EscalationRisk = EscalationRisks.Decide(findings, input, _policy.Escalation),
            Statement = StatementExtractor.Extract(input.Text, input.Expectation),
            Language = text.Language,
            ModelVersion = ModelVersion,
            RulesVersion = _rules.Rules.Version,
            // "Other" that no rule speaks for only says that the model recognised nothing
            NeedsReview = text.IsUnclear || (findings.TopCategory == AxisValues.Other && category.First.Source == Sources.Model) ||
                category.TopConfidence < _policy.ReviewBelow || urgency.Confidence < _policy.ReviewBelow,
        };
    }

    private List<RuleHit> Match(string body, string language, ClassificationInput input, LossLevel loss, List<TextSpan> denied)
    {
        var hits = new List<RuleHit>();
        _rules.Match(body, language, hits, denied);
        if (_rules.HasConditions)
            hits.RemoveAll(hit => hit.Rule.When is { } when && !Losses.Holds(when, input, loss));

        return hits;
    }

    private IEnumerable<Rule> FactRules(ClassificationInput input, LossLevel loss) =>
        _rules.FactRules.Count == 0 ? [] : _rules.FactRules.Where(rule => Losses.Holds(rule.When!, input, loss));

    private RuleFindings FoundIn(string normalized, string language) =>
        normalized.Length == 0 ? RuleFindings.None : new RuleFindings(normalized, _rules.Match(normalized, language), [], null, _learned);

    private static string DetectLanguage(string body, string expectation, string? hint)
    {
        var language = LanguageDetector.Detect(body);
        if (language == LanguageDetector.Undetermined && !body.AsSpan().ContainsAnyInRange('a', 'z'))
            language = LanguageDetector.Detect(expectation);
        if (language != LanguageDetector.Undetermined || hint is null || body.Length > 0)
            return language;

        return hint.StartsWith(LanguageDetector.Chinese, StringComparison.OrdinalIgnoreCase)
            ? LanguageDetector.Chinese : LanguageDetector.English;
    }

    private static ILookup<string, Evidence> SignsIn(RuleFindings found)
    {
        var signs = found.Values(RuleAxis.Sign);
        return signs.Count == 0
            ? NoSigns
            : signs.SelectMany(sign => found.Evidence(RuleAxis.Sign, sign), (sign, evidence) => (sign, evidence))
                .ToLookup(pair => pair.sign, pair => pair.evidence);
    }
}
