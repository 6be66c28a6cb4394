namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// Whose rows the current request, message or job may see. It is set once by the plumbing, before any handler runs; without a scope there
/// are no rows.
/// </summary>
public sealed class TenantScope
{
    public bool AllStorefronts { get; private set; }

    public IReadOnlyList<string> Storefronts { get; private set; } = [];

    /// <summary>The storefronts of an authenticated caller.</summary>
    public void UseCaller(bool allStorefronts, IReadOnlyList<string> storefronts)
    {
        AllStorefronts = allStorefronts;
        Storefronts = storefronts;
    }

    /// <summary>The one storefront of a message, of a due row, or of what a public link leads to.</summary>
    public void UseStorefront(string storefrontId) => UseCaller(false, [storefrontId]);

    /// <summary>Everything: for jobs of the plumbing and for events that concern the whole installation, never for a request.</summary>
    public void UseSystem() => UseCaller(true, []);

    public static TenantScope System()
    {
        var scope = new TenantScope();
        scope.UseSystem();
        return scope;
    }

    public bool Includes(string storefrontId) => AllStorefronts || Storefronts.Contains(storefrontId);
}
