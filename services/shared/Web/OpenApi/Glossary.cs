using System.Collections.Frozen;
using System.Text;

namespace ComplaintPlatform.Web.OpenApi;

/// <summary>
/// What names mean wherever they stand in the API, from <c>glossary.txt</c>. A comment in the code says more about one place, and wins.
/// </summary>
internal static class Glossary
{
    private static readonly FrozenDictionary<string, string> Meanings = Read();

    public static string? Of(string name) => Meanings.GetValueOrDefault(name);

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(Glossary).Assembly.GetManifestResourceStream("glossary.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .ToFrozenDictionary(parts => parts[0], parts => parts[1]);
    }
}
