using ComplaintPlatform.FollowUp.Templates;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>A message ready to leave.</summary>
/// <param name="UnsubscribeUrl">Where one click ends such messages; only on those that nobody waits for.</param>
/// <param name="ReplyTo">Where an answer is read as a message on the complaint; signed.</param>
internal sealed record Letter(Guid MessageId, string Template, DateTimeOffset CreatedAt, MessageChannel Channel, string Address,
    ComposedText Text, string? UnsubscribeUrl = null, string? ReplyTo = null);

internal enum SendOutcome
{
    Sent,

    /// <summary>For good: another way may still be open.</summary>
    Refused,

    /// <summary>For good, because of the address: it is not to be tried again by any message.</summary>
    NoSuchAddress,

    /// <summary>It was tried and failed in a manner that may pass.</summary>
    TryAgain,

    /// <summary>It was not tried: the way out is known to be down.</summary>
    NotNow,
}

/// <summary>A way out of the platform.</summary>
internal interface IMessageChannel
{
    bool Carries(MessageChannel channel);

    Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct);
}
