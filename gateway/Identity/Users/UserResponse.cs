namespace ComplaintPlatform.Identity.Users;

/// <param name="Role">agent, supervisor, manager, director, administrator or auditor.</param>
/// <param name="Roles">The same role as a list of one.</param>
/// <param name="Storefronts">Ids; <c>*</c> stands for all.</param>
public sealed record UserResponse(
    Guid Id, string Username, string DisplayName, string Role, IReadOnlyList<string> Roles, IReadOnlyList<string> Storefronts, bool Active,
    DateTimeOffset CreatedAt, int Version)
{
    internal static UserResponse From(User user) =>
        new(user.Id, user.Username, user.DisplayName, user.Role, [user.Role], user.Storefronts, user.Active, user.CreatedAt, user.Version);
}
