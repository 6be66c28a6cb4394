using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>A file whose content is stored and known.</summary>
internal sealed record StoredEvidence(Guid Id, string FileName, string ContentType, long Length, string Sha256);

/// <summary>Reads the files of a multipart request into the store, one after the other and never whole into memory.</summary>
internal sealed class EvidenceUpload(IEvidenceStore store, IOptions<IntakeOptions> options)
{
    /// <summary>Fields beside the files, which some programs send.</summary>
    private const int MostOtherParts = 20;

    private readonly string[] _allowed =
        [.. EvidenceType.All.Where(type => options.Value.AttachmentTypes.Count == 0 || options.Value.AttachmentTypes.Contains(type))];

    /// <param name="most">How many files may come.</param>
    /// <exception cref="ProblemException">The request or one of its files is refused; then none of its files is kept.</exception>
    public async Task<IReadOnlyList<StoredEvidence>> ReadAsync(HttpContext http, int most, CancellationToken ct)
    {
        // A unit of work that lost a race runs again, and the request can be read only once
        if (http.Items.TryGetValue(typeof(EvidenceUpload), out var read))
            return (IReadOnlyList<StoredEvidence>)read!;

        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary) is not { Length: > 0 and <= 200 } boundary)
        {
            throw new ProblemException(
                415, "media_type.unsupported", "Send the files as multipart/form-data. | 请以 multipart/form-data 上传文件。");
        }

        // Buffered, and read to its end, where the request has an Idempotency-Key
        if (http.Request.Body.CanSeek)
            http.Request.Body.Position = 0;

        var stored = new List<StoredEvidence>();
        try
        {
            await ReadPartsAsync(new MultipartReader(boundary.ToString(), http.Request.Body), most, stored, ct);
        }
        catch (Exception refusal)
        {
            await DiscardAsync(stored);
            if (refusal is InvalidDataException or IOException and not BadHttpRequestException)
                throw new ProblemException(400, "form.malformed", "The form cannot be read. | 无法读取表单。");
            throw;
        }

        http.Items[typeof(EvidenceUpload)] = stored;
        return stored;
    }

    /// <summary>Whatever became of the request: what it brought must not stay.</summary>
    public async Task DiscardAsync(IEnumerable<StoredEvidence> stored)
    {
        foreach (var evidence in stored)
            await store.DeleteAsync(evidence.Id, CancellationToken.None);
    }

    private async Task ReadPartsAsync(MultipartReader reader, int most, List<StoredEvidence> stored, CancellationToken ct)
    {
        for (var others = 0; await reader.ReadNextSectionAsync(ct) is { } section;)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) && disposition.IsFileDisposition())
            {
                if (stored.Count == most)
                {
                    throw new DomainRuleException(
                        "attachment.too_many", $"The complaint takes {most} more files. | 该投诉还可上传 {most} 个文件。");
                }

                var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName;
                stored.Add(await StoreAsync(section.Body, name.ToString(), ct));
            }
            else if (++others > MostOtherParts)
            {
                throw new InvalidDataException();
            }
        }

        if (stored.Count == 0)
            throw new ValidationProblemException("attachment.missing", ("/files", "There is no file in the form. | 表单中没有文件。"));
    }

    /// <summary>Stores one file, if it is one that may be kept.</summary>
    /// <exception cref="ProblemException">It is refused, and nothing of it is kept.</exception>
    public async Task<StoredEvidence> StoreAsync(Stream content, string name, CancellationToken ct)
    {
        var longest = options.Value.LargestAttachment;
        var id = SequentialId.Next();
        if (await store.WriteAsync(id, content, longest, ct) is not var (length, sha256, head))
        {
            throw new ProblemException(
                413, "attachment.too_large", $"A file may have at most {longest} bytes. | 单个文件不能超过 {longest} 字节。");
        }

        try
        {
            if (length == 0)
                throw new ValidationProblemException("attachment.empty", ("/files", "The file is empty. | 文件为空。"));
            var contentType = EvidenceType.Of(head);
            if (contentType is null || !_allowed.Contains(contentType))
            {
                var types = string.Join(", ", _allowed);
                throw new ProblemException(
                    415, "attachment.type_not_allowed", $"By its content this is none of: {types}. | 文件内容不属于以下类型:{types}。");
            }

            var fileName = EvidenceType.FileName(HeaderUtilities.RemoveQuotes(name).ToString(), contentType);
            return new StoredEvidence(id, fileName, contentType, length, sha256);
        }
        catch
        {
            await store.DeleteAsync(id, CancellationToken.None);
            throw;
        }
    }
}
