using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class SigningInTests(GatewayFactory gateway) : IClassFixture<GatewayFactory>
{
    [Fact]
    public async Task The_answer_holds_both_tokens_and_the_access_token_opens_the_door()
    {
        var answer = await gateway.SignInAsync(Roles.Agent, gateway.PasswordOf(Roles.Agent)).ShouldBeAsync(200);

        answer.GetProperty("tokenType").GetString().ShouldBe("Bearer");
        answer.GetProperty("expiresIn").GetInt32().ShouldBe(900);
        answer.GetProperty("refreshToken").GetString().ShouldNotBeNullOrEmpty();
        using var agent = gateway.WithToken(answer.GetProperty("accessToken").GetString()!);
        var echo = await agent.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
        echo.GetProperty("caller").GetProperty("role").GetString().ShouldBe(Roles.Agent);
        echo.GetProperty("caller").GetProperty("name").GetString().ShouldBe(Roles.Agent);
        echo.GetProperty("caller").GetProperty("storefronts").EnumerateArray().Select(id => id.GetString()).ShouldBe(["demo"]);
    }

    [Fact]
    public async Task An_unknown_user_and_a_wrong_password_are_told_the_same()
    {
        var (username, _, _) = await gateway.NewUserAsync();

        var wrong = await gateway.SignInAsync(username, "not the password").ShouldBeProblemAsync(401, "sign_in.refused");
        var unknown = await gateway.SignInAsync("nobody-" + username, "not the password").ShouldBeProblemAsync(401, "sign_in.refused");

        foreach (var member in (string[])["type", "title", "detail", "instance"])
            wrong.GetProperty(member).GetString().ShouldBe(unknown.GetProperty(member).GetString());
    }

    [Fact]
    public async Task After_five_failures_a_name_is_locked_for_a_quarter_of_an_hour_whether_or_not_it_exists()
    {
        var (username, password, _) = await gateway.NewUserAsync();
        foreach (var name in (string[])[username, "nobody-" + username])
        {
            await Task.WhenAll(Enumerable.Range(0, 5)
                .Select(_ => gateway.SignInAsync(name, "not the password").ShouldBeProblemAsync(401, "sign_in.refused")));
            await gateway.SignInAsync(name, password).ShouldBeProblemAsync(401, "sign_in.locked");
        }

        gateway.Clock.Advance(TimeSpan.FromMinutes(16));
        await gateway.SignInAsync(username, password).ShouldBeAsync(200);
    }

    [Fact]
    public async Task A_success_forgets_the_failures_before_it()
    {
        var (username, password, _) = await gateway.NewUserAsync();
        for (var round = 0; round < 2; round++)
        {
            for (var failure = 0; failure < 4; failure++)
                await gateway.SignInAsync(username, "not the password").ShouldBeProblemAsync(401, "sign_in.refused");
            await gateway.SignInAsync(username, password).ShouldBeAsync(200);
        }
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_a_copy_of_a_used_one_ends_the_session()
    {
        var first = await NewSessionAsync();
        var second = RefreshTokenOf(await RefreshAsync(first).ShouldBeAsync(200));
        second.ShouldNotBe(first);

        await RefreshAsync(first).ShouldBeProblemAsync(401, "refresh_token.invalid");
        await RefreshAsync(second).ShouldBeProblemAsync(401, "refresh_token.invalid");
    }

    [Fact]
    public async Task Of_many_refreshes_at_once_at_most_one_succeeds()
    {
        var token = await NewSessionAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(token)));

        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBe(1);
        answers.ShouldAllBe(answer => (int)answer.StatusCode == 200 || (int)answer.StatusCode == 401);
    }

    [Fact]
    public async Task Of_many_who_come_with_a_used_token_at_once_none_gets_in_and_the_session_ends()
    {
        for (var round = 0; round < 10; round++)
        {
            var token = await NewSessionAsync();
            var next = (await RefreshAsync(token).ShouldBeAsync(200)).GetProperty("refreshToken").GetString()!;

            foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => RefreshAsync(token))))
                await answer.ShouldBeProblemAsync(401, "refresh_token.invalid");

            await RefreshAsync(next).ShouldBeProblemAsync(401, "refresh_token.invalid");
        }
    }

    [Fact]
    public async Task A_revoked_session_cannot_be_refreshed_and_revoking_twice_is_no_error()
    {
        var token = await NewSessionAsync();

        await PostTokenAsync("revoke", token).ShouldBeAsync(204);
        await PostTokenAsync("revoke", token).ShouldBeAsync(204);

        await RefreshAsync(token).ShouldBeProblemAsync(401, "refresh_token.invalid");
    }

    [Fact]
    public async Task A_session_ends_when_it_rests_too_long()
    {
        var token = await NewSessionAsync();

        gateway.Clock.Advance(TimeSpan.FromDays(15));

        await RefreshAsync(token).ShouldBeProblemAsync(401, "refresh_token.invalid");
    }

    [Fact]
    public async Task Taking_a_user_out_of_service_stops_its_tokens_within_a_second()
    {
        var (username, password, id) = await gateway.NewUserAsync();
        var session = await gateway.SignInAsync(username, password).ShouldBeAsync(200);
        using var user = gateway.WithToken(session.GetProperty("accessToken").GetString()!);
        await user.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
        using var administrator = await gateway.SignedInAsync();

        await administrator.SendJsonAsync(HttpMethod.Patch, $"/api/v1/users/{id}", """{"active":false}""", ("If-Match", "\"1\""))
            .ShouldBeAsync(200);

        await Eventually.BeTrueAsync(
            async () => (int)(await user.GetAsync("/api/v1/complaints")).StatusCode == 401, "the token is refused");
        await RefreshAsync(RefreshTokenOf(session)).ShouldBeProblemAsync(401, "refresh_token.invalid");
        await gateway.SignInAsync(username, password).ShouldBeProblemAsync(401, "sign_in.refused");
    }

    [Theory]
    [InlineData("{}", "field.missing", "/username")]
    [InlineData("""{"username":"agent"}""", "field.missing", "/password")]
    [InlineData("""{"username":"agent","password":"x","more":1}""", "field.unknown", "/more")]
    [InlineData("""{"username":7,"password":"x"}""", "field.invalid", "/username")]
    [InlineData("""{"username":"","password":"x"}""", "request.invalid", "/username")]
    public async Task A_malformed_sign_in_names_the_field(string body, string code, string pointer) =>
        await gateway.Client.PostJsonAsync("/api/v1/auth/token", body).ShouldBeProblemAsync(400, code, pointer);

    [Fact]
    public async Task An_idempotency_key_has_no_meaning_here()
    {
        var body = JsonSerializer.Serialize(new { username = Roles.Agent, password = gateway.PasswordOf(Roles.Agent) });
        var first = await gateway.Client.PostJsonAsync("/api/v1/auth/token", body, ("Idempotency-Key", "k")).ShouldBeAsync(200);
        var second = await gateway.Client.PostJsonAsync("/api/v1/auth/token", body, ("Idempotency-Key", "k")).ShouldBeAsync(200);

        RefreshTokenOf(second).ShouldNotBe(RefreshTokenOf(first));
    }

    private async Task<string> NewSessionAsync()
    {
        var (username, password, _) = await gateway.NewUserAsync();
        return RefreshTokenOf(await gateway.SignInAsync(username, password).ShouldBeAsync(200));
    }

    private Task<HttpResponseMessage> RefreshAsync(string token) => PostTokenAsync("refresh", token);

    private Task<HttpResponseMessage> PostTokenAsync(string verb, string token) =>
        gateway.Client.PostJsonAsync($"/api/v1/auth/{verb}", JsonSerializer.Serialize(new { refreshToken = token }));

    private static string RefreshTokenOf(JsonElement answer) => answer.GetProperty("refreshToken").GetString()!;
}
