using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.WebUtilities;

namespace ComplaintPlatform.Web.Http;

/// <summary>The answer of every list.</summary>
public sealed record Page<T>(
    IReadOnlyList<T> Items,
    string? NextCursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] int? Total = null);

/// <summary>A place in a list: the sort key of the last row shown and, where keys are alike, its id.</summary>
public sealed record PageCursor(string Key, string Id)
{
    public static PageCursor Of<TKey>(TKey key, Guid id)
        where TKey : IFormattable => new(key.ToString(key is DateTimeOffset ? "O" : null, CultureInfo.InvariantCulture), id.ToString());

    /// <summary>For lists whose key is unique.</summary>
    public static PageCursor Of(long number) => new(number.ToString(CultureInfo.InvariantCulture), "");

    public TKey KeyAs<TKey>()
        where TKey : IParsable<TKey> => TKey.TryParse(Key, CultureInfo.InvariantCulture, out var key) ? key : throw CursorCodec.Invalid();

    public Guid IdAsGuid() => Guid.TryParse(Id, out var id) ? id : throw CursorCodec.Invalid();
}

/// <summary>
/// Cursors go out signed together with the list and the filter they belong to; what comes back changed, or for another list, is refused.
/// The key is derived from the installation's secret, so that a cursor holds on every replica.
/// </summary>
public sealed class CursorCodec(KeyRing keys)
{
    private const int MacLength = 16, MaxLength = 1500;
    private readonly Lazy<byte[]> _key = new(() => keys.DeriveKey("cursors"));

    /// <param name="scope">The list and its filter.</param>
    public string Encode(PageCursor cursor, string scope)
    {
        var payload = Encoding.UTF8.GetBytes(cursor.Key + '\n' + cursor.Id);
        return WebEncoders.Base64UrlEncode([.. Mac(payload, scope), .. payload]);
    }

    public PageCursor Decode(string text, string scope)
    {
        if (text.Length is 0 or > MaxLength || !text.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_')
            || text.Length % 4 == 1)
            throw Invalid();
        // The one decoder that says no without an exception, for bits left over at the end as well
        var buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, buffer, out _, out var length) is not OperationStatus.Done)
            throw Invalid();
        var bytes = buffer[..length];
        if (bytes.Length < MacLength
            || !CryptographicOperations.FixedTimeEquals(bytes.AsSpan(0, MacLength), Mac(bytes.AsSpan(MacLength), scope)))
            throw Invalid();
        var payload = Encoding.UTF8.GetString(bytes, MacLength, bytes.Length - MacLength);
        var cut = payload.LastIndexOf('\n');
        return cut < 0 ? throw Invalid() : new PageCursor(payload[..cut], payload[(cut + 1)..]);
    }

    internal static ValidationProblemException Invalid() => new("cursor.invalid", ("/cursor", RefusalTexts.CursorInvalid));

    private byte[] Mac(ReadOnlySpan<byte> payload, string scope) =>
        HMACSHA256.HashData(_key.Value, (byte[])[.. SHA256.HashData(Encoding.UTF8.GetBytes(scope)), .. payload])[..MacLength];
}
