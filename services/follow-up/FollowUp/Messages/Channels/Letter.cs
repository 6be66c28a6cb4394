using ComplaintPlatform.FollowUp.Templates;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>A message ready to leave.</summary>
internal sealed record Letter(Guid MessageId, string Template, DateTimeOffset CreatedAt, MessageChannel Channel, string Address,
    ComposedText Text, string? ReplyTo = null);

internal enum SendOutcome
{
    Sent,

    /// <summary>For good: another way may still be open.</summary>
    Refused,

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
