using ComplaintPlatform.Classification.Rules;

namespace ComplaintPlatform.Classification.Engine;

internal sealed record Mood(Decision<double> Sentiment, Decision<double> Intensity, Decision<string> Emotion);

/// <summary>Sentiment from the model (emotion words where there is none), its strength from emotion, degree words and exclamations.</summary>
internal static class MoodAxis
{
    public const string IntensityValue = "intensity";
    private const int MostNgrams = 4;

    // What words of emotion must outweigh
    private const double NoEmotion = 0.8;

    public static Mood Decide(Reading text, RuleFindings found, ModelScores scores, ITextModel? model)
    {
        var emotion = DecideEmotion(text, found, scores, model);
        var sentiment = DecideSentiment(text, found, scores, model);
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

    private static Decision<string> DecideEmotion(Reading text, RuleFindings found, ModelScores scores, ITextModel? model)
    {
        var fusion = model?.Fusion(ModelAxes.Emotion) ?? AxisFusion.RulesAlone;
        Span<double> rules = stackalloc double[AxisValues.Emotions.Count];
        Span<double> learned = stackalloc double[AxisValues.Emotions.Count];
        for (var i = 0; i < rules.Length; i++)
        {
            rules[i] = EmotionScore(found, AxisValues.Emotions[i]);
            learned[i] = scores[ModelAxes.Emotion, AxisValues.Emotions[i]];
        }

        var fused = Fused.Of(AxisValues.Emotions, rules, learned, fusion);
        return new Decision<string>(
            fused.Best.Value, text.Confidence(fused.Best.Probability), fused.SourceOfBest, found.Evidence(RuleAxis.Emotion, fused.Best.Value));
    }

    private static Decision<double> DecideSentiment(Reading text, RuleFindings found, ModelScores scores, ITextModel? model)
    {
        var fusion = model?.Fusion(ModelAxes.Sentiment) ?? new AxisFusion(0.6, 1);
        var learned = scores[ModelAxes.Sentiment, "pos"] - scores[ModelAxes.Sentiment, "neg"];
        var positive = 1 / (1 + Math.Exp(-((Balance(found) * fusion.RuleScale) + learned) / fusion.Temperature));

        var side = positive >= 0.5 ? "pos" : "neg";
        var evidence = scores.Explain(ModelAxes.Sentiment, side, MostNgrams);
        var source = scores.Has(ModelAxes.Sentiment) ? Sources.Model : Sources.Rule;
        return new Decision<double>(Math.Round((2 * positive) - 1, 4), text.Confidence(Math.Max(positive, 1 - positive)), source, evidence);
    }

    private static Decision<double> DecideIntensity(Reading text, RuleFindings found, double sentiment)
    {
        var exclamations = Math.Min(4, text.Text.AsSpan().Count('!'));
        var degree = found.Score(RuleAxis.Emotion, IntensityValue);
        var intensity = Math.Clamp((0.5 * Math.Abs(sentiment)) + (0.25 * degree) + (0.08 * exclamations), 0, 1);
        return new Decision<double>(Math.Round(intensity, 4), text.Confidence(1), Sources.Rule, found.Evidence(RuleAxis.Emotion, IntensityValue));
    }
}
