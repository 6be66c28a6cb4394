using System.Security.Cryptography;

namespace ComplaintPlatform.Intake;

/// <summary>
/// Secrets as they are stored: encrypted and authenticated (AES-GCM) under a key that is not in the database, each bound to the row that it
/// belongs to, so that it opens nowhere else.
/// </summary>
internal static class SealedText
{
    private const int NonceBytes = 12, TagBytes = 16;

    public static string Seal(byte[] key, byte[] plain, byte[] row)
    {
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), row);
        return Convert.ToBase64String(box);
    }

    /// <exception cref="CryptographicException">It was sealed under another key, or for another row.</exception>
    public static byte[] Open(byte[] key, string stored, byte[] row)
    {
        var box = Convert.FromBase64String(stored);
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain, row);
        return plain;
    }
}
