using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Intake.Webhooks;

/// <summary>Secrets of webhooks: shown once, stored encrypted under a key that is not in the database, and what they sign.</summary>
internal sealed class WebhookSecrets(KeyRing keys)
{
    private const string Prefix = "whsec_";
    private const int SecretBytes = 32;

    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("webhook-secrets"));

    /// <summary>A new secret as receivers are given it (Standard Webhooks).</summary>
    public static string New() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    public string Protect(string secret, Guid webhookId) =>
        SealedText.Seal(_key.Value, Convert.FromBase64String(secret[Prefix.Length..]), webhookId.ToByteArray());

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
        "v1," + Convert.ToBase64String(
            HMACSHA256.HashData(SealedText.Open(_key.Value, stored, webhookId.ToByteArray()), content));
}
