using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.ServiceDefaults.Security;

/// <summary>
/// The keys of the installation in one folder: <c>{issuer}.key.pem</c>, the private key of each host, seen by that host alone,
/// <c>{issuer}.pub.pem</c>, seen by all, and <c>installation.secret</c>, from which keys for links, cursors and hashes are derived. What is missing
/// is made at first use, readable by its owner only; in production the files are mounted secrets.
/// </summary>
public sealed class KeyRing(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ConcurrentDictionary<string, ECDsaSecurityKey> _publicKeys = new();
    private readonly Lazy<byte[]> _secret = new(() => ReadOrCreateSecret(Path.Combine(Directory.CreateDirectory(folder).FullName, "installation.secret")));

    /// <summary>A 256-bit key for one purpose, such as <c>tracking-links</c>; the same on every host of the installation (HKDF-SHA256, RFC 5869).</summary>
    public byte[] DeriveKey(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret.Value, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>The private key with which this host signs as <paramref name="issuer"/>.</summary>
    public ECDsaSecurityKey SigningKey(string issuer)
    {
        var path = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{issuer}.key.pem");
        var key = ECDsa.Create();
        if (!File.Exists(path))
        {
            using var fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            if (TryCreate(path, fresh.ExportPkcs8PrivateKeyPem()))
                File.WriteAllText(Path.Combine(folder, $"{issuer}.pub.pem"), fresh.ExportSubjectPublicKeyInfoPem());
        }

        key.ImportFromPem(File.ReadAllText(path));
        return new ECDsaSecurityKey(key) { KeyId = issuer };
    }

    /// <returns><c>null</c> while the issuer has published no key.</returns>
    public ECDsaSecurityKey? PublicKey(string issuer)
    {
        if (_publicKeys.TryGetValue(issuer, out var known))
            return known;

        var path = Path.Combine(folder, $"{issuer}.pub.pem");
        if (!File.Exists(path))
            return null;

        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(path));
        return _publicKeys.GetOrAdd(issuer, new ECDsaSecurityKey(key) { KeyId = issuer });
    }

    private static byte[] ReadOrCreateSecret(string path)
    {
        if (!File.Exists(path))
            TryCreate(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return Convert.FromBase64String(File.ReadAllText(path).Trim());
    }

    /// <returns>False where another process was first; its file stands.</returns>
    private static bool TryCreate(string path, string content)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using (var writer = new StreamWriter(temporary, options))
            writer.Write(content);
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(temporary);
            return false;
        }
    }
}
