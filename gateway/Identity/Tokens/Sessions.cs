using System.Globalization;
using ComplaintPlatform.Identity.Callers;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Identity.Tokens;

/// <param name="ExpiresIn">Seconds that the access token lives.</param>
public sealed record TokenResponse(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);

/// <summary>
/// Signs in, refreshes and ends sessions. It commits by itself, because a refusal, too, has something to keep: the failure that counts, the chain
/// that ends.
/// </summary>
internal sealed class Sessions(
    IdentityDbContext db, IUnitOfWork<IdentityDbContext> work, Passwords passwords, AccessTokens tokens, SignInQueue queue,
    CallerDirectory callers, IOptions<SignInOptions> options, TimeProvider clock)
{
    private const int SweptPerSignIn = 50;

    /// <summary>Each lost race means that another one was won, so a chain that ends needs few.</summary>
    private const int MostAttempts = 20;

    /// <exception cref="ProblemException">401, in the same words for an unknown user and for a wrong password.</exception>
    public async Task<TokenResponse> SignInAsync(string username, string password, CancellationToken ct)
    {
        var name = UserRules.Normalise(username);
        // One at a time for each name: guesses side by side would all be checked before any of them counts
        using var turn = await queue.EnterAsync(name, ct);
        var now = clock.GetUtcNow();
        var record = await db.SignIns.FirstOrDefaultAsync(row => row.Username == name, ct);
        if (record?.IsLocked(now) is true)
            throw Refused("sign_in.locked", "Too many failed sign-ins under this name; wait and try again. | 该用户名登录失败次数过多,请稍后再试。", record.LockedUntil - now);

        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(other => other.Username == name, ct);
        if (!passwords.Verify(user?.PasswordHash, password) || user is not { Active: true })
        {
            await CountFailureAsync(record, name, now, ct);
            throw Refused("sign_in.refused", "The user name or the password is wrong. | 用户名或密码错误。");
        }

        if (record is not null)
            db.Remove(record);
        db.RemoveRange(await db.RefreshTokens.Where(token => token.UserId == user.Id && token.ExpiresAt < now).OrderBy(token => token.ExpiresAt).Take(SweptPerSignIn).ToListAsync(ct));
        var (refresh, text) = RefreshToken.Start(user.Id, options.Value, now);
        db.RefreshTokens.Add(refresh);
        await work.CommitAsync(db, ct);
        return Answer(user, refresh.FamilyId, text);
    }

    public async Task<TokenResponse> RefreshAsync(string text, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = RefreshToken.Hash(text);
        if (await db.RefreshTokens.FirstOrDefaultAsync(row => row.TokenHash == hash, ct) is not { } token)
            throw NotValid();
        if (token is { UsedAt: not null, RevokedAt: null })
            await EndFamilyAsync(token.FamilyId, now, ct);
        if (!token.IsUsable(now))
            throw NotValid();
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == token.UserId && user.Active, ct) is not { } user)
            throw NotValid();

        var (next, nextText) = token.Rotate(options.Value, now);
        db.RefreshTokens.Add(next);
        try
        {
            await work.CommitAsync(db, ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            throw NotValid();
        }

        return Answer(user, next.FamilyId, nextText);
    }

    /// <summary>Ends the session; a token that is unknown or has ended is as good as revoked (RFC 7009).</summary>
    public async Task RevokeAsync(string text, CancellationToken ct)
    {
        var hash = RefreshToken.Hash(text);
        if (await db.RefreshTokens.AsNoTracking().FirstOrDefaultAsync(row => row.TokenHash == hash, ct) is { } token)
            await EndFamilyAsync(token.FamilyId, clock.GetUtcNow(), ct);
    }

    private async Task EndFamilyAsync(Guid familyId, DateTimeOffset now, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            foreach (var token in await db.RefreshTokens.Where(row => row.FamilyId == familyId && row.RevokedAt == null).ToListAsync(ct))
                token.Revoke(now);
            try
            {
                await work.CommitAsync(db, ct);
                await callers.ForgetSessionAsync(familyId);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < MostAttempts)
            {
                // A token of the chain was just used, or ended by another: what is left of the chain ends all the same
                db.StartOver();
            }
        }
    }

    private async Task CountFailureAsync(SignInRecord? record, string name, DateTimeOffset now, CancellationToken ct)
    {
        if (name.Length is 0 or > UserRules.LongestUsername)
            return;
        if (record is null)
        {
            // Names that nobody has would pile up
            var old = now - options.Value.LockDuration;
            db.RemoveRange(await db.SignIns.Where(row => row.LastFailureAt < old && row.Username != name).OrderBy(row => row.LastFailureAt).Take(SweptPerSignIn).ToListAsync(ct));
            record = SignInRecord.For(name);
            db.SignIns.Add(record);
        }

        record.CountFailure(options.Value, now);
        try
        {
            await work.CommitAsync(db, ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Another replica counted a failure of the same name at the same moment: the name has one less to go there
            db.StartOver();
        }
    }

    private TokenResponse Answer(User user, Guid sessionId, string refreshToken) =>
        new(tokens.Issue(user, sessionId), "Bearer", tokens.LifetimeSeconds, refreshToken);

    private static ProblemException NotValid() => Refused("refresh_token.invalid", "The refresh token is not valid; sign in again. | 刷新令牌无效,请重新登录。");

    private static ProblemException Refused(string code, string message, TimeSpan? retryAfter = null) => new(401, code, message) { RetryAfter = retryAfter };
}
