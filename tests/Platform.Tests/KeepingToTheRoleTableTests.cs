using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// Who may do what is a table written by hand, <c>docs/roles.md</c>. Every operation of the merged document is tried by everybody and
/// compared with it: an operation without a row, or one that lets in whom the table does not name, fails here.
/// </summary>
public sealed class KeepingToTheRoleTableTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    private const string Complete = "UPDATE_ROLES";

    [Fact]
    public async Task Every_operation_has_its_row_and_the_document_says_the_same()
    {
        var operations = await OperationsAsync();
        if (Environment.GetEnvironmentVariable(Complete) is not null)
            RoleTable.Complete(operations.Select(one => (one.Name, RoleTable.DocumentedRoles(one.Operation))));
        var table = RoleTable.Read();

        var missing = operations.Select(one => one.Name).Except(table.Operations).ToList();
        var text = "Who may call these operations is written nowhere. Add a row for each to docs/roles.md and think about every column "
            + $"({Complete}=1 adds what the document says, for you to check):\n{string.Join('\n', missing)}\n";
        // While several work at once the last of them writes the rows; what is built for release has them all
        Assert.SkipWhen(missing.Count > 0 && Environment.GetEnvironmentVariable("CI") is null, text);
        missing.ShouldBeEmpty(text);
        table.Operations.Except(operations.Select(one => one.Name)).ShouldBeEmpty(
            "These rows of docs/roles.md are about operations that are gone.");
        var different = operations
            .Where(one => !table.AllowedIn(one.Name).SetEquals(RoleTable.DocumentedRoles(one.Operation)))
            .Select(one => $"{one.Name}: docs/roles.md allows {string.Join(", ", table.AllowedIn(one.Name))}; "
                + $"the document says {string.Join(", ", RoleTable.DocumentedRoles(one.Operation))}");
        different.ShouldBeEmpty();
    }

    [Fact]
    public async Task Everybody_may_do_what_the_table_says_and_nothing_else()
    {
        var table = RoleTable.Read().With(
            (await OperationsAsync()).Select(one => (one.Name, RoleTable.DocumentedRoles(one.Operation))));
        var wrong = new List<string>();
        var cells = 0;

        foreach (var caller in RoleTable.Callers)
        {
            var client = await ClientAsync(caller);
            foreach (var (name, verb, path, operation) in await OperationsAsync())
            {
                // A body that no handler gets to read: who may not call is refused before it, and who may changes nothing
                using var answer = await SendAsync(client, verb, Fill(path, _ => Guid.NewGuid().ToString()), operation, "[");
                var body = answer.Content.Headers.ContentType?.MediaType == "text/event-stream"
                    ? "" : await answer.Content.ReadAsStringAsync();
                cells++;
                if (Fault(table, name, caller, answer.StatusCode, body) is { } fault)
                    wrong.Add($"{name} as {caller}: {fault}, got {(int)answer.StatusCode} {body[..Math.Min(body.Length, 200)]}");
            }
        }

        wrong.ShouldBeEmpty($"{wrong.Count} of {cells} cells\n{string.Join('\n', wrong)}");
        cells.ShouldBeGreaterThan(1_000);
    }

    [Fact]
    public async Task What_is_another_storefronts_does_not_exist()
    {
        var table = RoleTable.Read().With(
            (await OperationsAsync()).Select(one => (one.Name, RoleTable.DocumentedRoles(one.Operation))));
        var theirs = await TheirsAsync();
        var walk = platform.NewWalk();
        await walk.ReceiveAsync();
        await walk.AgreeAsync();
        var known = await IdsAsync(walk);
        var before = await StateAsync(walk);
        var document = (await platform.DocumentAsync()).GetProperty("components").GetProperty("schemas");
        var wrong = new List<string>();
        var (seen, unseen) = (new HashSet<string>(), new Dictionary<string, string>());
        var tried = 0;

        foreach (var (caller, client) in theirs)
        {
            foreach (var (name, verb, path, operation) in await OperationsAsync())
            {
                // Whoever has a link acts for the customer, and is of no storefront; the audit tells its readers what they tried here
                if (!table.Allows(name, caller) || path.Contains("{token}", StringComparison.Ordinal)
                    || path.EndsWith("/audit", StringComparison.Ordinal))
                    continue;
                var target = Fill(path, parameter =>
                    known.TryGetValue(Resource(path, parameter), out var id) ? id : Guid.NewGuid().ToString());
                using var answer = await SendAsync(client, verb, target, operation, ValidBodies.Of(operation, document));
                if (answer.Content.Headers.ContentType?.MediaType == "text/event-stream")
                    continue;
                var body = await answer.Content.ReadAsStringAsync();
                tried++;
                if (answer.StatusCode is HttpStatusCode.NotFound)
                    seen.Add(name);
                else if (path.Contains('{', StringComparison.Ordinal))
                    unseen[name] = $"{(int)answer.StatusCode} {body[..Math.Min(body.Length, 700)]}";
                if (answer.StatusCode >= HttpStatusCode.InternalServerError)
                    wrong.Add($"{name} as {caller} of another storefront: {(int)answer.StatusCode} {body[..Math.Min(body.Length, 200)]}");
                else if (answer.IsSuccessStatusCode
                    && known.Values.Any(id => id != "demo" && body.Contains(id, StringComparison.OrdinalIgnoreCase)))
                    wrong.Add($"{name} as {caller} of another storefront tells of demo's: {body[..Math.Min(body.Length, 300)]}");
                else if (answer.IsSuccessStatusCode && path.Contains('{', StringComparison.Ordinal) && !IsOfInstallation(path))
                    wrong.Add($"{name} as {caller} of another storefront was done to demo's: {(int)answer.StatusCode} "
                        + body[..Math.Min(body.Length, 200)]);
            }
        }

        wrong.ShouldBeEmpty($"{wrong.Count} of {tried}\n{string.Join('\n', wrong)}");
        var unproved = unseen.Where(one => !seen.Contains(one.Key)).ToList();
        unproved.Count.ShouldBeLessThan(12, $"of {tried}; what was refused for its body proves nothing\n{string.Join('\n', unproved)}");
        (await StateAsync(walk)).ShouldBe(before);
        foreach (var (_, client) in theirs)
            client.Dispose();
    }

    [Fact]
    public async Task A_cursor_of_another_storefront_leads_nowhere()
    {
        for (var at = 0; at < 2; at++)
            await platform.Client.PostComplaintAsync("""{"channel":"web","text":"少发一件"}""");
        var cursor = (await (await platform.Client.AsAsync(Roles.Manager)).GetAsync("complaints?limit=1").ShouldBeAsync(200))
            .GetProperty("nextCursor").GetString();

        foreach (var (caller, client) in await TheirsAsync())
        {
            if (RoleTable.Read().Allows("GET /complaints", caller))
                await client.GetAsync($"complaints?limit=1&cursor={cursor}").ShouldBeProblemAsync(400, "cursor.invalid", "/cursor");
            client.Dispose();
        }
    }

    // Models and questionnaires are the installation's, and shared by all
    private static bool IsOfInstallation(string path) =>
        path.Contains("/models/", StringComparison.Ordinal) || path.Contains("/questionnaires/", StringComparison.Ordinal);

    private static string? Fault(RoleTable table, string operation, string caller, HttpStatusCode status, string body)
    {
        if (status >= HttpStatusCode.InternalServerError)
            return "the platform failed";
        if (body.Contains("\"route.not_found\"", StringComparison.Ordinal))
            return "the gateway does not forward it";
        var isRefused = status is HttpStatusCode.Unauthorized
            || (status is HttpStatusCode.Forbidden && body.Contains("\"permission.denied\"", StringComparison.Ordinal));
        if (table.Allows(operation, caller))
            return isRefused && !operation.Contains("/auth/", StringComparison.Ordinal) ? "the table allows it" : null;
        return caller == Roles.Anonymous
            ? status is HttpStatusCode.Unauthorized ? null : "should be 401"
            : status is HttpStatusCode.Forbidden ? null : "should be 403";
    }

    private async Task<HttpClient> ClientAsync(string caller) => caller switch
    {
        Roles.Anonymous => platform.Client.Customer,
        Roles.Storefront => platform.Client.Backend,
        _ => await platform.Client.AsAsync(caller),
    };

    /// <summary>Everybody there is, of a storefront of their own.</summary>
    private async Task<List<(string Caller, HttpClient Client)>> TheirsAsync()
    {
        var administrator = await platform.Client.AsAsync(Roles.Administrator);
        var shop = $"shop-{Guid.NewGuid():N}"[..20];
        await administrator.PostJsonAsync("storefronts", $$"""{"id":"{{shop}}","name":"小店"}""").ShouldBeAsync(201);
        var key = await administrator.PostJsonAsync("api-keys", $$"""{"storefrontId":"{{shop}}"}""").ShouldBeAsync(201);
        List<(string, HttpClient)> theirs = [(Roles.Storefront, platform.Client.WithKey(key.GetProperty("key").GetString()!))];
        foreach (var role in Roles.Staff)
        {
            var username = $"{role}-{Guid.NewGuid():N}"[..30];
            const string password = "a long enough one";
            await administrator.PostJsonAsync("users", JsonSerializer.Serialize(
                new { username, password, role, storefronts = (string[])[shop] })).ShouldBeAsync(201);
            theirs.Add((role, await platform.Client.SignInAsync(username, password)));
        }

        return theirs;
    }

    /// <summary>Ids of demo's objects, by the noun in front of them in paths.</summary>
    private async Task<Dictionary<string, string>> IdsAsync(Walk walk)
    {
        var manager = await platform.Client.AsAsync(Roles.Manager);
        var administrator = await platform.Client.AsAsync(Roles.Administrator);
        var read = await walk.CaseAsync();
        var known = new Dictionary<string, string>
        {
            ["complaints"] = walk.Id.ToString(),
            ["cases"] = walk.Id.ToString(),
            ["storefronts"] = "demo",
            ["customers"] = "u-1",
            ["by-reference"] = (await manager.GetAsync($"complaints/{walk.Id}").ShouldBeAsync(200)).GetProperty("reference").GetString()!,
            ["offers"] = read.GetProperty("offers")[0].GetProperty("id").GetString()!,
            ["tasks"] = read.GetProperty("tasks")[0].GetProperty("id").GetString()!,
        };
        foreach (var (noun, client) in ((string, HttpClient)[])
            [
                ("follow-ups", manager), ("messages", manager), ("survey-invitations", manager), ("approvals", manager),
                ("notices", manager), ("users", administrator), ("api-keys", administrator),
            ])
        {
            var items = (await client.GetAsync($"{noun}?limit=100").ShouldBeAsync(200)).GetProperty("items").EnumerateArray()
                .Where(item => IsDemos(item, noun)).ToList();
            if (items is [var first, ..])
                known[noun] = first.GetProperty("id").GetString()!;
        }

        return known;
    }

    private static bool IsDemos(JsonElement item, string noun) => noun switch
    {
        "users" => item.GetProperty("username").GetString() == "agent",
        _ => !item.TryGetProperty("storefrontId", out var storefront) || storefront.GetString() == "demo",
    };

    private async Task<string> StateAsync(Walk walk)
    {
        var manager = await platform.Client.AsAsync(Roles.Manager);
        var timeline = await manager.GetAsync($"complaints/{walk.Id}/timeline?limit=100").ShouldBeAsync(200);
        var entries = timeline.GetProperty("items").EnumerateArray().Where(entry => entry.GetProperty("actor").GetString() != "system")
            .Select(entry => $"{entry.GetProperty("kind")} {entry.GetProperty("actor")}");
        return $"{(await walk.CaseAsync()).GetProperty("offers")}\n{string.Join('\n', entries)}";
    }

    private async Task<List<(string Name, string Verb, string Path, JsonElement Operation)>> OperationsAsync() =>
    [
        .. from path in (await platform.DocumentAsync()).GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where operation.Name is "get" or "post" or "put" or "patch" or "delete"
           select (RoleTable.NameOf(operation.Name, path.Name), operation.Name.ToUpperInvariant(), path.Name, operation.Value),
    ];

    // The noun before the parameter says whose id it is
    private static string Resource(string path, string parameter)
    {
        var parts = path.Split('/');
        var at = Array.IndexOf(parts, $"{{{parameter}}}");
        return at > 0 ? parts[at - 1] : "";
    }

    private static string Fill(string path, Func<string, string> value) =>
        string.Join('/', path.Split('/').Select(part => part.StartsWith('{') ? Uri.EscapeDataString(value(part.Trim('{', '}'))) : part));

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string verb, string path, JsonElement operation, string body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(verb), new Uri(client.BaseAddress!, path));
        if (verb is "PUT" or "PATCH" or "DELETE")
            request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (operation.TryGetProperty("requestBody", out var described))
        {
            // What the operation takes: another media type is refused before anybody asks who sends it
            var type = described.GetProperty("content").EnumerateObject().First().Name;
            request.Content = new StringContent(body, Encoding.UTF8);
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(
                type.StartsWith("multipart/", StringComparison.Ordinal) ? type + "; boundary=x" : type);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
