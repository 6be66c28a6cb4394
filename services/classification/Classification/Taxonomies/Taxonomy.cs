using System.Text.Json;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Taxonomies;

/// <summary>The tree of categories and the reason codes of logistics operations: data, named in both languages.</summary>
internal sealed record Taxonomy
{
    public required string Version { get; init; }

    public required IReadOnlyList<Category> Categories { get; init; }

    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    public static Taxonomy Default { get; } = Load();

    /// <summary>Whether the value is a top-level category or one of its children ("logistics/delay").</summary>
    public bool Contains(string value)
    {
        var slash = value.IndexOf('/');
        var top = slash < 0 ? value : value[..slash];
        var category = Categories.FirstOrDefault(category => category.Code == top);
        return category is not null && (slash < 0 || category.Children.Any(child => child.Code == value[(slash + 1)..]));
    }

    public static string TopOf(string value)
    {
        var slash = value.IndexOf('/');
        return slash < 0 ? value : value[..slash];
    }

    /// <summary>Whether the value is that top-level category or below it.</summary>
    public static bool IsOfBranch(string value, string top) =>
        value.StartsWith(top, StringComparison.Ordinal) && (value.Length == top.Length || value[top.Length] == '/');

    private static Taxonomy Load()
    {
        using var stream = EmbeddedData.Open("taxonomy.json");
        return JsonSerializer.Deserialize<Taxonomy>(stream, RuleSet.Json) ?? throw new JsonException("The taxonomy must not be null.");
    }
}

internal sealed record Category
{
    public required string Code { get; init; }

    public required LocalName Name { get; init; }

    public IReadOnlyList<Subcategory> Children { get; init; } = [];
}

/// <param name="ReasonCode">The reason code of a complaint of this kind in which no rule finds another one.</param>
internal sealed record Subcategory(string Code, LocalName Name, string? ReasonCode = null);

/// <param name="Categories">Complaints of these kinds and below may have it; without them those about logistics and service.</param>
internal sealed record ReasonCode(string Code, LocalName Name, IReadOnlyList<string>? Categories = null);

internal sealed record LocalName(string Zh, string En);
