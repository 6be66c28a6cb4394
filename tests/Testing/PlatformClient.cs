using System.Net.Http.Headers;
using System.Text.Json;

namespace ComplaintPlatform.Testing;

/// <summary>
/// The platform at its gateway, as its callers see it: a storefront's backend with a key, staff with a token, customers with a link.
/// </summary>
public sealed class PlatformClient : IDisposable
{
    private readonly string _baseUrl;
    private readonly JsonElement _firstRun;
    private readonly Dictionary<string, HttpClient> _clients = [];

    /// <param name="firstRunFile">What the first start wrote: key and users.</param>
    public PlatformClient(string baseUrl, string firstRunFile)
    {
        _baseUrl = baseUrl;
        _firstRun = JsonDocument.Parse(File.ReadAllText(firstRunFile)).RootElement;
    }

    public HttpClient Backend =>
        Client("backend", client => client.DefaultRequestHeaders.Add("X-Api-Key", _firstRun.GetProperty("apiKey").GetString()));

    /// <summary>A caller with nothing but a link.</summary>
    public HttpClient Customer => Client("customer", _ => { });

    /// <summary>The first run's user of this role, signed in.</summary>
    public async Task<HttpClient> AsAsync(string role)
    {
        var client = Client(role, _ => { });
        if (client.DefaultRequestHeaders.Authorization is not null)
            return client;

        var user = _firstRun.GetProperty("users").EnumerateArray().Single(user => user.GetProperty("role").GetString() == role);
        var token = await client.PostJsonAsync(
            "auth/token", $$"""{"username":"{{user.GetProperty("username").GetString()}}","password":"{{user.GetProperty("password").GetString()}}"}""").ShouldBeAsync(200);
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        return client;
    }

    /// <summary>Anybody else, signed in; to be disposed of.</summary>
    public async Task<HttpClient> SignInAsync(string username, string password)
    {
        var token = await Customer.PostJsonAsync("auth/token", JsonSerializer.Serialize(new { username, password })).ShouldBeAsync(200);
        var client = NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetProperty("accessToken").GetString());
        return client;
    }

    /// <summary>A backend with another key; to be disposed of.</summary>
    public HttpClient WithKey(string key)
    {
        var client = NewClient();
        client.DefaultRequestHeaders.Add("X-Api-Key", key);
        return client;
    }

    public async Task<JsonElement> PostComplaintAsync(string body, string? idempotencyKey = null) =>
        await Backend.PostJsonAsync("complaints", body, idempotencyKey is null ? [] : [("Idempotency-Key", idempotencyKey)])
            .ShouldBeAsync(201);

    public async Task<JsonElement> ComplaintAsync(Guid id) => await Backend.GetAsync($"complaints/{id}").ShouldBeAsync(200);

    /// <summary>The complaint, as soon as <paramref name="condition"/> holds of it.</summary>
    public Task<JsonElement> ComplaintWhenAsync(Guid id, Func<JsonElement, bool> condition, string because) =>
        WhenAsync(() => ComplaintAsync(id), condition, because);

    public static async Task<JsonElement> WhenAsync(Func<Task<JsonElement>> read, Func<JsonElement, bool> condition, string because)
    {
        JsonElement last = default;
        await Eventually.BeTrueAsync(async () => condition(last = await read()), because);
        return last;
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values)
            client.Dispose();
    }

    private HttpClient Client(string name, Action<HttpClient> prepare)
    {
        if (_clients.TryGetValue(name, out var known))
            return known;

        var client = NewClient();
        prepare(client);
        return _clients[name] = client;
    }

    private HttpClient NewClient() => new() { BaseAddress = new Uri(_baseUrl + "/api/v1/"), Timeout = TimeSpan.FromSeconds(30) };
}
