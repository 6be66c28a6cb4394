using Microsoft.AspNetCore.Identity;

namespace ComplaintPlatform.Identity.Users;

/// <summary>
/// PBKDF2 with the framework's format and iterations. Checking a user that does not exist takes the same work as a wrong password.
/// </summary>
internal sealed class Passwords
{
    private static readonly object Unknown = new();

    private readonly PasswordHasher<object> _hasher = new();
    private readonly Lazy<string> _hashOfUnknown;

    public Passwords() => _hashOfUnknown = new Lazy<string>(() => Hash(Guid.NewGuid().ToString()));

    public string Hash(string password) => _hasher.HashPassword(Unknown, password);

    public bool Verify(string? hash, string password)
    {
        var result = _hasher.VerifyHashedPassword(Unknown, hash ?? _hashOfUnknown.Value, password);
        return hash is not null && result != PasswordVerificationResult.Failed;
    }
}
