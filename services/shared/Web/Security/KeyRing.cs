using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.Web.Security;

/// <summary>
/// The keys of the installation in one folder: <c>{issuer}.key.pem</c>, the private key of each host, seen by that host alone,
/// <c>{issuer}.pub.pem</c>, seen by all, and <c>installation.secret</c>, from which keys for links, cursors and hashes are derived.
/// What is missing is made at first use, readable by its owner only; in production the files are mounted secrets.
/// </summary>
public sealed partial class KeyRing(string folder, ILogger<KeyRing>? logger = null)
{
    private const int SecretBytes = 32;

    private readonly ILogger _logger = logger ?? NullLogger<KeyRing>.Instance;
    private readonly ConcurrentDictionary<string, ECDsaSecurityKey> _publicKeys = new();
    // Without remembering a failure: a file that is put right is read
    private readonly Lazy<byte[]> _secret = new(() => ReadSecret(folder), LazyThreadSafetyMode.PublicationOnly);

    /// <summary>A 256-bit key for one purpose, such as <c>links</c>; the same on every host (HKDF-SHA256, RFC 5869).</summary>
    /// <exception cref="KeyFileException">The installation's secret can be neither read nor made.</exception>
    public byte[] DeriveKey(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret.Value, 32, info: Encoding.UTF8.GetBytes(purpose));

    /// <summary>The private key with which this host signs as <paramref name="issuer"/>; its public half is published by then.</summary>
    /// <exception cref="KeyFileException">A file can be neither read nor made.</exception>
    public ECDsaSecurityKey SigningKey(string issuer)
    {
        KeyFiles.OpenFolder(folder);
        var key = KeyFiles.ReadOrCreate(PrivatePath(issuer), NewPrivateKey, ParsePrivate);
        Publish(issuer, key);
        return new ECDsaSecurityKey(key) { KeyId = issuer };
    }

    /// <returns><c>null</c> while the issuer has published no key.</returns>
    /// <exception cref="KeyFileException">Its file cannot be read.</exception>
    public ECDsaSecurityKey? PublicKey(string issuer)
    {
        if (_publicKeys.TryGetValue(issuer, out var known))
            return known;
        return ReadPublic(issuer) is { } read ? _publicKeys.GetOrAdd(issuer, read) : null;
    }

    /// <summary>Looks whether the issuer has published another key since its key was read.</summary>
    /// <returns>Whether it has: what did not fit the old key may fit this one.</returns>
    /// <exception cref="KeyFileException">Its file cannot be read; the old key stays known.</exception>
    public bool RereadPublicKey(string issuer)
    {
        var read = ReadPublic(issuer);
        if (read is null)
            return _publicKeys.TryRemove(issuer, out _);
        if (_publicKeys.TryGetValue(issuer, out var known) && IsSame(known.ECDsa, read.ECDsa))
            return false;
        _publicKeys[issuer] = read;
        return true;
    }

    internal string PublicPath(string issuer) => Path.Combine(folder, $"{issuer}.pub.pem");

    private string PrivatePath(string issuer) => Path.Combine(folder, $"{issuer}.key.pem");

    private ECDsaSecurityKey? ReadPublic(string issuer)
    {
        var path = PublicPath(issuer);
        return File.Exists(path) ? new ECDsaSecurityKey(KeyFiles.Read(path, Parse)) { KeyId = issuer } : null;
    }

    // A process can be killed between its two files, and a private key can be replaced: the private one decides what is published
    private void Publish(string issuer, ECDsa key)
    {
        var path = PublicPath(issuer);
        var published = key.ExportSubjectPublicKeyInfoPem();
        if (!File.Exists(path) && KeyFiles.Create(path, published))
            return;
        try
        {
            if (IsSame(KeyFiles.ReadOrCreate(path, () => published, Parse), key))
                return;
        }
        catch (KeyFileException exception) when (exception.InnerException is not (IOException or UnauthorizedAccessException))
        {
            // Unreadable for all others too
        }

        LogReplaced(path, issuer);
        KeyFiles.Replace(path, published);
    }

    private static byte[] ReadSecret(string folder)
    {
        KeyFiles.OpenFolder(folder);
        return KeyFiles.ReadOrCreate(
            Path.Combine(folder, "installation.secret"),
            () => Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes)),
            text => Convert.FromBase64String(text.Trim()) is { Length: >= SecretBytes } secret
                ? secret
                : throw new FormatException($"It needs at least {SecretBytes} bytes as base64."));
    }

    private static string NewPrivateKey()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    private static ECDsa ParsePrivate(string pem)
    {
        var key = Parse(pem);
        // A public key is refused here
        _ = key.ExportParameters(includePrivateParameters: true);
        return key;
    }

    private static ECDsa Parse(string pem)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(pem);
        if (key.KeySize != 256)
            throw new CryptographicException("ES256 needs a key of the curve P-256.");
        return key;
    }

    private static bool IsSame(ECDsa one, ECDsa other) =>
        one.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(other.ExportSubjectPublicKeyInfo());

    [LoggerMessage(LogLevel.Warning, "{Path} did not fit the private key with which this host signs as {Issuer}: it was replaced")]
    private partial void LogReplaced(string path, string issuer);
}
