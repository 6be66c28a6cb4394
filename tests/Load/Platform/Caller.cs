using System.Net.Http.Headers;
using System.Text.Json;
using ComplaintPlatform.Load.Sending;

namespace ComplaintPlatform.Load.Platform;

/// <summary>Who a call is made as: a signed-in user whose token is renewed in time, or the storefront's API key.</summary>
internal sealed class Caller
{
    private readonly LoadClient _client;
    private readonly FirstRunUser? _user;
    private readonly string? _apiKey;
    private readonly SemaphoreSlim _signingIn = new(1);
    private string? _token;
    private DateTimeOffset _renewAt;

    private Caller(LoadClient client, FirstRunUser? user, string? apiKey) => (_client, _user, _apiKey) = (client, user, apiKey);

    public string Name => _user?.Role ?? "API key";

    public static Caller WithKey(LoadClient client, string apiKey) => new(client, null, apiKey);

    public static Caller SignedIn(LoadClient client, FirstRunUser user) => new(client, user, null);

    public async ValueTask AuthoriseAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (_apiKey is not null)
            request.Headers.TryAddWithoutValidation("X-Api-Key", _apiKey);
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await TokenAsync(ct));
    }

    private async ValueTask<string> TokenAsync(CancellationToken ct)
    {
        if (_token is { } valid && DateTimeOffset.UtcNow < _renewAt)
            return valid;

        await _signingIn.WaitAsync(ct);
        try
        {
            if (_token is null || DateTimeOffset.UtcNow >= _renewAt)
                await SignInAsync(ct);
            return _token!;
        }
        finally
        {
            _signingIn.Release();
        }
    }

    private async Task SignInAsync(CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_client.BaseAddress, "/api/v1/auth/token"))
        {
            Content = JsonContent.Create(new { username = _user!.Username, password = _user.Password }),
        };
        var answer = await _client.SendAsync(request, static (_, body) => body.ToArray(), ct);
        if (!answer.IsSuccess)
            throw new LoadException(answer.Status == 0
                ? $"{_client.BaseAddress} does not answer ({answer.Kind}): is the platform running?"
                : $"Signing in as {_user.Username} was answered with {answer.Status}.");

        using var document = JsonDocument.Parse(answer.Value);
        _token = document.RootElement.GetProperty("accessToken").GetString();
        _renewAt = DateTimeOffset.UtcNow.AddSeconds(document.RootElement.GetProperty("expiresIn").GetDouble() * 0.8);
    }
}
