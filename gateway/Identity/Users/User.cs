using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Identity.Users;

/// <summary>A member of staff who signs in. One role, and the storefronts it holds for; the one entry <c>*</c> stands for all.</summary>
internal sealed class User : IConcernsStorefront
{
    public const string EveryStorefront = "*";

    private User()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>In lower case, as it is compared.</summary>
    public string Username { get; private init; } = "";

    [FreeText]
    public string DisplayName { get; private set; } = "";

    public string PasswordHash { get; private set; } = "";

    public string Role { get; private set; } = "";

    public List<string> Storefronts { get; private set; } = [];

    string? IConcernsStorefront.ConcernedStorefront => Storefronts is [var only] ? only : null;

    public bool Active { get; private set; }

    public bool? InitiallyPresent { get; private init; }

    public DateTimeOffset CreatedAt { get; private init; }

    public int Version { get; private set; }

    public static User Create(
        string username, string? displayName, string passwordHash, string role, IEnumerable<string> storefronts, bool? initiallyPresent,
        DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            Username = UserRules.Normalise(username),
            DisplayName = displayName ?? username,
            PasswordHash = passwordHash,
            Role = role,
            Storefronts = [.. storefronts.Distinct()],
            Active = true,
            InitiallyPresent = initiallyPresent,
            CreatedAt = now,
            Version = 1,
        };

    public void Change(string? displayName, string? passwordHash, string? role, IEnumerable<string>? storefronts, bool? active)
    {
        DisplayName = displayName ?? DisplayName;
        PasswordHash = passwordHash ?? PasswordHash;
        Role = role ?? Role;
        Active = active ?? Active;
        if (storefronts is not null)
            Storefronts = [.. storefronts.Distinct()];
        Version++;
    }

    public StaffUserChanged Changed(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = EventScope.Installation,
        Version = Version,
        UserId = Id,
        Username = Username,
        DisplayName = DisplayName,
        Role = Role,
        Storefronts = [.. Storefronts],
        Active = Active,
        InitiallyPresent = InitiallyPresent,
    };

    public Caller ToCaller()
    {
        var all = Storefronts.Contains(EveryStorefront);
        return new Caller(Id.ToString(), Username, Role, all, all ? [] : [.. Storefronts], []);
    }
}
