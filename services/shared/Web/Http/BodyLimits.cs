using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// Answers a body over the limit with a 413 that the caller gets to read: the server alone cuts the connection while the caller still
/// sends, and the caller sees a broken pipe. So a bounded rest is read and thrown away first.
/// </summary>
public static class BodyLimits
{
    private const int LongestRest = 8 << 20;
    private static readonly TimeSpan LongestDrain = TimeSpan.FromSeconds(5);

    /// <summary>Another limit than the usual one for this endpoint's body, such as uploads.</summary>
    public static TBuilder WithBodyLimit<TBuilder>(this TBuilder builder, long bytes)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new BodyLimit(bytes));

    /// <summary>After routing, which puts the endpoint's own limit in force.</summary>
    internal static async Task Enforce(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false, MaxRequestBodySize: { } limit } feature
            && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is true)
        {
            if (context.Request.ContentLength is null)
            {
                feature.MaxRequestBodySize = limit + LongestRest;
                context.Request.Body = new CountedBody(context.Request.Body, limit);
            }
            else if (context.Request.ContentLength > limit)
            {
                // A caller who waits for 100-continue has sent nothing
                if (context.Request.Headers.Expect.Count == 0 && context.Request.ContentLength <= limit + LongestRest)
                {
                    feature.MaxRequestBodySize = limit + LongestRest;
                    await DrainAsync(context.Request.Body, context.RequestAborted);
                }

                throw TooLarge();
            }
        }

        await next(context);
    }

    private static ProblemException TooLarge() =>
        new(StatusCodes.Status413PayloadTooLarge, ProblemWriter.CodeOf(413), RefusalTexts.Detail(413));

    private static async Task DrainAsync(Stream body, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(LongestDrain);
        var waste = new byte[64 << 10];
        try
        {
            while (await body.ReadAsync(waste, patience.Token) > 0)
                continue;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException)
        {
            // Too slow or still longer (Kestrel's own limit): then the connection is cut after all
            return;
        }
    }

    private sealed record BodyLimit(long? MaxRequestBodySize) : IRequestSizeLimitMetadata;

    private sealed class CountedBody(Stream inner, long limit) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _read; set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            _read += count;
            if (_read <= limit)
                return count;
            await DrainAsync(inner, cancellationToken);
            throw TooLarge();
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read the body asynchronously.");

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
