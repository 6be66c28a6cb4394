using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Training;

/// <summary>How often ordinary reviews come out urgent by the engine that ships: praise never should, a bad review seldom.</summary>
internal static class FalseAlarms
{
    public static void Print(ClassificationEngine engine, string path)
    {
        var rows = TableFile.Rows(path).Where(row => row.Length > 1 && row[1] is "pos" or "neg")
            .Select(row => (Sentiment: row[1], Urgency: engine.Classify(new ClassificationInput { Text = row[0], Now = DateTimeOffset.UnixEpoch }).Urgency)).ToList();
        foreach (var group in rows.GroupBy(row => row.Sentiment).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var count = group.Count();
            var urgent = group.Count(row => row.Urgency.Value == AxisValues.Urgent);
            var byRule = group.Count(row => row.Urgency.Value == AxisValues.Urgent && row.Urgency.Source == Sources.Rule);
            Console.WriteLine(FormattableString.Invariant(
                $"urgent among ordinary reviews, {Path.GetFileName(path)}, {group.Key}: {urgent / (double)count:P2} of {count} ({byRule} by rule, {urgent - byRule} by the model)"));
        }
    }
}
