using MimeKit;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>The configured ways out, in order; files where nothing is configured.</summary>
internal sealed class Outlets(IReadOnlyList<IMessageChannel> channels)
{
    /// <summary>The wanted channels for which there are an address and a way out, in the order of the wish.</summary>
    public IEnumerable<Way> WaysTo(ContactPoint contact, IEnumerable<MessageChannel> wanted)
    {
        foreach (var channel in wanted)
        {
            if (AddressFor(channel, contact) is { } address && channels.FirstOrDefault(outlet => outlet.Carries(channel)) is { } outlet)
                yield return new Way(outlet, channel, address);
        }
    }

    private static string? AddressFor(MessageChannel channel, ContactPoint contact) => channel switch
    {
        MessageChannel.Email => IsMailbox(contact.Email) ? contact.Email : null,
        MessageChannel.App => NullIfBlank(contact.AppUserId),
        _ => NullIfBlank(contact.Phone),
    };

    // One address and nothing else: neither a display name nor a second recipient nor a line end
    private static bool IsMailbox(string? text) =>
        text is not null && !text.Any(char.IsControl)
        && MailboxAddress.TryParse(text, out var parsed) && parsed.Address == text && text.LastIndexOf('@') > 0;

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}

internal sealed record Way(IMessageChannel Outlet, MessageChannel Channel, string Address);
