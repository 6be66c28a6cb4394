using System.Text.Json;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>A gateway behind a proxy that it trusts: each request comes from the address that the proxy names.</summary>
public sealed class ProxiedGateway : GatewayFactory
{
    protected override Dictionary<string, string?> Settings => new()
    {
        ["Gateway:TrustedProxies:0"] = "127.0.0.1",
        ["Identity:FailuresBeforeNameLock"] = "8",
        ["Identity:FailureDelay"] = "00:00:00.010",
    };
}

public sealed class LockingTests(ProxiedGateway gateway) : IClassFixture<ProxiedGateway>
{
    [Fact]
    public async Task A_strangers_guesses_lock_the_stranger_out_and_not_the_user()
    {
        var (username, password, _) = await gateway.NewUserAsync();
        for (var guess = 0; guess < 5; guess++)
            await SignInAsync(username, "not the password", "198.51.100.7").ShouldBeProblemAsync(401, "sign_in.refused");

        await SignInAsync(username, password, "198.51.100.7").ShouldBeProblemAsync(401, "sign_in.locked");
        await SignInAsync(username, password, "203.0.113.9").ShouldBeAsync(200);
    }

    [Fact]
    public async Task Guesses_from_many_addresses_leave_the_users_own_address_open_and_an_administrator_unlocks()
    {
        var (username, password, id) = await gateway.NewUserAsync();
        await SignInAsync(username, password, "203.0.113.20").ShouldBeAsync(200);
        for (var guess = 0; guess < 8; guess++)
            await SignInAsync(username, "not the password", $"198.51.100.{20 + guess}").ShouldBeProblemAsync(401, "sign_in.refused");

        await SignInAsync(username, password, "203.0.113.99").ShouldBeProblemAsync(401, "sign_in.locked");
        await SignInAsync(username, password, "203.0.113.20").ShouldBeAsync(200);
        using var administrator = await gateway.SignedInAsync();
        await administrator.DeleteAsync($"/api/v1/users/{id}/sign-in-lock").ShouldBeAsync(204);
        await SignInAsync(username, password, "203.0.113.99").ShouldBeAsync(200);
    }

    [Theory]
    [InlineData("1234567890")]
    [InlineData("qwertyuiop12")]
    [InlineData("Passw0rd!Passw0rd!")]
    [InlineData("aaaaaaaaaa")]
    [InlineData("\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000\\u0000")]
    [InlineData("0987654321")]
    [InlineData("abcabcabcabc")]
    [InlineData("Qwertyuiop")]
    [InlineData("Password1234!")]
    public async Task A_password_that_is_tried_first_is_refused(string password)
    {
        using var administrator = await gateway.SignedInAsync();
        var body = $$"""{"username":"u-{{Guid.NewGuid():N}}","password":"{{password}}","role":"agent","storefronts":["demo"]}""";

        var problem = await administrator.PostJsonAsync("/api/v1/users", body).ShouldBeProblemAsync(400, "request.invalid", "/password");

        problem.GetRawText().ShouldNotContain(password);
    }

    private Task<HttpResponseMessage> SignInAsync(string username, string password, string address) =>
        gateway.Client.PostJsonAsync(
            "/api/v1/auth/token", JsonSerializer.Serialize(new { username, password }), ("X-Forwarded-For", address));
}
