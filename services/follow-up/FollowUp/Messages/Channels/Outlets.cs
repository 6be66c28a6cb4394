using System.Net.Mail;

namespace ComplaintPlatform.FollowUp.Messages.Channels;

/// <summary>The configured ways out, in order; files where nothing is configured.</summary>
internal sealed class Outlets(IReadOnlyList<IMessageChannel> channels)
{
    /// <summary>The first wanted channel for which there are an address and a way out.</summary>
    public static (IMessageChannel Outlet, MessageChannel Channel, string Address)? Choose(
        IEnumerable<MessageChannel> wanted, ContactPoint contact, Outlets outlets)
    {
        foreach (var channel in wanted)
        {
            if (AddressFor(channel, contact) is { } address && outlets.For(channel) is { } outlet)
                return (outlet, channel, address);
        }

        return null;
    }

    private IMessageChannel? For(MessageChannel channel) => channels.FirstOrDefault(outlet => outlet.Carries(channel));

    private static string? AddressFor(MessageChannel channel, ContactPoint contact) => channel switch
    {
        MessageChannel.Email => IsMailbox(contact.Email) ? contact.Email : null,
        MessageChannel.App => NullIfBlank(contact.AppUserId),
        _ => NullIfBlank(contact.Phone),
    };

    // One address and nothing else: neither a display name nor a second recipient nor a line end
    private static bool IsMailbox(string? text) =>
        text is not null && !text.Any(char.IsControl) && MailAddress.TryCreate(text, out var parsed) && parsed.Address == text;

    private static string? NullIfBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
