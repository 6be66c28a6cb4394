using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>A gateway that remembers callers for longer than a test takes: what ends a session must not wait for that.</summary>
public sealed class RememberingGateway : GatewayFactory
{
    protected override Dictionary<string, string?> Settings => new() { ["Identity:RememberCallers"] = "00:10:00" };
}

public sealed class EndingSessionsTests(RememberingGateway gateway) : IClassFixture<RememberingGateway>
{
    [Fact]
    public async Task A_changed_password_ends_what_was_signed_in_before()
    {
        var (username, password, id) = await gateway.NewUserAsync();
        var session = await SignInAsync(username, password);
        await CallAsync(session, 200);
        using var administrator = await gateway.SignedInAsync();

        await administrator.SendJsonAsync(
            HttpMethod.Patch, $"/api/v1/users/{id}", """{"password":"quite another one"}""", ("If-Match", "\"1\"")).ShouldBeAsync(200);

        await CallAsync(session, 401);
        await CallAsync(await SignInAsync(username, "quite another one"), 200);
    }

    [Fact]
    public async Task Signing_out_ends_the_access_token_of_that_session_alone()
    {
        var (username, password, _) = await gateway.NewUserAsync();
        var session = await SignInAsync(username, password);
        var other = await SignInAsync(username, password);
        await CallAsync(session, 200);

        await PostTokenAsync("revoke", session).ShouldBeAsync(204);

        await CallAsync(session, 401);
        await CallAsync(other, 200);
    }

    [Fact]
    public async Task A_copy_of_a_used_refresh_token_ends_the_access_tokens_too()
    {
        var (username, password, _) = await gateway.NewUserAsync();
        var first = await SignInAsync(username, password);
        var second = await PostTokenAsync("refresh", first).ShouldBeAsync(200);
        await CallAsync(second, 200);

        await PostTokenAsync("refresh", first).ShouldBeProblemAsync(401, "refresh_token.invalid");

        await CallAsync(first, 401);
        await CallAsync(second, 401);
    }

    [Fact]
    public async Task A_user_taken_out_of_service_and_a_revoked_key_are_refused_at_once()
    {
        var (username, password, id) = await gateway.NewUserAsync();
        var session = await SignInAsync(username, password);
        await CallAsync(session, 200);
        using var administrator = await gateway.SignedInAsync();
        var created = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo"}""").ShouldBeAsync(201);
        using var backend = gateway.WithKey(created.GetProperty("key").GetString()!);
        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        await administrator.SendJsonAsync(
            HttpMethod.Patch, $"/api/v1/users/{id}", """{"active":false}""", ("If-Match", "\"1\"")).ShouldBeAsync(200);
        await administrator.DeleteAsync($"/api/v1/api-keys/{created.GetProperty("id").GetGuid()}").ShouldBeAsync(204);

        await CallAsync(session, 401);
        await backend.GetAsync("/api/v1/complaints").ShouldBeProblemAsync(401, "credentials.invalid");
    }

    private Task<JsonElement> SignInAsync(string username, string password) => gateway.SignInAsync(username, password).ShouldBeAsync(200);

    private async Task CallAsync(JsonElement session, int status)
    {
        using var user = gateway.WithToken(session.GetProperty("accessToken").GetString()!);
        await user.GetAsync("/api/v1/complaints").ShouldBeAsync(status);
    }

    private Task<HttpResponseMessage> PostTokenAsync(string verb, JsonElement session)
    {
        var refreshToken = session.GetProperty("refreshToken").GetString();
        return gateway.Client.PostJsonAsync($"/api/v1/auth/{verb}", JsonSerializer.Serialize(new { refreshToken }));
    }
}
