namespace ComplaintPlatform.Load.Sending;

/// <summary>The texts that are posted: the built-in ones, or a file with one text per line (.txt) or a column of texts (.tsv).</summary>
internal static class ComplaintTexts
{
    public static IReadOnlyList<string> Load(string? path)
    {
        var texts = path is null ? BuiltIn() : FromFile(path);
        if (texts.Count == 0)
            throw new LoadException($"{path} holds no text.");
        return texts;
    }

    private static IReadOnlyList<string> BuiltIn()
    {
        using var resource = typeof(ComplaintTexts).Assembly.GetManifestResourceStream("complaints.txt")!;
        using var reader = new StreamReader(resource);
        return Lines(reader.ReadToEnd().Split('\n'));
    }

    private static IReadOnlyList<string> FromFile(string path)
    {
        if (!File.Exists(path))
            throw new LoadException($"There is no file {path}.");

        var lines = Lines(File.ReadLines(path));
        if (!path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) || lines.Count == 0)
            return lines;

        // A header names its column "text"; without one the longest cell of the first row tells
        var first = lines[0].Split('\t');
        var named = Array.FindIndex(first, cell => cell.Equals("text", StringComparison.OrdinalIgnoreCase));
        var column = named >= 0 ? named : Array.IndexOf(first, first.MaxBy(cell => cell.Length));
        return Lines(lines.Skip(named >= 0 ? 1 : 0).Select(line => line.Split('\t').ElementAtOrDefault(column) ?? ""));
    }

    private static List<string> Lines(IEnumerable<string> lines) =>
        [.. lines.Select(line => line.Trim()).Where(line => line.Length is > 0 and <= 19_900)];
}
