using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using ComplaintPlatform.Web.Security;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class CallersTests(GatewayFactory gateway) : IClassFixture<GatewayFactory>
{
    [Theory]
    [InlineData("/api/v1/complaints")]
    [InlineData("/api/v1/users")]
    [InlineData("/api/v1/api-keys")]
    [InlineData("/api/v1/operations/intake/dead-letters")]
    [InlineData("/api/v1/operations/gateway/dead-letters")]
    public async Task Nobody_gets_in_without_credentials(string path)
    {
        var response = await gateway.Client.GetAsync(path);

        await response.ShouldBeProblemAsync(401, "authentication.required");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Theory]
    [InlineData("/api/v1/nothing/of/the/kind")]
    [InlineData("/api/v1/trackers")]
    [InlineData("/internal/contact-points")]
    public async Task An_address_that_does_not_exist_is_told_so_with_and_without_credentials(string path)
    {
        using var backend = gateway.WithKey(gateway.ApiKey);

        await gateway.Client.GetAsync(path).ShouldBeProblemAsync(404, "route.not_found");
        await backend.GetAsync(path).ShouldBeProblemAsync(404, "route.not_found");
        var wrongVerb = await gateway.Client.DeleteAsync("/api/v1/users");
        await wrongVerb.ShouldBeProblemAsync(405, "method.not_allowed");
        wrongVerb.Content.Headers.Allow.ShouldContain("POST");
    }

    [Fact]
    public async Task A_key_stands_for_its_storefront()
    {
        using var backend = gateway.WithKey(gateway.ApiKey);

        var echo = await backend.PostJsonAsync("/api/v1/complaints", """{"channel":"web","text":"x"}""").ShouldBeAsync(200);

        var caller = echo.GetProperty("caller");
        caller.GetProperty("role").GetString().ShouldBe(Roles.Storefront);
        caller.GetProperty("allStorefronts").GetBoolean().ShouldBeFalse();
        caller.GetProperty("storefronts").EnumerateArray().Select(id => id.GetString()).ShouldBe(["demo"]);
        echo.GetProperty("body").GetInt64().ShouldBe(28);
        echo.GetProperty("headers").TryGetProperty("X-Api-Key", out _).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("cpk_0000000000000000000000000000000000000000000")]
    public async Task A_wrong_key_is_refused_everywhere(string key)
    {
        foreach (var path in (string[])["/api/v1/complaints", "/api/v1/track/token", "/api/v1/nothing"])
            await SendAsync(path, ("X-Api-Key", key)).ShouldBeProblemAsync(401, "credentials.invalid");
    }

    [Fact]
    public async Task A_key_in_another_case_or_cut_short_is_wrong()
    {
        foreach (var key in (string[])[gateway.ApiKey[..^1], gateway.ApiKey.ToUpperInvariant(), gateway.ApiKey + "A", " "])
            await SendAsync("/api/v1/complaints", ("X-Api-Key", key)).ShouldBeProblemAsync(401, "credentials.invalid");
    }

    [Fact]
    public async Task A_key_and_a_token_together_are_refused()
    {
        using var administrator = await gateway.SignedInAsync();
        administrator.DefaultRequestHeaders.Add("X-Api-Key", gateway.ApiKey);

        await administrator.GetAsync("/api/v1/complaints").ShouldBeProblemAsync(401, "credentials.invalid");
    }

    [Fact]
    public async Task A_revoked_key_stops_within_a_second()
    {
        using var administrator = await gateway.SignedInAsync();
        var created = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo"}""").ShouldBeAsync(201);
        using var backend = gateway.WithKey(created.GetProperty("key").GetString()!);
        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        await administrator.DeleteAsync($"/api/v1/api-keys/{created.GetProperty("id").GetGuid()}").ShouldBeAsync(204);

        await Eventually.BeTrueAsync(
            async () => (int)(await backend.GetAsync("/api/v1/complaints")).StatusCode == 401, "the key is refused");
    }

    [Fact]
    public async Task A_key_ends_at_its_time()
    {
        using var administrator = await gateway.SignedInAsync();
        var expiresAt = gateway.Clock.GetUtcNow().AddHours(1);
        var created = await administrator.PostJsonAsync(
            "/api/v1/api-keys", JsonSerializer.Serialize(new { storefrontId = "demo", expiresAt })).ShouldBeAsync(201);
        using var backend = gateway.WithKey(created.GetProperty("key").GetString()!);
        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        gateway.Clock.Advance(TimeSpan.FromHours(1));

        await backend.GetAsync("/api/v1/complaints").ShouldBeProblemAsync(401, "credentials.invalid");
        using var other = gateway.WithKey(gateway.ApiKey);
        await other.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
        using var later = await gateway.SignedInAsync();
        await later.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo","expiresAt":"2020-01-01T00:00:00Z"}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/expiresAt");
    }

    [Fact]
    public async Task A_key_that_reads_changes_nothing()
    {
        using var administrator = await gateway.SignedInAsync();
        var created = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo","scopes":["read"]}""").ShouldBeAsync(201);
        created.GetProperty("scopes").GetRawText().ShouldBe("""["read"]""");
        using var backend = gateway.WithKey(created.GetProperty("key").GetString()!);

        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);
        await backend.PostJsonAsync("/api/v1/complaints", "{}").ShouldBeProblemAsync(403, "api_key.read_only");
        await backend.DeleteAsync("/api/v1/webhooks/1").ShouldBeProblemAsync(403, "api_key.read_only");
        foreach (var scopes in (string[])["""["write"]""", "[]", """["read","read"]"""])
            await administrator.PostJsonAsync("/api/v1/api-keys", $$"""{"storefrontId":"demo","scopes":{{scopes}}}""")
                .ShouldBeProblemAsync(400, "request.invalid", "/scopes");
    }

    [Fact]
    public async Task Of_two_keys_at_once_the_list_says_which_is_used()
    {
        using var administrator = await gateway.SignedInAsync();
        var before = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo","name":"before"}""").ShouldBeAsync(201);
        var after = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo","name":"after"}""").ShouldBeAsync(201);
        using var backend = gateway.WithKey(after.GetProperty("key").GetString()!);

        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        await Eventually.BeTrueAsync(async () => await LastUsedAsync(after) is not null, "the use is noted");
        (await LastUsedAsync(before)).ShouldBeNull();

        async Task<string?> LastUsedAsync(JsonElement key)
        {
            var list = await administrator.GetAsync("/api/v1/api-keys?limit=100").ShouldBeAsync(200);
            return list.GetProperty("items").EnumerateArray()
                .Single(item => item.GetProperty("id").GetString() == key.GetProperty("id").GetString()).GetProperty("lastUsedAt").GetString();
        }
    }

    [Fact]
    public async Task The_key_of_a_closed_storefront_is_refused()
    {
        using var administrator = await gateway.SignedInAsync();
        await administrator.PostJsonAsync("/api/v1/storefronts", """{"id":"closing","name":"Closing"}""").ShouldBeAsync(201);
        var created = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"closing"}""").ShouldBeAsync(201);
        using var backend = gateway.WithKey(created.GetProperty("key").GetString()!);
        await backend.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        await administrator.SendJsonAsync(HttpMethod.Patch, "/api/v1/storefronts/closing", """{"active":false}""", ("If-Match", "\"1\""))
            .ShouldBeAsync(200);

        await Eventually.BeTrueAsync(
            async () => (int)(await backend.GetAsync("/api/v1/complaints")).StatusCode == 401, "the key is refused");
    }

    [Fact]
    public async Task Only_our_own_token_for_a_living_user_opens_the_door()
    {
        var claims = await ClaimsOfAsync(Roles.Administrator);
        var own = SigningCredentialsOf(gateway.Keys.SigningKey("gateway-users"));
        (await AnswerToAsync(Token(claims, own)))
            .ShouldBe(200, "the same token, signed rightly, is good: the others fail for their one fault");

        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var foreignKey = new ECDsaSecurityKey(foreign) { KeyId = "gateway-users" };
        var publicPem = Encoding.UTF8.GetBytes(await File.ReadAllTextAsync(Path.Combine(gateway.Folder, "keys", "gateway-users.pub.pem")));
        var forged = new Dictionary<string, string>
        {
            ["foreign key"] = Token(claims, SigningCredentialsOf(foreignKey)),
            ["HS256 with the public key"] =
                Token(claims, new SigningCredentials(new SymmetricSecurityKey(publicPem), SecurityAlgorithms.HmacSha256)),
            ["no signature"] = Unsigned(claims, "none"),
            ["no signature, other spelling"] = Unsigned(claims, "NoNe"),
            ["key id is a path"] = Token(claims, SigningCredentialsOf(new ECDsaSecurityKey(foreign) { KeyId = "../../../../dev/null" })),
            ["embedded key"] = Token(claims, SigningCredentialsOf(foreignKey), header: new() { ["jwk"] = PublicJwk(foreign) }),
            ["key address"] = Token(claims, SigningCredentialsOf(foreignKey), header: new() { ["jku"] = "http://127.0.0.1:9/jwks.json" }),
            ["other audience"] = Token(claims, own, audience: "another"),
            ["other issuer"] = Token(claims, own, issuer: "another"),
            ["other type"] = Token(claims, own, type: "JWT"),
            ["expired"] = Token(claims, own, expires: TimeSpan.FromSeconds(-1)),
            ["not yet"] = Token(claims, own, notBefore: TimeSpan.FromMinutes(5)),
            ["unknown user"] = Token(new Dictionary<string, object>(claims) { ["sub"] = Guid.NewGuid().ToString() }, own),
            ["no user"] = Token([], own),
            ["internal token"] = gateway.InternalTokens.Issue(
                "gateway", new Caller(claims["sub"].ToString()!, "x", Roles.Administrator, true, [], [])),
            ["cut"] = Token(claims, own)[..^4],
            ["rubbish"] = "a.b.c",
        };

        foreach (var (fault, token) in forged)
            (await AnswerToAsync(token)).ShouldBe(401, fault);
    }

    [Fact]
    public async Task A_token_ends_after_its_quarter_of_an_hour()
    {
        using var agent = await gateway.SignedInAsync(Roles.Agent);
        await agent.GetAsync("/api/v1/complaints").ShouldBeAsync(200);

        gateway.Clock.Advance(TimeSpan.FromMinutes(15.1));

        await agent.GetAsync("/api/v1/complaints").ShouldBeProblemAsync(401, "credentials.invalid");
    }

    [Theory]
    [InlineData("Basic YTpi")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    public async Task Another_scheme_is_refused(string authorization) =>
        await SendAsync("/api/v1/complaints", ("Authorization", authorization)).ShouldBeProblemAsync(401, "credentials.invalid");

    [Fact]
    public async Task What_a_caller_claims_about_itself_reaches_nobody()
    {
        using var backend = gateway.WithKey(gateway.ApiKey);
        (string, string)[] claims =
        [
            ("X-User-Id", "1"), ("X-User", "root"), ("X-Role", "administrator"), ("X-Storefront", "other"), ("X-Storefront-Id", "other"),
            ("X-Forwarded-For", "10.0.0.1"),
            ("X-Forwarded-User", "root"), ("Forwarded", "for=10.0.0.1"), ("X-Internal-Token", "t"), ("X-Original-URL", "/internal/x"),
            ("X-Tenant-Id", "other"),
            ("Cookie", "session=1"), ("Remote-User", "root"), ("X-Auth-Request-User", "root"),
        ];

        var echo = await backend.SendJsonAsync(HttpMethod.Post, "/api/v1/complaints", "{}", claims).ShouldBeAsync(200);

        var arrived = echo.GetProperty("headers").EnumerateObject().Select(header => header.Name).ToList();
        arrived.Intersect(claims.Select(claim => claim.Item1), StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        echo.GetProperty("caller").GetProperty("role").GetString().ShouldBe(Roles.Storefront);
    }

    [Theory]
    [InlineData("/api/v1/track/abc")]
    [InlineData("/api/v1/track/abc/offers/1/acceptance")]
    [InlineData("/api/v1/surveys/abc")]
    [InlineData("/api/v1/service-standards?storefront=demo")]
    public async Task Holders_of_links_pass_as_nobody(string path)
    {
        var echo = await gateway.Client.GetAsync(path).ShouldBeAsync(200);

        echo.GetProperty("target").GetString().ShouldBe(path);
        echo.GetProperty("caller").GetProperty("role").GetString().ShouldBe(Roles.Anonymous);
        echo.GetProperty("caller").GetProperty("storefronts").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_published_key_verifies_tokens_and_holds_no_secret()
    {
        var keys = await gateway.Client.GetAsync("/.well-known/jwks.json").ShouldBeAsync(200);
        keys.GetRawText().ShouldNotContain("\"d\"");
        var tokens = await gateway.SignInAsync(Roles.Agent, gateway.PasswordOf(Roles.Agent)).ShouldBeAsync(200);

        var result = await new JsonWebTokenHandler()
            .ValidateTokenAsync(tokens.GetProperty("accessToken").GetString(), new TokenValidationParameters
            {
                ValidIssuer = "complaint-platform",
                ValidAudience = "complaint-platform-api",
                IssuerSigningKeys = new JsonWebKeySet(keys.GetRawText()).GetSigningKeys(),
                LifetimeValidator = (_, until, _, _) => until > gateway.Clock.GetUtcNow().UtcDateTime,
            });

        result.IsValid.ShouldBeTrue(result.Exception?.Message);
    }

    private async Task<HttpResponseMessage> SendAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await gateway.Client.SendAsync(request);
    }

    private async Task<int> AnswerToAsync(string token)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get, "/api/v1/complaints")
        { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var response = await gateway.Client.SendAsync(request);
        return (int)response.StatusCode;
    }

    private async Task<Dictionary<string, object>> ClaimsOfAsync(string role)
    {
        var tokens = await gateway.SignInAsync(role, gateway.PasswordOf(role)).ShouldBeAsync(200);
        var token = new JsonWebToken(tokens.GetProperty("accessToken").GetString());
        return new Dictionary<string, object> { ["sub"] = token.Subject, ["sid"] = token.GetClaim("sid").Value };
    }

    private string Token(
        Dictionary<string, object> claims, SigningCredentials credentials, string issuer = "complaint-platform",
        string audience = "complaint-platform-api",
        string type = "at+jwt", TimeSpan? expires = null, TimeSpan? notBefore = null, Dictionary<string, object>? header = null)
    {
        var now = gateway.Clock.GetUtcNow().UtcDateTime;
        return new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = issuer,
            Audience = audience,
            TokenType = type,
            NotBefore = now + (notBefore ?? TimeSpan.FromMinutes(-1)),
            Expires = now + (expires ?? TimeSpan.FromMinutes(10)),
            SigningCredentials = credentials,
            Claims = claims,
            AdditionalHeaderClaims = header,
        });
    }

    private string Unsigned(Dictionary<string, object> claims, string algorithm)
    {
        var now = gateway.Clock.GetUtcNow().ToUnixTimeSeconds();
        var body = new Dictionary<string, object>(
            claims)
        { ["iss"] = "complaint-platform", ["aud"] = "complaint-platform-api", ["nbf"] = now - 60, ["exp"] = now + 600 };
        return Base64UrlEncoder.Encode(JsonSerializer.Serialize(new { alg = algorithm, typ = "at+jwt" })) + "." + Base64UrlEncoder.Encode(
            JsonSerializer.Serialize(body)) + ".";
    }

    private static Dictionary<string, object> PublicJwk(ECDsa key)
    {
        var point = key.ExportParameters(false).Q;
        return new Dictionary<string, object>
        {
            ["kty"] = "EC",
            ["crv"] = "P-256",
            ["x"] = Base64UrlEncoder.Encode(point.X),
            ["y"] = Base64UrlEncoder.Encode(point.Y)
        };
    }

    private static SigningCredentials SigningCredentialsOf(ECDsaSecurityKey key) => new(key, SecurityAlgorithms.EcdsaSha256);
}
