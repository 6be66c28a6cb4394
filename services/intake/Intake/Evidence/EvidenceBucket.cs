using System.Net;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using ComplaintPlatform.Web.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>
/// A bucket of Amazon S3, or of a server that speaks like it. Configuration <c>Intake:Evidence:S3</c>: <c>Bucket</c>, <c>Prefix</c>,
/// <c>ServiceUrl</c> of a server of one's own, <c>Region</c>, <c>AccessKey</c> and <c>SecretKey</c>; without keys, those of the environment
/// or of the machine's role. Content passes through a file of ours, deleted when it is closed: it is hashed and measured before it is sent,
/// and its place can be set when it is read.
/// </summary>
internal sealed partial class EvidenceBucket(IConfiguration configuration, ILogger<EvidenceBucket> logger) : IEvidenceStore, IDisposable
{
    public const string Section = "Intake:Evidence:S3";

    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    private readonly string _bucket = configuration[$"{Section}:Bucket"]
        ?? throw new InvalidOperationException($"{Section}:Bucket is missing.");

    private readonly string _prefix = configuration[$"{Section}:Prefix"] ?? "evidence/";

    private readonly Lazy<AmazonS3Client> _client = new(() => ClientOf(configuration.GetSection(Section)));

    public async Task<StoredContent?> WriteAsync(Guid id, Stream content, long longest, CancellationToken ct)
    {
        await using var file = OwnFile();
        if (await ContentCopy.RunAsync(content, bytes => file.Write(bytes.Span), longest, ct) is not { } stored)
            return null;
        file.Position = 0;
        await OrUnavailableAsync(() => S3.PutObjectAsync(
            new PutObjectRequest
            {
                BucketName = _bucket,
                Key = KeyOf(id),
                InputStream = file,
                AutoCloseStream = false,
                // Servers that speak like S3 do not all know the signed chunks of Amazon's own
                UseChunkEncoding = false,
                ContentType = "application/octet-stream",
            },
            ct));
        return stored;
    }

    public async Task<Stream?> OpenReadAsync(Guid id, CancellationToken ct)
    {
        var file = OwnFile();
        try
        {
            using var found = await OrUnavailableAsync(() => S3.GetObjectAsync(_bucket, KeyOf(id), ct));
            await found.ResponseStream.CopyToAsync(file, ct);
            file.Position = 0;
            return file;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode is HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            await file.DisposeAsync();
            return null;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    public Task DeleteAsync(Guid id, CancellationToken ct) => OrUnavailableAsync(() => S3.DeleteObjectAsync(_bucket, KeyOf(id), ct));

    public async IAsyncEnumerable<(Guid Id, DateTimeOffset WrittenAt)> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = _prefix };
        ListObjectsV2Response page;
        do
        {
            page = await OrUnavailableAsync(() => S3.ListObjectsV2Async(request, ct));
            foreach (var found in page.S3Objects ?? [])
            {
                if (Guid.TryParseExact(found.Key[_prefix.Length..], "N", out var id))
                    yield return (id, new DateTimeOffset((found.LastModified ?? DateTime.UtcNow).ToUniversalTime(), TimeSpan.Zero));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    private AmazonS3Client S3 => _client.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private string KeyOf(Guid id) => _prefix + id.ToString("N");

    private static FileStream OwnFile()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(Path.Combine(Path.GetTempPath(), "evidence-" + Guid.NewGuid().ToString("N")), options);
    }

    private static AmazonS3Client ClientOf(IConfigurationSection settings)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings["Region"] ?? "us-east-1",
            Timeout = LongestCall,
            MaxErrorRetry = 2,
            // Trailing checksums are Amazon's own; what comes whole is checked by its length
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings["ServiceUrl"] is { } address)
            (config.ServiceURL, config.ForcePathStyle) = (address, true);
        else
            config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(settings["Region"] ?? "us-east-1");
        return settings["AccessKey"] is { } key && settings["SecretKey"] is { } secret
            ? new AmazonS3Client(new BasicAWSCredentials(key, secret), config) : new AmazonS3Client(config);
    }

    // Storage that is away is no mistake of the caller
    private async Task<T> OrUnavailableAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode is HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            throw;
        }
        catch (Exception failure) when (failure is AmazonServiceException or AmazonClientException or HttpRequestException
            or IOException or TimeoutException)
        {
            LogUnavailable(failure);
            throw StoredContent.Unavailable();
        }
    }

    [LoggerMessage(LogLevel.Error, "The bucket of evidence does not do what it should")]
    private partial void LogUnavailable(Exception failure);
}
