using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Gateway.Tests;

public sealed class AdministrationTests(GatewayFactory gateway) : IClassFixture<GatewayFactory>
{
    [Fact]
    public async Task A_dead_letter_of_another_storefront_does_not_exist()
    {
        var letter = Guid.NewGuid();
        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(gateway.Folder, "gateway.db")}"))
        {
            await database.OpenAsync();
            await using var insert = database.CreateCommand();
            insert.CommandText = """
                INSERT INTO DeadLetters (Id, EventId, Consumer, WireName, StorefrontId, Payload, Error, Attempts, ParkedAt)
                VALUES ($id, $id, 'gone', 'unreadable', 'another', '', 'X', 1, 0)
                """;
            insert.Parameters.AddWithValue("$id", letter.ToString().ToUpperInvariant());
            await insert.ExecuteNonQueryAsync();
        }

        var (username, password, _) = await gateway.NewUserAsync(Roles.Administrator, "demo");
        var session = await gateway.SignInAsync(username, password).ShouldBeAsync(200);
        using var own = gateway.WithToken(session.GetProperty("accessToken").GetString()!);
        using var all = await gateway.SignedInAsync();

        (await own.GetAsync("/api/v1/operations/gateway/dead-letters").ShouldBeAsync(200)).GetRawText().ShouldNotContain(letter.ToString());
        await own.PostJsonAsync($"/api/v1/operations/gateway/dead-letters/{letter}/replay", "")
            .ShouldBeProblemAsync(404, "resource.not_found");
        (await all.GetAsync("/api/v1/operations/gateway/dead-letters").ShouldBeAsync(200)).GetRawText().ShouldContain(letter.ToString());
    }

    private const string Storefronts = "/api/v1/storefronts";

    [Theory]
    [InlineData(Roles.Agent)]
    [InlineData(Roles.Supervisor)]
    [InlineData(Roles.Manager)]
    [InlineData(Roles.Director)]
    [InlineData(Roles.Auditor)]
    public async Task Nobody_but_an_administrator_may_look_or_change(string role)
    {
        using var caller = await gateway.SignedInAsync(role);
        foreach (var path in (string[])["/api/v1/users", "/api/v1/api-keys", Storefronts])
        {
            await caller.GetAsync(path).ShouldBeProblemAsync(403, "permission.denied");
            await caller.PostJsonAsync(path, "{}").ShouldBeProblemAsync(403, "permission.denied");
        }

        using var backend = gateway.WithKey(gateway.ApiKey);
        await backend.GetAsync("/api/v1/users").ShouldBeProblemAsync(403, "permission.denied");
    }

    [Fact]
    public async Task A_user_is_made_read_and_changed()
    {
        using var administrator = await gateway.SignedInAsync();
        var name = $"li.na-{Guid.NewGuid():N}";
        var created = await administrator.PostJsonAsync("/api/v1/users", UserBody(name, "supervisor"));
        var user = await created.ShouldBeAsync(201);
        created.Headers.Location!.ToString().ShouldBe($"/api/v1/users/{user.GetProperty("id").GetGuid()}");
        user.GetProperty("role").GetString().ShouldBe("supervisor");
        user.TryGetProperty("passwordHash", out _).ShouldBeFalse();

        var path = created.Headers.Location.ToString();
        var read = await administrator.GetAsync(path);
        await read.ShouldBeAsync(200);
        read.Headers.ETag!.Tag.ShouldBe("\"1\"");
        await administrator.SendJsonAsync(HttpMethod.Patch, path, """{"role":"manager"}""")
            .ShouldBeProblemAsync(428, "precondition.required");
        await administrator.SendJsonAsync(HttpMethod.Patch, path, """{"role":"manager"}""", ("If-Match", "\"7\""))
            .ShouldBeProblemAsync(412, "precondition.failed");
        var changed = await administrator.SendJsonAsync(
            HttpMethod.Patch, path, """{"role":"manager","displayName":"李娜"}""", ("If-Match", "\"1\"")).ShouldBeAsync(200);
        changed.GetProperty("role").GetString().ShouldBe("manager");
        changed.GetProperty("displayName").GetString().ShouldBe("李娜");
        await administrator.PostJsonAsync("/api/v1/users", UserBody(name.ToUpperInvariant(), "agent"))
            .ShouldBeProblemAsync(409, "user.username_taken");
    }

    [Fact]
    public async Task A_role_may_be_written_as_a_list_of_one()
    {
        using var administrator = await gateway.SignedInAsync();
        var body = JsonSerializer.Serialize(
            new
            {
                username = $"u-{Guid.NewGuid():N}",
                password = "a long enough one",
                roles = new[] { "agent" },
                storefronts = new[] { "demo" }
            });

        var user = await administrator.PostJsonAsync("/api/v1/users", body).ShouldBeAsync(201);

        user.GetProperty("role").GetString().ShouldBe("agent");
    }

    [Theory]
    [InlineData("""{"username":"a b","password":"a long enough one","role":"agent","storefronts":["demo"]}""", "/username")]
    [InlineData("""{"username":"short-password","password":"short","role":"agent","storefronts":["demo"]}""", "/password")]
    [InlineData("""{"username":"own-name","password":"own-name-2026","role":"agent","storefronts":["demo"]}""", "/password")]
    [InlineData("""{"username":"odd-role","password":"a long enough one","role":"root","storefronts":["demo"]}""", "/role")]
    [InlineData("""{"username":"odd-role","password":"a long enough one","role":"storefront","storefronts":["demo"]}""", "/role")]
    [InlineData("""{"username":"no-role","password":"a long enough one","storefronts":["demo"]}""", "/role")]
    [InlineData("""{"username":"two-roles","password":"a long enough one","roles":["agent","manager"],"storefronts":["demo"]}""", "/roles")]
    [InlineData("""{"username":"nowhere","password":"a long enough one","role":"agent","storefronts":[]}""", "/storefronts")]
    [InlineData("""{"username":"elsewhere","password":"a long enough one","role":"agent","storefronts":["elsewhere"]}""", "/storefronts")]
    public async Task A_bad_user_is_refused_by_field(string body, string pointer)
    {
        using var administrator = await gateway.SignedInAsync();

        await administrator.PostJsonAsync("/api/v1/users", body).ShouldBeProblemAsync(400, "request.invalid", pointer);
    }

    [Fact]
    public async Task The_last_administrator_stays_one()
    {
        using var administrator = await gateway.SignedInAsync();
        var users = await administrator.GetAsync("/api/v1/users?role=administrator&limit=100").ShouldBeAsync(200);
        var chief = users.GetProperty("items").EnumerateArray().Single(user => user.GetProperty("username").GetString() == "administrator");

        foreach (var change in (string[])["""{"active":false}""", """{"role":"agent"}""", """{"storefronts":["demo"]}"""])
        {
            await administrator.SendJsonAsync(
                HttpMethod.Patch, $"/api/v1/users/{chief.GetProperty("id").GetGuid()}", change, ("If-Match", "*"))
                .ShouldBeProblemAsync(409, "user.last_administrator");
        }
    }

    [Fact]
    public async Task An_administrator_of_one_storefront_sees_and_gives_no_more_than_that()
    {
        using var chief = await gateway.SignedInAsync();
        var other = $"shop-{Guid.NewGuid():N}"[..20];
        await chief.PostJsonAsync(Storefronts, $$"""{"id":"{{other}}","name":"Other"}""").ShouldBeAsync(201);
        var (name, password, _) = await gateway.NewUserAsync(Roles.Administrator, other);
        var (_, _, stranger) = await gateway.NewUserAsync(Roles.Agent, "demo");
        var session = await gateway.SignInAsync(name, password).ShouldBeAsync(200);
        using var local = gateway.WithToken(session.GetProperty("accessToken").GetString()!);

        var seen = await local.GetAsync($"{Storefronts}?count=true").ShouldBeAsync(200);
        seen.GetProperty("items").EnumerateArray().Select(shop => shop.GetProperty("id").GetString()).ShouldBe([other]);
        seen.GetProperty("total").GetInt32().ShouldBe(1);
        await local.GetAsync($"{Storefronts}/demo").ShouldBeProblemAsync(404, "resource.not_found");
        await local.GetAsync($"/api/v1/users/{stranger}").ShouldBeProblemAsync(404, "resource.not_found");
        await local.SendJsonAsync(HttpMethod.Patch, $"/api/v1/users/{stranger}", """{"active":false}""", ("If-Match", "*"))
            .ShouldBeProblemAsync(404, "resource.not_found");
        await local.PostJsonAsync("/api/v1/users", UserBody($"u-{Guid.NewGuid():N}", "agent", "demo"))
            .ShouldBeProblemAsync(400, "request.invalid", "/storefronts");
        await local.PostJsonAsync("/api/v1/users", UserBody($"u-{Guid.NewGuid():N}", "administrator", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", "/storefronts");
        await local.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo"}""")
            .ShouldBeProblemAsync(400, "request.invalid", "/storefrontId");
        await local.PostJsonAsync(Storefronts, """{"id":"one-more","name":"More"}""").ShouldBeProblemAsync(403, "storefront.not_yours");
        (await local.GetAsync("/api/v1/api-keys").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task The_text_of_a_key_is_shown_once_and_stored_nowhere()
    {
        using var administrator = await gateway.SignedInAsync();
        var created = await administrator.PostJsonAsync("/api/v1/api-keys", """{"storefrontId":"demo","name":"backend"}""")
            .ShouldBeAsync(201);
        var text = created.GetProperty("key").GetString()!;

        var list = await administrator.GetStringAsync("/api/v1/api-keys?limit=100");

        list.ShouldNotContain(text);
        list.ShouldContain(text[..10]);
        foreach (var file in Directory.EnumerateFiles(gateway.Folder, "gateway.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            (await reader.ReadToEndAsync()).Contains(text, StringComparison.Ordinal).ShouldBeFalse(file);
        }
    }

    [Fact]
    public async Task A_repeated_post_makes_one_user()
    {
        using var administrator = await gateway.SignedInAsync();
        var body = UserBody($"u-{Guid.NewGuid():N}", "agent");

        var first = await administrator.PostJsonAsync("/api/v1/users", body, ("Idempotency-Key", "once")).ShouldBeAsync(201);
        var second = await administrator.PostJsonAsync("/api/v1/users", body, ("Idempotency-Key", "once"));

        (await second.ShouldBeAsync(201)).GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task A_storefront_is_made_and_changed()
    {
        using var administrator = await gateway.SignedInAsync();
        var id = $"shop-{Guid.NewGuid():N}"[..20];

        var created = await administrator.PostJsonAsync(
            Storefronts, $$"""{"id":"{{id}}","name":"小店","timeZone":"Europe/Berlin","currency":"EUR","languages":["en"],"publicAddress":"https://shop.example/"}""").ShouldBeAsync(201);
        created.GetProperty("publicAddress").GetString().ShouldBe("https://shop.example");
        var changed = await administrator.SendJsonAsync(
            HttpMethod.Patch, $"{Storefronts}/{id}", """{"publicAddress":"","corsOrigins":["https://shop.example"]}""",
            ("If-Match", "\"1\"")).ShouldBeAsync(200);
        changed.GetProperty("publicAddress").ValueKind.ShouldBe(JsonValueKind.Null);
        changed.GetProperty("timeZone").GetString().ShouldBe("Europe/Berlin");
        await administrator.PostJsonAsync(Storefronts, $$"""{"id":"{{id}}","name":"again"}""")
            .ShouldBeProblemAsync(409, "storefront.id_taken");
    }

    [Theory]
    [InlineData("""{"id":"Bad_Id","name":"x"}""", "/id")]
    [InlineData("""{"id":"zone","name":"x","timeZone":"Middle/Earth"}""", "/timeZone")]
    [InlineData("""{"id":"money","name":"x","currency":"yuan"}""", "/currency")]
    [InlineData("""{"id":"tongue","name":"x","languages":["tlh"]}""", "/languages")]
    [InlineData("""{"id":"address","name":"x","publicAddress":"javascript:alert(1)"}""", "/publicAddress")]
    [InlineData("""{"id":"origin","name":"x","corsOrigins":["https://a.example","*"]}""", "/corsOrigins/1")]
    [InlineData("""{"id":"name","name":"x\u202ey"}""", "/name")]
    public async Task A_bad_storefront_is_refused_by_field(string body, string pointer)
    {
        using var administrator = await gateway.SignedInAsync();

        await administrator.PostJsonAsync(Storefronts, body).ShouldBeProblemAsync(400, "request.invalid", pointer);
    }

    [Fact]
    public async Task Lists_are_read_page_by_page()
    {
        using var administrator = await gateway.SignedInAsync();
        foreach (var path in (string[])["/api/v1/users", Storefronts])
        {
            if (path == Storefronts)
                await administrator.PostJsonAsync(Storefronts, $$"""{"id":"{{$"page-{Guid.NewGuid():N}"[..20]}}","name":"x"}""")
                    .ShouldBeAsync(201);
            var seen = new List<string>();
            string? cursor = null;
            do
            {
                var page = await administrator.GetAsync($"{path}?limit=1{(cursor is null ? "" : "&cursor=" + cursor)}").ShouldBeAsync(200);
                seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
                cursor = page.GetProperty("nextCursor").GetString();
            }
            while (cursor is not null);

            seen.Count.ShouldBeGreaterThan(1);
            seen.ShouldBeUnique();
        }
    }

    private static string UserBody(string username, string role, string storefront = "demo") =>
        JsonSerializer.Serialize(new { username, password = "a long enough one", role, storefronts = new[] { storefront } });
}
