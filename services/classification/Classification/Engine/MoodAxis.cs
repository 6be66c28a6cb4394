using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

internal sealed record Mood(Decision<double> Sentiment, Decision<double> Intensity, Decision<string> Emotion);

/// <summary>
/// Sentiment from the model (emotion words where there is none), its strength from emotion, degree words and exclamations.
/// </summary>
internal static class MoodAxis
{
    public const string IntensityValue = "intensity";
    private const int MostNgrams = 3;
    private const int MostOfOtherSide = 1;
    private const double RulesAlone = 0.6;

    /// <summary>A sentiment beyond this is clear.</summary>
    private const double Clear = 0.25;

    /// <summary>In log-odds of the model.</summary>
    private const double Contradiction = 3;

    // What words of emotion must outweigh
    private const double NoEmotion = 0.8;

    public static Mood Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model)
    {
        var sentiment = DecideSentiment(text, found, scores, model);
        var emotion = DecideEmotion(text, found, scores, model, scores.Has(ModelAxes.Sentiment) ? sentiment.Value : 0);
        return new Mood(sentiment, DecideIntensity(text, found, sentiment.Value), emotion);
    }

    public static double EmotionScore(RuleFindings found, string emotion) =>
        emotion == AxisValues.Neutral ? NoEmotion : found.Score(RuleAxis.Emotion, emotion);

    /// <summary>Words of pleasure less words of displeasure.</summary>
    public static double Balance(RuleFindings found)
    {
        var balance = found.Score(RuleAxis.Emotion, "joy");
        foreach (var emotion in AxisValues.Emotions)
        {
            if (emotion is not ("joy" or AxisValues.Neutral or "surprise"))
                balance -= found.Score(RuleAxis.Emotion, emotion);
        }

        return balance;
    }

    private static bool Contradicts(string emotion, double sentiment) => emotion switch
    {
        AxisValues.Neutral or "surprise" => false,
        "joy" => sentiment < -Clear,
        _ => sentiment > Clear,
    };

    private static Decision<string> DecideEmotion(Reading text, RuleFindings found, ModelScores scores, ITextModel? model, double sentiment)
    {
        var fusion = model?.Fusion(ModelAxes.Emotion) ?? AxisFusion.RulesAlone;
        Span<double> rules = stackalloc double[AxisValues.Emotions.Count];
        Span<double> learned = stackalloc double[AxisValues.Emotions.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i] = EmotionScore(found, AxisValues.Emotions[i]);
            learned[i] = scores[ModelAxes.Emotion, AxisValues.Emotions[i]];
            // What is clearly pleased is not angry, whatever single words say, and the other way round
            if (Contradicts(AxisValues.Emotions[i], sentiment))
                learned[i] -= Contradiction;
        }

        var fused = Fused.Of(AxisValues.Emotions, rules, learned, fusion);
        return new Decision<string>(
            fused.Best.Value, text.Confidence(fused.Best.Probability), fused.SourceOfBest,
            found.Evidence(RuleAxis.Emotion, fused.Best.Value));
    }

    private static Decision<double> DecideSentiment(Reading text, RuleFindings found, ModelScores scores, ITextModel? model)
    {
        var balance = Balance(found);
        if (!scores.Has(ModelAxes.Sentiment))
        {
            var probability = 1 / (1 + Math.Exp(-balance * RulesAlone));
            return new Decision<double>(Math.Round((2 * probability) - 1, 4), text.Confidence(Math.Max(probability, 1 - probability)),
                Sources.Rule, []);
        }

        // Two questions: a text may be neither pleased nor displeased
        var fusion = model!.Fusion(ModelAxes.Sentiment);
        var pleased = Probability(balance, scores[ModelAxes.Sentiment, "pos"], fusion);
        var displeased = Probability(-balance, scores[ModelAxes.Sentiment, "neg"], fusion);
        IReadOnlyList<Evidence> evidence =
        [
            .. scores.Explain(ModelAxes.Sentiment, pleased >= displeased ? "pos" : "neg", MostNgrams)
            .Select(one => Signed(one, pleased >= displeased)),
            .. scores.Explain(ModelAxes.Sentiment, pleased >= displeased ? "neg" : "pos", MostOfOtherSide)
            .Select(one => Signed(one, pleased < displeased)),
        ];
        var confidence = Math.Max(Math.Max(pleased, displeased), 1 - Math.Max(pleased, displeased));
        return new Decision<double>(Math.Round(Math.Clamp(pleased - displeased, -1, 1), 4), text.Confidence(confidence), Sources.Model,
            evidence);
    }

    private static double Probability(double rules, double learned, AxisFusion fusion) =>
        1 / (1 + Math.Exp(-((rules * fusion.RuleScale) + learned) / fusion.Temperature));

    // Words of displeasure weigh below zero, as the value does
    private static Evidence Signed(Evidence one, bool isPleased) => isPleased ? one : one with { Weight = -one.Weight };

    private static Decision<double> DecideIntensity(Reading text, RuleFindings found, double sentiment)
    {
        var exclamations = Math.Min(4, text.Text.AsSpan().Count('!'));
        var degree = found.Score(RuleAxis.Emotion, IntensityValue);
        var intensity = Math.Clamp((0.5 * Math.Abs(sentiment)) + (0.25 * degree) + (0.08 * exclamations), 0, 1);
        return new Decision<double>(Math.Round(intensity, 4), text.Confidence(1), Sources.Rule,
            found.Evidence(RuleAxis.Emotion, IntensityValue));
    }
}
