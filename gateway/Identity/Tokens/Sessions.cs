using System.Globalization;
using ComplaintPlatform.Identity.Callers;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Identity.Users;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Identity.Tokens;

/// <param name="ExpiresIn">Seconds that the access token lives.</param>
public sealed record TokenResponse(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);

/// <summary>
/// Signs in, refreshes and ends sessions. It commits by itself, because a refusal, too, has something to keep: the failure that counts, the
/// chain that ends.
/// </summary>
internal sealed partial class Sessions(
    IdentityDbContext db, IUnitOfWork<IdentityDbContext> work, Passwords passwords, AccessTokens tokens, SignInQueue queue,
    CallerDirectory callers, IOptions<SignInOptions> options, TimeProvider clock, ILogger<Sessions> logger)
{
    private const int SweptPerSignIn = 50;
    private const int FailuresWithoutDelay = 2;
    private const int MostDoublings = 10;
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>Each lost race means that another one was won, so a chain that ends needs few.</summary>
    private const int MostAttempts = 20;

    /// <param name="addressHash">Where the caller is (<see cref="PeerAddress"/>).</param>
    /// <exception cref="ProblemException">401, in the same words for an unknown user and for a wrong password.</exception>
    public async Task<TokenResponse> SignInAsync(string username, string password, string addressHash, CancellationToken ct)
    {
        var name = UserRules.Normalise(username);
        var (answer, refusal, failures) = await TrySignInAsync(name, password, addressHash, ct);
        if (answer is not null)
            return answer;

        // Outside the turn, so that a guesser keeps only itself waiting
        if (failures > FailuresWithoutDelay)
        {
            var delay = options.Value.FailureDelay * Math.Pow(2, Math.Min(failures - FailuresWithoutDelay - 1, MostDoublings));
            await Task.Delay(delay < LongestDelay ? delay : LongestDelay, ct);
        }

        throw refusal!;
    }

    private async Task<(TokenResponse? Answer, ProblemException? Refusal, int Failures)> TrySignInAsync(
        string name, string password, string addressHash, CancellationToken ct)
    {
        // One at a time for each name: guesses side by side would all be checked before any of them counts
        using var turn = await queue.EnterAsync(name, ct);
        var now = clock.GetUtcNow();
        var attempts = await db.SignInAttempts.FirstOrDefaultAsync(row => row.Username == name && row.AddressHash == addressHash, ct);
        if (attempts?.IsLocked(now) is true)
            return (null, Locked(attempts.LockedUntil - now), 0);
        if (attempts?.IsKnown(options.Value, now) is not true && await IsUnderAttackAsync(name, now, ct))
            return (null, Locked(options.Value.LockDuration), 0);

        var user = await db.Users.AsNoTracking().FirstOrDefaultAsync(other => other.Username == name, ct);
        if (!passwords.Verify(user?.PasswordHash, password) || user is not { Active: true })
        {
            var failures = await CountFailureAsync(attempts, name, addressHash, user, now, ct);
            return (null, Refused("sign_in.refused", "The user name or the password is wrong. | 用户名或密码错误。"), failures);
        }

        if (attempts is null)
            db.SignInAttempts.Add(attempts = SignInAttempts.Of(name, addressHash));
        attempts.Succeed(now);
        var expired = db.RefreshTokens.Where(token => token.UserId == user.Id && token.ExpiresAt < now).OrderBy(token => token.ExpiresAt);
        db.RemoveRange(await expired.Take(SweptPerSignIn).ToListAsync(ct));
        var (refresh, text) = RefreshToken.Start(user.Id, options.Value, now);
        db.RefreshTokens.Add(refresh);
        db.Scope.Audit?.By(user.Id.ToString(), user.DisplayName, user.Role, user.Storefronts);
        await work.CommitAsync(db, ct);
        return (Answer(user, refresh.FamilyId, text), null, 0);
    }

    // Guesses from ever new addresses: those that the user came from go on, all others wait
    private async Task<bool> IsUnderAttackAsync(string name, DateTimeOffset now, CancellationToken ct)
    {
        var since = now - options.Value.LockDuration;
        var failures = db.SignInAttempts.Where(row => row.Username == name && row.LastFailureAt > since).SumAsync(row => row.Failures, ct);
        return await failures >= options.Value.FailuresBeforeNameLock;
    }

    public async Task<TokenResponse> RefreshAsync(string text, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var hash = RefreshToken.Hash(text);
        if (await db.RefreshTokens.FirstOrDefaultAsync(row => row.TokenHash == hash, ct) is not { } token)
            throw NotValid();
        if (token is { UsedAt: not null, RevokedAt: null })
            await EndAsync(token.Session, now, ct);
        if (!token.IsUsable(now))
            throw NotValid();
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(user => user.Id == token.UserId && user.Active, ct) is not { } user)
            throw NotValid();

        db.Scope.Audit?.By(user.Id.ToString(), user.DisplayName, user.Role, user.Storefronts);
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
            await EndAsync(token.Session, clock.GetUtcNow(), ct);
    }

    private async Task EndAsync(SessionOfUser session, DateTimeOffset now, CancellationToken ct)
    {
        if (await db.Users.AsNoTracking().FirstOrDefaultAsync(other => other.Id == session.UserId, ct) is { } user)
            db.Scope.Audit?.By(user.Id.ToString(), user.DisplayName, user.Role, user.Storefronts);
        for (var attempt = 1; ; attempt++)
        {
            foreach (var token in await db.RefreshTokens.Where(row => row.FamilyId == session.SessionId && row.RevokedAt == null)
                .ToListAsync(ct))
                token.Revoke(now);
            try
            {
                await work.CommitAsync(db, ct);
                await callers.ForgetAsync(session);
                return;
            }
            catch (DbUpdateConcurrencyException) when (attempt < MostAttempts)
            {
                // A token of the chain was just used, or ended by another: what is left of the chain ends all the same
                db.StartOver();
            }
        }
    }

    /// <returns>How many there are now; 0 where they do not count.</returns>
    private async Task<int> CountFailureAsync(
        SignInAttempts? attempts, string name, string addressHash, User? user, DateTimeOffset now, CancellationToken ct)
    {
        if (name.Length is 0 or > UserRules.LongestUsername)
            return 0;
        if (attempts is null)
        {
            // Made-up names and passing addresses would pile up
            var (old, forgotten) = (now - options.Value.LockDuration, now - options.Value.KnownAddressLifetime);
            var stale = db.SignInAttempts
                .Where(row => row.LastFailureAt < old && row.Username != name
                    && (row.LastSuccessAt == null || row.LastSuccessAt < forgotten))
                .OrderBy(row => row.LastFailureAt).Take(SweptPerSignIn);
            db.RemoveRange(await stale.ToListAsync(ct));
            db.SignInAttempts.Add(attempts = SignInAttempts.Of(name, addressHash));
        }

        attempts.CountFailure(options.Value, now);
        if (user is not null)
        {
            db.Scope.Audit?.By(user.Id.ToString(), user.DisplayName, user.Role, user.Storefronts);
            db.Scope.Audit?.Refused(StatusCodes.Status401Unauthorized, "sign_in.refused");
        }
        else
        {
            // What strangers type in as a name is about nobody
            db.Scope.Audit?.Skip();
        }

        if (attempts.IsLocked(now))
            LogLocked(user?.Id.ToString() ?? "no user", attempts.Failures, options.Value.LockDuration);
        try
        {
            await work.CommitAsync(db, ct);
        }
        catch (DbUpdateException) when (!ct.IsCancellationRequested)
        {
            // Another replica counted a failure of the same name at the same moment: the name has one less to go there
            db.StartOver();
        }

        return attempts.Failures;
    }

    private TokenResponse Answer(User user, Guid sessionId, string refreshToken) =>
        new(tokens.Issue(user, sessionId), "Bearer", tokens.LifetimeSeconds, refreshToken);

    private static ProblemException Locked(TimeSpan? retryAfter) => Refused(
        "sign_in.locked", "Too many failed sign-ins under this name; wait and try again. | 该用户名登录失败次数过多,请稍后再试。", retryAfter);

    private static ProblemException NotValid() =>
        Refused("refresh_token.invalid", "The refresh token is not valid; sign in again. | 刷新令牌无效,请重新登录。");

    private static ProblemException Refused(string code, string message, TimeSpan? retryAfter = null) =>
        new(401, code, message) { RetryAfter = retryAfter };

    [LoggerMessage(LogLevel.Warning, "Sign-in of {User} is locked for one address for {Duration} after {Failures} failures")]
    private partial void LogLocked(string user, int failures, TimeSpan duration);
}
