namespace ComplaintPlatform.Classification.Engine;

/// <summary>The values of one axis with their probabilities, best first, from rules and model together.</summary>
internal readonly struct Fused
{
    private readonly Option[] _options;

    private Fused(Option[] options) => _options = options;

    public ReadOnlySpan<Option> Options => _options;

    public Option Best => _options[0];

    /// <param name="rules">Rule scores in the order of the values.</param>
    /// <param name="model">Log-odds of the model in the order of the values.</param>
    public static Fused Of(IReadOnlyList<string> values, ReadOnlySpan<double> rules, ReadOnlySpan<double> model, AxisFusion fusion)
    {
        var options = new Option[values.Count];
        for (var i = 0; i < options.Length; i++)
        {
            var rule = rules[i] * fusion.RuleScale;
            var option = new Option(values[i], (rule + model[i]) / fusion.Temperature, rule, model[i]);
            var at = i;
            for (; at > 0 && options[at - 1].Probability < option.Probability; at--)
                options[at] = options[at - 1];

            options[at] = option;
        }

        // Softmax, from the largest down so that nothing overflows
        var top = options[0].Probability;
        var sum = 0.0;
        foreach (var option in options)
            sum += Math.Exp(option.Probability - top);
        for (var i = 0; i < options.Length; i++)
            options[i] = options[i] with { Probability = Math.Exp(options[i].Probability - top) / sum };

        return new Fused(options);
    }

    public Option Of(string value)
    {
        foreach (var option in _options)
        {
            if (option.Value == value)
                return option;
        }

        throw new ArgumentException($"The axis has no value '{value}'.", nameof(value));
    }

    /// <summary>The best value but one.</summary>
    public Option BestBut(string value)
    {
        foreach (var option in _options)
        {
            if (option.Value != value)
                return option;
        }

        return new Option(value, 0, 0, 0);
    }

    /// <summary>Whether the rules or the model did more to put the best value ahead of the next.</summary>
    public string SourceOfBest =>
        _options.Length > 1 && Best.Rules - _options[1].Rules > Best.Model - _options[1].Model ? Sources.Rule : Sources.Model;

    internal readonly record struct Option(string Value, double Probability, double Rules, double Model);
}
