using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>Adds up the points of a formula and remembers where they came from.</summary>
internal sealed class Tally
{
    private readonly List<Evidence> _evidence = [];

    public double Total { get; private set; }

    public IReadOnlyList<Evidence> Evidence => _evidence;

    public void Add(bool holds, double points, string fact, string words = "")
    {
        if (!holds || points == 0)
            return;

        Total += points;
        _evidence.Add(new Evidence(fact, words, Math.Round(points, 3)));
    }

    /// <summary>Counts once, however often the sign was met; all words are kept.</summary>
    public void Add(IEnumerable<Evidence> signs, double points)
    {
        List<Evidence>? met = null;
        foreach (var sign in signs)
            (met ??= []).Add(sign);
        if (met is null)
            return;

        Total += points;
        foreach (var sign in met)
            _evidence.Add(sign with { Weight = Math.Round(points / met.Count, 3) });
    }
}
