using System.Text.RegularExpressions;
using ComplaintPlatform.Identity.Data;
using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Identity.Users;

/// <summary>What names, passwords, roles and storefronts of users must be.</summary>
internal static partial class UserRules
{
    public const int LongestUsername = 64;
    public const int ShortestPassword = 10;
    public const int LongestPassword = 200;

    private const string UsernameShape =
        "Must have 3 to 64 letters, digits, dots, dashes, underscores or @. | 必须为 3 到 64 个字母、数字、点、横线、下划线或 @。";
    private const string PasswordHoldsName = "Must not contain the user name. | 不能包含用户名。";
    private const string PasswordHoldsControls = "Must not contain control characters. | 不能包含控制字符。";
    private const string PasswordIsEasy = "Is too easily guessed. | 过于容易被猜到。";
    private const string OneRole = "Name one role, as role or as the one entry of roles. | 请用 role 或 roles 中的唯一一项给出一个角色。";
    private const string KnownRole =
        "Must be one of: agent, supervisor, manager, director, administrator, auditor. | 必须是以下值之一:agent、supervisor、manager、director、administrator、auditor。";
    private const string KnownStorefront = "Names a storefront that does not exist or is not yours. | 包含不存在或不属于您的店铺。";
    private const string SomeStorefront = "Name at least one storefront, or * for all. | 至少指定一个店铺,或用 * 表示全部。";

    // Resolution keeps them in one column, with commas between them
    private const int LongestStorefronts = 4000;
    private const string TooManyStorefronts = "Together at most 4000 characters; * names all storefronts. | 合计最多 4000 个字符;* 表示全部店铺。";

    public static string Normalise(string username) => username.Trim().ToLowerInvariant();

    public static IEnumerable<(string Pointer, string Message)> CheckUsername(string username)
    {
        if (!Username().IsMatch(username))
            yield return ("/username", UsernameShape);
    }

    public static IEnumerable<(string Pointer, string Message)> CheckPassword(string username, string? password)
    {
        if (password is null)
            yield break;
        if (username.Length > 0 && password.Contains(username, StringComparison.OrdinalIgnoreCase))
            yield return ("/password", PasswordHoldsName);
        if (password.Any(char.IsControl))
            yield return ("/password", PasswordHoldsControls);
        if (EasyPasswords.Contains(password))
            yield return ("/password", PasswordIsEasy);
    }

    /// <summary>A person has one role; callers may write it alone or as a list of one.</summary>
    public static string? RoleOf(string? role, IReadOnlyList<string>? roles, bool required, List<(string Pointer, string Message)> errors)
    {
        var pointer = role is null && roles is not null ? "/roles" : "/role";
        if ((role is null && roles is null && required) || (role is not null && roles is not null) || roles is { Count: not 1 })
            errors.Add((pointer, OneRole));
        var named = role ?? roles?.FirstOrDefault();
        if (named is not null && !Roles.Staff.Contains(named))
            errors.Add((pointer, KnownRole));
        return named;
    }

    /// <summary>A caller gives away no more than its own.</summary>
    public static async Task CheckStorefrontsAsync(
        IReadOnlyList<string>? storefronts, IdentityDbContext db, List<(string Pointer, string Message)> errors, CancellationToken ct)
    {
        if (storefronts is null)
            return;
        if (storefronts.Count == 0)
            errors.Add(("/storefronts", SomeStorefront));
        if (storefronts.Sum(storefront => storefront.Length + 1) > LongestStorefronts)
            errors.Add(("/storefronts", TooManyStorefronts));

        var named = storefronts.Where(storefront => storefront != User.EveryStorefront).Distinct().ToList();
        var known = await db.Storefronts.AsNoTracking().CountAsync(storefront => named.Contains(storefront.Id), ct);
        var mine = db.Scope.AllStorefronts || storefronts.All(db.Scope.Storefronts.Contains);
        if (known != named.Count || !mine)
            errors.Add(("/storefronts", KnownStorefront));
    }

    /// <summary>The users that lie wholly within the caller's storefronts.</summary>
    public static IQueryable<User> Mine(this IQueryable<User> users, IdentityDbContext db)
    {
        if (db.Scope.AllStorefronts)
            return users;
        var mine = db.Scope.Storefronts.ToList();
        return users.Where(user => user.Storefronts.All(storefront => mine.Contains(storefront)));
    }

    [GeneratedRegex(@"^[A-Za-z0-9._@\-]{3,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Username();
}
