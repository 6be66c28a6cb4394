using ComplaintPlatform.FollowUp.Templates;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>A message ready to leave.</summary>
internal sealed record Letter(Guid MessageId, string Template, DateTimeOffset CreatedAt, MessageChannel Channel, string Address, ComposedText Text);

/// <summary>How sending ended: gone, refused for good, or to be tried again.</summary>
internal enum SendOutcome { Sent, Refused, TryAgain }

/// <summary>A way out of the platform.</summary>
internal interface IMessageChannel
{
    bool Carries(MessageChannel channel);

    Task<SendOutcome> SendAsync(Letter letter, CancellationToken ct);
}
