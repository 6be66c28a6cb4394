namespace ComplaintPlatform.Classification.Engine;

/// <summary>The values of one axis with their probabilities, best first, from rules and model together.</summary>
internal sealed record Fused(IReadOnlyList<Fused.Option> Options)
{
    public Option Best => Options[0];

    public static Fused Of(IReadOnlyList<string> values, Func<string, double> rules, Func<string, double> model, AxisFusion fusion)
    {
        var options = values.Select(value =>
        {
            var rule = rules(value) * fusion.RuleScale;
            var learned = model(value);
            return new Option(value, (rule + learned) / fusion.Temperature, rule, learned);
        }).OrderByDescending(option => option.Probability).ToList();

        // Softmax, from the largest down so that nothing overflows
        var top = options[0].Probability;
        var sum = options.Sum(option => Math.Exp(option.Probability - top));
        return new Fused([.. options.Select(option => option with { Probability = Math.Exp(option.Probability - top) / sum })]);
    }

    /// <summary>Whether the rules or the model did more to put the best value ahead of the next.</summary>
    public string SourceOfBest =>
        Options.Count > 1 && Best.Rules - Options[1].Rules > Best.Model - Options[1].Model ? Sources.Rule : Sources.Model;

    public sealed record Option(string Value, double Probability, double Rules, double Model);
}
