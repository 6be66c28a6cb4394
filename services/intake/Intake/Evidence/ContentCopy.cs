using System.Security.Cryptography;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>Copies what comes in, with everything that has to be known of it, and no further than it may be long.</summary>
internal static class ContentCopy
{
    /// <returns><c>null</c> where it is too long.</returns>
    public static async Task<StoredContent?> RunAsync(
        Stream content, Action<ReadOnlyMemory<byte>> write, long longest, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (buffer, head) = (new byte[64 << 10], new MemoryStream());
        long length = 0;
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            length += read;
            if (length > longest)
                return null;
            hash.AppendData(buffer, 0, read);
            head.Write(buffer, 0, (int)Math.Min(read, EvidenceType.HeadLength - head.Length));
            write(buffer.AsMemory(0, read));
        }

        return new StoredContent(length, Convert.ToHexStringLower(hash.GetHashAndReset()), head.ToArray());
    }
}
