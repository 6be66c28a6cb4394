using Microsoft.AspNetCore.Identity;

namespace ComplaintPlatform.Identity.Users;

/// <summary>PBKDF2 with the framework's format and iterations. Checking a user that does not exist takes the same work as a wrong password.</summary>
internal sealed class Passwords
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher = new();
    private readonly Lazy<string> hashOfNobody;

    public Passwords() => hashOfNobody = new Lazy<string>(() => Hash(Guid.NewGuid().ToString()));

    public string Hash(string password) => hasher.HashPassword(Nobody, password);

    public bool Verify(string? hash, string password)
    {
        var result = hasher.VerifyHashedPassword(Nobody, hash ?? hashOfNobody.Value, password);
        return hash is not null && result != PasswordVerificationResult.Failed;
    }
}
