using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class MaskingCustomersTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string More = """
        ,"subject":"请回电 13822223333 13944445555","customer":{"externalId":"mask-77","name":"诸葛瑾瑜","email":"zhuge@example.org","phone":"13800138077"}
        """;

    private static readonly string[] Secrets = ["诸葛瑾瑜", "瑾瑜", "zhuge", "13800138077", "8613800138077", "13822223333", "13944445555", "jinyu@example.org"];

    [Theory]
    [InlineData(Roles.Auditor)]
    [InlineData(Roles.Administrator)]
    public async Task Who_need_not_know_sees_neither_names_nor_contact_points_anywhere(string role)
    {
        var id = await intake.ReceiveIdAsync("联系邮箱 jinyu@example.org,物流太慢", More.Trim());
        var reader = intake.As(role);
        var seen = new List<string>();
        foreach (var path in new[]
        {
            $"complaints/{id}", $"complaints/{id}/timeline?limit=100", $"complaints/{id}/service-file", "complaints?limit=100", "complaints/export?format=csv",
            "complaints/export?format=ndjson", "events?limit=1000", "customers/mask-77", "complaints?q=" + Uri.EscapeDataString("诸葛瑾瑜"),
        })
        {
            using var answer = await reader.GetAsync(path, TestContext.Current.CancellationToken);
            seen.Add(path + "\n" + System.Text.RegularExpressions.Regex.Unescape(
                (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Replace("\\\"", "\"", StringComparison.Ordinal)));
        }

        foreach (var secret in Secrets)
            seen.Where(text => text.Contains(secret, StringComparison.Ordinal)).Select(text => text.Split('\n')[0]).ShouldBeEmpty(secret);
        (await reader.GetAsync($"complaints?q={Uri.EscapeDataString("诸葛瑾瑜")}").ShouldBeAsync(200)).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Who_works_on_cases_sees_them_and_a_policy_can_take_that_away_but_never_give_it_to_the_auditor()
    {
        HttpClient At(string role) => intake.As(role, "mask-2");
        var created = await At(Roles.Storefront).PostJsonAsync(
            "complaints", """{"channel":"web","text":"太慢","customer":{"externalId":"m-1","name":"诸葛瑾瑜"}}""").ShouldBeAsync(201);
        var path = $"complaints/{created.GetProperty("id").GetGuid()}";
        (await NameAsync(At(Roles.Agent), path)).ShouldBe("诸葛瑾瑜");
        (await NameAsync(At(Roles.Auditor), path)).ShouldBe("诸***");

        await At(Roles.Manager).PutJsonAsync("intake-policies", """{"masking":{"clearRoles":["administrator"]}}""", ("If-Match", "*")).ShouldBeAsync(200);

        (await NameAsync(At(Roles.Agent), path)).ShouldBe("诸***");
        (await NameAsync(At(Roles.Administrator), path)).ShouldBe("诸葛瑾瑜");
        (await NameAsync(At(Roles.Auditor), path)).ShouldBe("诸***");
    }

    private static async Task<string?> NameAsync(HttpClient client, string path) =>
        (await client.GetAsync(path).ShouldBeAsync(200)).GetProperty("customer") is { ValueKind: JsonValueKind.Object } customer
            ? customer.GetProperty("name").GetString() : null;
}
