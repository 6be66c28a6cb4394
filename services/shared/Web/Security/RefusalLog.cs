using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Web.Security;

/// <summary>Why an internal credential was refused; nothing of the credential is in it.</summary>
/// <param name="Kind">With the issuer it names one of a few; what strangers can vary is not in it.</param>
/// <param name="Issuer">A trusted one; empty where the credential names no such.</param>
internal sealed record Refusal(string Kind, string Issuer, string Reason);

/// <summary>Says why internal credentials are refused: once a minute for each kind, so that refused requests cannot fill the log.</summary>
internal sealed partial class RefusalLog(ILogger logger, TimeProvider clock)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Dictionary<(string Kind, string Issuer), (DateTimeOffset PauseUntil, int Held)> _kinds = [];

    public void Write(Refusal refusal)
    {
        var (kind, now) = ((refusal.Kind, refusal.Issuer), clock.GetUtcNow());
        int held;
        lock (_kinds)
        {
            (var pauseUntil, held) = _kinds.GetValueOrDefault(kind);
            if (now < pauseUntil)
            {
                _kinds[kind] = (pauseUntil, held + 1);
                return;
            }

            _kinds[kind] = (now + Pause, 0);
        }

        LogRefused(refusal.Reason, held);
    }

    [LoggerMessage(LogLevel.Warning, "An internal credential was refused: {Reason} ({Held} more like it since this was last said)")]
    private partial void LogRefused(string reason, int held);
}
