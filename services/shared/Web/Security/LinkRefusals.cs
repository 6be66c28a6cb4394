using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Web.Security;

/// <summary>What is said to holders of tracking links that lead nowhere any more, whichever service they ask.</summary>
public static class LinkRefusals
{
    public static ProblemException Revoked() => Problems.Gone(
        "tracking.revoked",
        "This link is no longer in use. Please use the newest link that you got from us, or contact our customer service. | "
            + "该链接已停用。请使用我们最近发送给您的链接,或联系客服。");

    public static ProblemException Expired() => Problems.Gone(
        "tracking.expired",
        "This link has expired: your complaint was closed long ago. If you still need us, please contact our customer service. | "
            + "该链接已过期:您的投诉早已结案。如仍需帮助,请联系客服。");

    /// <param name="endedAt">When the complaint was closed or withdrawn; <c>null</c> while it is not.</param>
    /// <exception cref="ProblemException">410 <c>tracking.expired</c>.</exception>
    public static void EnsureOpen(DateTimeOffset? endedAt, int expiresAfterDays, DateTimeOffset now)
    {
        if (now - endedAt > TimeSpan.FromDays(expiresAfterDays))
            throw Expired();
    }
}
