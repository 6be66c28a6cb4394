using System.Collections.Frozen;
using System.ComponentModel;
using ComplaintPlatform.Identity.ApiKeys;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Tokens;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Identity.Callers;

/// <summary>
/// Who a credential belongs to. What was found is remembered for <see cref="SignInOptions.RememberCallers"/>. A change made through this
/// gateway counts at once; one made through another replica counts when the memory ends.
/// </summary>
public sealed partial class CallerDirectory
{
    private static readonly string[] Tags = ["callers"];

    private readonly IServiceScopeFactory _scopes;
    private readonly AccessTokens _tokens;
    private readonly ExternalTokens _externalTokens;
    private readonly ApiKeyText _keyTexts;
    private readonly HybridCache _memory;
    private readonly HybridCacheEntryOptions _lifetime;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;

    internal CallerDirectory(
        IServiceScopeFactory scopes, AccessTokens tokens, ExternalTokens externalTokens, ApiKeyText keyTexts, HybridCache memory,
        IOptions<SignInOptions> options, TimeProvider clock, ILogger<CallerDirectory> logger)
    {
        (_scopes, _tokens, _externalTokens, _keyTexts, _memory, _clock, _logger) =
            (scopes, tokens, externalTokens, keyTexts, memory, clock, logger);
        _lifetime = ShortMemories.For(options.Value.RememberCallers);
    }

    /// <returns><c>null</c>: the key is wrong, revoked, or of a storefront that is closed.</returns>
    public async ValueTask<KnownCaller?> ByApiKeyAsync(string key)
    {
        if (!ApiKeyText.IsPossible(key))
            return null;

        // The memory holds no credential, only what the database holds of it
        var hash = _keyTexts.Hash(key);
        var known = await RememberAsync("key:" + hash, db => FindByKeyAsync(db, hash));
        return known?.ExpiresAt <= _clock.GetUtcNow() ? null : known;
    }

    /// <returns><c>null</c>: the token is not valid, its session has ended, or its user is no longer active.</returns>
    public async ValueTask<KnownCaller?> ByAccessTokenAsync(string token)
    {
        if (await _tokens.ValidateAsync(token) is { } session)
            return await RememberAsync(KeyOf(session), db => FindUserAsync(UserIn(db, session)));
        return await _externalTokens.ValidateAsync(token) is { } name
            ? await RememberAsync("name:" + name, db => FindUserAsync(db.Users.Where(user => user.Username == name)))
            : null;
    }

    /// <summary>The origins whose pages may call, of all storefronts.</summary>
    public async ValueTask<IReadOnlySet<string>> CorsOriginsAsync() => (await RememberAsync("origins", FindOriginsAsync)).Known;

    /// <summary>After a user, a key or a storefront was changed.</summary>
    internal ValueTask ForgetAllAsync() => _memory.RemoveByTagAsync(Tags);

    /// <summary>After a session was ended.</summary>
    internal ValueTask ForgetAsync(SessionOfUser session) => _memory.RemoveAsync(KeyOf(session));

    private static string KeyOf(SessionOfUser session) => $"session:{session.UserId}:{session.SessionId}";

    // What ends a session revokes its refresh tokens: signing out, a copied token, a changed password, a user out of service
    private IQueryable<Users.User> UserIn(IdentityDbContext db, SessionOfUser session)
    {
        var now = _clock.GetUtcNow();
        return db.Users.Where(user => user.Id == session.UserId && db.RefreshTokens.Any(token =>
            token.FamilyId == session.SessionId && token.UserId == user.Id && token.RevokedAt == null && token.ExpiresAt > now));
    }

    private ValueTask<T> RememberAsync<T>(string key, Func<IdentityDbContext, Task<T>> find) =>
        _memory.GetOrCreateAsync(
            key,
            (_scopes, find),
            static async (state, _) =>
            {
                await using var scope = state._scopes.CreateAsyncScope();
                return await state.find(System(scope));
            },
            _lifetime,
            Tags);

    private async Task<KnownCaller?> FindByKeyAsync(IdentityDbContext db, string hash)
    {
        var now = _clock.GetUtcNow();
        var key = await db.ApiKeys.AsNoTracking()
            .Where(key => key.KeyHash == hash && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now)
                && db.Storefronts.Any(storefront => storefront.Id == key.StorefrontId && storefront.Active))
            .FirstOrDefaultAsync();
        if (key is null)
            return null;
        if (key.IsUseToBeNoted(now))
            _ = NoteUseAsync(key.Id, now);
        return KnownCaller.Of(
            new Caller(key.Id.ToString(), key.Name, Roles.Storefront, false, [key.StorefrontId], []), isMachine: true, key.ReadsOnly,
            key.ExpiresAt);
    }

    // Beside the request: whether it can be noted says nothing about the caller
    private async Task NoteUseAsync(Guid id, DateTimeOffset now)
    {
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<IUnitOfWork<IdentityDbContext>>().RunAsync(
                (db, ct) => db.ApiKeys.Where(key => key.Id == id).ExecuteUpdateAsync(set => set.SetProperty(key => key.LastUsedAt, now), ct),
                CancellationToken.None);
        }
        catch (Exception failure)
        {
            LogNotNoted(_logger, id, failure.GetType().Name);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The use of API key {KeyId} could not be noted: {Failure}")]
    private static partial void LogNotNoted(ILogger logger, Guid keyId, string failure);

    private static async Task<KnownCaller?> FindUserAsync(IQueryable<Users.User> query)
    {
        var user = await query.AsNoTracking().FirstOrDefaultAsync(user => user.Active);
        return user is null ? null : KnownCaller.Of(user.ToCaller(), isMachine: false);
    }

    private static async Task<Origins> FindOriginsAsync(IdentityDbContext db)
    {
        var lists = await db.Storefronts.AsNoTracking().Where(storefront => storefront.Active)
            .Select(storefront => storefront.CorsOrigins).ToListAsync();
        return new Origins(lists.SelectMany(list => list).ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    }

    private static IdentityDbContext System(AsyncServiceScope scope)
    {
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        return scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
    }

    [ImmutableObject(true)]
    private sealed record Origins(FrozenSet<string> Known);
}
