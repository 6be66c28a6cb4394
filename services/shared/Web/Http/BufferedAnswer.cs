using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ComplaintPlatform.Web.Http;

/// <summary>An answer that was executed into memory, so that it can be stored before it leaves, and given again.</summary>
internal sealed class BufferedAnswer : IResult
{
    private int _status;
    private string? _contentType;
    private string? _location;
    private string? _etag;
    private byte[] _body = [];
    private byte[] _kept = [];
    private bool _replayed;

    public static async Task<BufferedAnswer> ExecuteAsync(object? result, HttpContext http)
    {
        var response = http.Response;
        var original = response.Body;
        using var buffer = new MemoryStream();
        response.Body = buffer;
        try
        {
            if (result is IResult executable)
                await executable.ExecuteAsync(http);
            else if (result is not null)
                throw new InvalidOperationException($"A handler returns TypedResults, not {result.GetType()}.");
            await response.BodyWriter.FlushAsync(http.RequestAborted);
        }
        finally
        {
            response.Body = original;
        }

        var body = buffer.ToArray();
        return new BufferedAnswer
        {
            _status = response.StatusCode,
            _contentType = response.ContentType,
            _location = response.Headers.Location,
            _etag = response.Headers.ETag,
            _body = body,
            _kept = ValueOf(result) is IShownOnce secret
                ? JsonSerializer.SerializeToUtf8Bytes(secret.Again(), secret.GetType(), JsonDefaults.Options) : body,
        };
    }

    public static BufferedAnswer FromRow(IdempotentAnswer row) => new()
    {
        _status = row.Status,
        _contentType = row.ContentType,
        _location = row.Location,
        _etag = row.ETag,
        _body = row.Body,
        _replayed = true,
    };

    public IdempotentAnswer ToRow(IdempotencyKey key, DateTimeOffset now) => new()
    {
        Id = key.Id,
        RequestHash = key.RequestHash,
        Status = _status,
        ContentType = _contentType,
        Location = _location,
        ETag = _etag,
        Body = _kept,
        CreatedAt = now,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = _status;
        response.ContentType = _contentType;
        if (_location is not null)
            response.Headers.Location = _location;
        if (_etag is not null)
            response.Headers.ETag = _etag;
        if (_replayed)
            response.Headers["Idempotency-Replayed"] = "true";
        if (_body.Length == 0)
            return Task.CompletedTask;

        response.ContentLength = _body.Length;
        return response.Body.WriteAsync(_body, httpContext.RequestAborted).AsTask();
    }

    /// <summary>The same answer with another body.</summary>
    public BufferedAnswer With(Func<byte[], byte[]> change)
    {
        if (_contentType?.Contains("json", StringComparison.Ordinal) is true)
            _body = change(_body);
        return this;
    }

    private static object? ValueOf(object? result)
    {
        while (result is INestedHttpResult nested)
            result = nested.Result;
        return (result as IValueHttpResult)?.Value;
    }

    /// <summary>Takes back what executing left on the response, before the handler runs again.</summary>
    public void Undo(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = null;
        response.Headers.Remove(HeaderNames.Location);
        response.Headers.Remove(HeaderNames.ETag);
    }
}
