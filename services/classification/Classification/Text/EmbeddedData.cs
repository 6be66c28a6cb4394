namespace ComplaintPlatform.Classification.Text;

/// <summary>The tables that ship inside the assembly, by their file name under <c>Data/</c>.</summary>
internal static class EmbeddedData
{
    public static Stream Open(string file) =>
        typeof(EmbeddedData).Assembly.GetManifestResourceStream($"Classification.Data.{file}")
        ?? throw new InvalidOperationException($"The embedded table '{file}' is missing.");

    public static bool Exists(string file) =>
        typeof(EmbeddedData).Assembly.GetManifestResourceInfo($"Classification.Data.{file}") is not null;

    public static IEnumerable<string> Lines(string file)
    {
        using var reader = new StreamReader(Open(file));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
                yield return line;
        }
    }
}
