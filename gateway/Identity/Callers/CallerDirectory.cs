using ComplaintPlatform.Identity.ApiKeys;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Tokens;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>
/// Who stands behind a credential. What was found is remembered for <see cref="SignInOptions.RememberCallers"/>: so long may a revoked key,
/// a lost role or a closed storefront still count.
/// </summary>
public sealed class CallerDirectory
{
    private readonly IServiceScopeFactory scopes;
    private readonly AccessTokens tokens;
    private readonly ExternalTokens externalTokens;
    private readonly ApiKeyText keyTexts;
    private readonly Remembered<string, KnownCaller?> byKey;
    private readonly Remembered<Guid, KnownCaller?> byUser;
    private readonly Remembered<string, KnownCaller?> byUsername;
    private readonly Remembered<string, IReadOnlySet<string>> origins;

    internal CallerDirectory(
        IServiceScopeFactory scopes, AccessTokens tokens, ExternalTokens externalTokens, ApiKeyText keyTexts, IOptions<SignInOptions> options, TimeProvider clock)
    {
        (this.scopes, this.tokens, this.externalTokens, this.keyTexts) = (scopes, tokens, externalTokens, keyTexts);
        var lifetime = options.Value.RememberCallers;
        byKey = new Remembered<string, KnownCaller?>(lifetime, clock, FindByKeyAsync);
        byUser = new Remembered<Guid, KnownCaller?>(lifetime, clock, id => FindUserAsync(db => db.Users.Where(user => user.Id == id)));
        byUsername = new Remembered<string, KnownCaller?>(lifetime, clock, name => FindUserAsync(db => db.Users.Where(user => user.Username == name)));
        origins = new Remembered<string, IReadOnlySet<string>>(lifetime, clock, _ => FindOriginsAsync());
    }

    /// <returns><c>null</c>: the key is wrong, revoked, or of a storefront that is closed.</returns>
    public ValueTask<KnownCaller?> ByApiKeyAsync(string key) => ApiKeyText.IsPossible(key) ? byKey.GetAsync(key) : new ValueTask<KnownCaller?>((KnownCaller?)null);

    /// <returns><c>null</c>: the token is not valid, or its user is no longer active.</returns>
    public async ValueTask<KnownCaller?> ByAccessTokenAsync(string token)
    {
        if (await tokens.ValidateAsync(token) is { } userId)
            return await byUser.GetAsync(userId);
        return await externalTokens.ValidateAsync(token) is { } username ? await byUsername.GetAsync(username) : null;
    }

    /// <summary>The origins whose pages may call, of all storefronts.</summary>
    public ValueTask<IReadOnlySet<string>> CorsOriginsAsync() => origins.GetAsync("");

    private async Task<KnownCaller?> FindByKeyAsync(string text)
    {
        var hash = keyTexts.Hash(text);
        await using var scope = scopes.CreateAsyncScope();
        var db = System(scope);
        var key = await db.ApiKeys.AsNoTracking()
            .Where(key => key.KeyHash == hash && key.RevokedAt == null && db.Storefronts.Any(storefront => storefront.Id == key.StorefrontId && storefront.Active))
            .FirstOrDefaultAsync();
        return key is null ? null : KnownCaller.Of(new Caller(key.Id.ToString(), key.Name, Roles.Storefront, false, [key.StorefrontId], []), isMachine: true);
    }

    private async Task<KnownCaller?> FindUserAsync(Func<IdentityDbContext, IQueryable<Users.User>> query)
    {
        await using var scope = scopes.CreateAsyncScope();
        var user = await query(System(scope)).AsNoTracking().FirstOrDefaultAsync(user => user.Active);
        return user is null ? null : KnownCaller.Of(user.ToCaller(), isMachine: false);
    }

    private async Task<IReadOnlySet<string>> FindOriginsAsync()
    {
        await using var scope = scopes.CreateAsyncScope();
        var lists = await System(scope).Storefronts.AsNoTracking().Where(storefront => storefront.Active).Select(storefront => storefront.CorsOrigins).ToListAsync();
        return lists.SelectMany(list => list).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static IdentityDbContext System(AsyncServiceScope scope)
    {
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        return scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
    }
}
