namespace ComplaintPlatform.Intake.Evidence;

/// <summary>Where the content of attachments lies: a folder, or storage that all replicas share.</summary>
internal interface IEvidenceStore
{
    /// <summary>Writes to the end of the stream; what this returns for is there after a power failure.</summary>
    /// <returns>How long it is and its SHA-256; <c>null</c> where it is longer than allowed, and nothing is kept.</returns>
    Task<(long Length, string Sha256)?> WriteAsync(Guid id, Stream content, long longest, CancellationToken ct);

    /// <returns><c>null</c> where there is none.</returns>
    Stream? OpenRead(Guid id);

    void Delete(Guid id);
}
