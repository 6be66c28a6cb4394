using System.Buffers.Text;
using System.Security.Cryptography;
using ComplaintPlatform.Identity.ApiKeys;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Storefronts;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Identity.Installing;

public sealed record InstalledUser(string Username, string Password, string Role);

/// <summary>Secrets of a fresh installation; they can be read nowhere else afterwards.</summary>
public sealed record Installed(string StorefrontId, string ApiKey, IReadOnlyList<InstalledUser> Users);

/// <summary>Fills an empty database: one storefront, a key for it, and one user for each role.</summary>
public sealed class FirstInstallation(IServiceScopeFactory scopes, TimeProvider clock)
{
    public const string StorefrontId = "demo";

    /// <param name="keep">
    /// Called before anything is committed: secrets that were never kept would lock everybody out, secrets of an installation that then
    /// fails are replaced by the next one.
    /// </param>
    /// <returns>False where there are users or storefronts already.</returns>
    public async Task<bool> InstallAsync(Action<Installed> keep, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDbContext>();
        if (await db.Users.AnyAsync(ct) || await db.Storefronts.AnyAsync(ct))
            return false;

        var now = clock.GetUtcNow();
        var storefront = Storefront.Create(
            StorefrontId,
            new StorefrontSettings("Demo 演示店", StorefrontRules.DefaultTimeZone, StorefrontRules.DefaultCurrency,
                StorefrontRules.DefaultLanguages, null, []),
            now);
        db.Storefronts.Add(storefront);
        db.Publish(storefront.Changed(now));

        var keyText = ApiKeyText.Create();
        db.ApiKeys.Add(ApiKey.Create(
            new CreateApiKeyRequest(StorefrontId, "demo"), keyText, scope.ServiceProvider.GetRequiredService<ApiKeyText>().Hash(keyText), now));

        var passwords = scope.ServiceProvider.GetRequiredService<Passwords>();
        var accounts = Roles.Staff.Select(role => new InstalledUser(role, RandomPassword(), role)).ToList();
        // Hashing is slow on purpose, and the first start has a time limit
        var hashes = accounts.AsParallel().AsOrdered().Select(account => passwords.Hash(account.Password)).ToList();
        foreach (var (account, hash) in accounts.Zip(hashes))
        {
            var user = User.Create(
                account.Username, null, hash, account.Role, [account.Role == Roles.Administrator ? User.EveryStorefront : StorefrontId],
                account.Role == Roles.Agent ? true : null, now);
            db.Users.Add(user);
            db.Publish(user.Changed(now));
        }

        keep(new Installed(StorefrontId, keyText, accounts));
        await scope.ServiceProvider.GetRequiredService<IUnitOfWork<IdentityDbContext>>().CommitAsync(db, ct);
        return true;
    }

    private static string RandomPassword() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
}
