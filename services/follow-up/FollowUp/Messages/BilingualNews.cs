using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// News that staff wrote in both languages travels as one text until its reader's language is known, which is when it leaves.
/// </summary>
internal static class BilingualNews
{
    // A control character, so that nothing that staff may write can be taken for it
    private const char Between = '\u001f';

    public static string? Of(string? chinese, string? english, int longest)
    {
        var (zh, en) = (Cut(chinese), Cut(english));
        return zh is null ? en : en is null || zh == en ? zh : $"{zh}{Between}{en}";

        string? Cut(string? text) => string.IsNullOrWhiteSpace(text) ? null
            : text.Trim() is { } trimmed && trimmed.Length < longest / 2 ? trimmed : text.Trim()[..((longest / 2) - 1)];
    }

    public static string? In(string? news, Language language) =>
        news?.Split(Between) is [var chinese, var english] ? language == Language.English ? english : chinese : news;
}
