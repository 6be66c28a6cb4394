namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Whose rows the current request, message or job may see. It is set once by the plumbing, before any handler runs; without a scope there
/// are no rows.
/// </summary>
public sealed class TenantScope
{
    public const string SystemActor = "system";
    public const string CustomerActor = "customer";

    public bool AllStorefronts { get; private set; }

    public IReadOnlyList<string> Storefronts { get; private set; } = [];

    /// <summary>Who acts, as timelines show it.</summary>
    public string Actor { get; private set; } = SystemActor;

    /// <summary>What is written down together with the first change; none for messages and jobs.</summary>
    public AuditedRequest? Audit { get; internal set; }

    /// <summary>The storefronts of an authenticated caller.</summary>
    public void UseCaller(bool allStorefronts, IReadOnlyList<string> storefronts, string actor)
    {
        AllStorefronts = allStorefronts;
        Storefronts = storefronts;
        Actor = actor;
    }

    /// <summary>The one storefront of a message or of a due row.</summary>
    public void UseStorefront(string storefrontId) => UseCaller(false, [storefrontId], SystemActor);

    /// <summary>The one storefront that a public link leads to; its holder acts as the customer.</summary>
    public void UseLink(string storefrontId) => UseCaller(false, [storefrontId], CustomerActor);

    /// <summary>Everything: for jobs of the plumbing and for events that concern the whole installation, never for a request.</summary>
    public void UseSystem() => UseCaller(true, [], SystemActor);

    public static TenantScope System()
    {
        var scope = new TenantScope();
        scope.UseSystem();
        return scope;
    }

    public bool Includes(string storefrontId) => AllStorefronts || Storefronts.Contains(storefrontId);
}
