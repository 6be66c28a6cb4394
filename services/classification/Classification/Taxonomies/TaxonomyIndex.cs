namespace ComplaintPlatform.Classification.Taxonomies;

/// <summary>The values of a taxonomy as decisions name them, made once.</summary>
internal sealed class TaxonomyIndex
{
    private readonly Dictionary<string, IReadOnlyList<string>> _children;
    private readonly Dictionary<string, string> _reasons;
    private readonly Dictionary<string, IReadOnlyList<string>> _bound;

    public TaxonomyIndex(Taxonomy taxonomy)
    {
        Tops = [.. taxonomy.Categories.Select(category => category.Code)];
        _children = taxonomy.Categories.ToDictionary(
            category => category.Code,
            IReadOnlyList<string> (category) => [.. category.Children.Select(child => $"{category.Code}/{child.Code}")
            .Order(StringComparer.Ordinal)],
            StringComparer.Ordinal);
        _reasons = taxonomy.Categories
            .SelectMany(category => category.Children, (category, child) => (Value: $"{category.Code}/{child.Code}", child.ReasonCode))
            .Where(leaf => leaf.ReasonCode is not null)
            .ToDictionary(leaf => leaf.Value, leaf => leaf.ReasonCode!, StringComparer.Ordinal);
        _bound = taxonomy.ReasonCodes.Where(code => code.Categories is not null)
            .ToDictionary(code => code.Code, code => code.Categories!, StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Tops { get; }

    /// <summary>As "top/child", in a fixed order.</summary>
    public IReadOnlyList<string> ChildrenOf(string top) => _children.GetValueOrDefault(top, []);

    /// <summary>The categories that the code is bound to; null for the codes of operations.</summary>
    public IReadOnlyList<string>? CategoriesOf(string reasonCode) => _bound.GetValueOrDefault(reasonCode);

    /// <summary>The reason code of a leaf in which no rule finds another one; null where there is none.</summary>
    public string? ReasonOf(string leaf) => _reasons.GetValueOrDefault(leaf);
}
