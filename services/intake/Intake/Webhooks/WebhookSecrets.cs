using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Intake.Webhooks;

/// <summary>Secrets of webhooks: shown once, stored encrypted under a key that is not in the database, and what they sign.</summary>
internal sealed class WebhookSecrets(KeyRing keys)
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32, NonceBytes = 12, TagBytes = 16;

    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("webhook-secrets"));

    /// <summary>A new secret as receivers are given it (Standard Webhooks).</summary>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    public string Protect(string secret, Guid webhookId)
    {
        var plain = Convert.FromBase64String(secret[Prefix.Length..]);
        var box = new byte[NonceBytes + plain.Length + TagBytes];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key.Value, TagBytes);
        aes.Encrypt(
            box.AsSpan(0, NonceBytes), plain, box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length),
            webhookId.ToByteArray());
        return Convert.ToBase64String(box);
    }

    /// <summary>The signatures of a message, one for each secret that is alive.</summary>
    public string Sign(Webhook webhook, string messageId, DateTimeOffset at, string body, DateTimeOffset now)
    {
        var content = Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{messageId}.{at.ToUnixTimeSeconds()}.{body}"));
        var signature = Signature(webhook.Secret, webhook.Id, content);
        return webhook is { FormerSecret: { } former, FormerSecretUntil: { } until } && until > now
            ? $"{signature} {Signature(former, webhook.Id, content)}"
            : signature;
    }

    private string Signature(string stored, Guid webhookId, byte[] content) =>
        "v1," + Convert.ToBase64String(HMACSHA256.HashData(Unprotect(stored, webhookId), content));

    private byte[] Unprotect(string stored, Guid webhookId)
    {
        var box = Convert.FromBase64String(stored);
        var plain = new byte[box.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key.Value, TagBytes);
        aes.Decrypt(
            box.AsSpan(0, NonceBytes), box.AsSpan(NonceBytes, plain.Length), box.AsSpan(NonceBytes + plain.Length), plain,
            webhookId.ToByteArray());
        return plain;
    }
}
