using System.Text;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>What a file is, told by its content: pictures, documents, sound, video and plain text.</summary>
internal static class EvidenceType
{
    /// <summary>How much of a file has to be seen.</summary>
    public const int HeadLength = 4096;

    private const int LongestName = 100;

    private static readonly (string ContentType, string[] Extensions)[] Known =
    [
        ("image/jpeg", [".jpg", ".jpeg"]), ("image/png", [".png"]),
        ("image/gif", [".gif"]), ("image/webp", [".webp"]), ("image/heic", [".heic", ".heif"]), ("image/avif", [".avif"]),
        ("application/pdf", [".pdf"]), ("audio/mpeg", [".mp3"]), ("audio/wav", [".wav"]), ("audio/ogg", [".ogg", ".oga", ".opus"]),
        ("audio/amr", [".amr"]), ("audio/mp4", [".m4a"]),
        ("video/mp4", [".mp4", ".m4v", ".3gp"]), ("video/quicktime", [".mov"]), ("video/webm", [".webm", ".mkv"]),
        ("text/plain", [".txt", ".log", ".csv", ".md"]),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Known.Select(type => type.ContentType)];

    /// <returns><c>null</c> for everything else, programs and archives among it.</returns>
    public static string? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return "image/jpeg";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]))
            return "image/png";
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return "image/gif";
        if (head.StartsWith("%PDF-"u8))
            return "application/pdf";
        if (head.StartsWith("RIFF"u8) && head.Length >= 12)
            return head[8..12].SequenceEqual("WEBP"u8) ? "image/webp" : head[8..12].SequenceEqual("WAVE"u8) ? "audio/wav" : null;
        if (head.StartsWith("ID3"u8) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFB]) || head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xF3]))
            return "audio/mpeg";
        if (head.StartsWith("OggS"u8))
            return "audio/ogg";
        if (head.StartsWith("#!AMR"u8))
            return "audio/amr";
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]))
            return "video/webm";
        if (head.Length >= 12 && head[4..8].SequenceEqual("ftyp"u8))
            return OfBrand(head[8..12]);
        return IsText(head) ? "text/plain" : null;
    }

    /// <summary>The sender's name for it without paths and marks, with an end that fits what it is.</summary>
    public static string FileName(string? given, string contentType)
    {
        var name = Customers.TypedText.Line(given?.Replace('\\', '/').Split('/')[^1])?.TrimStart('.');
        name = new string([.. (name ?? "").Where(character => !char.IsControl(character) && !"<>:\"|?*".Contains(character))]).Trim();
        if (name.Length > LongestName)
            name = Shortened(Path.GetFileNameWithoutExtension(name)) + Path.GetExtension(name);
        var extensions = Known.First(type => type.ContentType == contentType).Extensions;
        if (name.Length is 0 or > LongestName)
            name = "file";
        return extensions.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) ? name : name + extensions[0];
    }

    // Never through the middle of a character
    private static string Shortened(string name)
    {
        var length = Math.Min(90, name.Length);
        return name[..(length > 0 && char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)];
    }

    private static string OfBrand(ReadOnlySpan<byte> brand) =>
        brand.StartsWith("qt"u8) ? "video/quicktime"
        : brand.SequenceEqual("avif"u8) ? "image/avif"
        : brand.SequenceEqual("M4A "u8) ? "audio/mp4"
        : brand.SequenceEqual("heic"u8) || brand.SequenceEqual("heix"u8) || brand.SequenceEqual("mif1"u8) ? "image/heic"
        : "video/mp4";

    private static bool IsText(ReadOnlySpan<byte> head)
    {
        // The last character may be cut in the middle
        Span<char> characters = new char[HeadLength];
        var decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        try
        {
            var count = decoder.GetChars(head, characters, flush: false);
            foreach (var character in characters[..count])
            {
                if (char.IsControl(character) && character is not ('\r' or '\n' or '\t'))
                    return false;
            }

            return count > 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
