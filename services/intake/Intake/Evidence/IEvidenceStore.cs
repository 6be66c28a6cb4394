using ComplaintPlatform.Web.Http;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>Where the content of attachments and of files to import lies: a folder, or storage that all replicas share.</summary>
internal interface IEvidenceStore
{
    /// <summary>Writes to the end of the stream; what this returns for is there after a power failure.</summary>
    /// <returns><c>null</c> where it is longer than allowed, and nothing is kept.</returns>
    Task<StoredContent?> WriteAsync(Guid id, Stream content, long longest, CancellationToken ct);

    /// <returns>From its beginning, and with a position that can be set; <c>null</c> where there is none.</returns>
    Task<Stream?> OpenReadAsync(Guid id, CancellationToken ct);

    /// <summary>Does nothing where there is none.</summary>
    Task DeleteAsync(Guid id, CancellationToken ct);

    /// <summary>All that lies there.</summary>
    IAsyncEnumerable<(Guid Id, DateTimeOffset WrittenAt)> ListAsync(CancellationToken ct);
}

/// <param name="Sha256">Lower-case hexadecimal.</param>
/// <param name="Head">The first <see cref="EvidenceType.HeadLength"/> bytes, by which its type is known.</param>
internal sealed record StoredContent(long Length, string Sha256, byte[] Head)
{
    public static ProblemException Unavailable() => new(
        503, "attachment.store_unavailable", "Files cannot be stored now; send it again later. | 暂时无法保存文件,请稍后重试。")
    {
        RetryAfter = TimeSpan.FromSeconds(30),
    };
}
