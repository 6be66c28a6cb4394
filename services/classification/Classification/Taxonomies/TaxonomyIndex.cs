namespace ComplaintPlatform.Classification.Taxonomies;

/// <summary>The values of a taxonomy as decisions name them, made once.</summary>
internal sealed class TaxonomyIndex
{
    private readonly Dictionary<string, IReadOnlyList<string>> _children;

    public TaxonomyIndex(Taxonomy taxonomy)
    {
        Tops = [.. taxonomy.Categories.Select(category => category.Code)];
        _children = taxonomy.Categories.ToDictionary(
            category => category.Code,
            IReadOnlyList<string> (category) => [.. category.Children.Select(child => $"{category.Code}/{child.Code}").Order(StringComparer.Ordinal)],
            StringComparer.Ordinal);
    }

    public IReadOnlyList<string> Tops { get; }

    /// <summary>As "top/child", in a fixed order.</summary>
    public IReadOnlyList<string> ChildrenOf(string top) => _children.GetValueOrDefault(top, []);
}
