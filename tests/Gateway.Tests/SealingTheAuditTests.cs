using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Gateway.Tests;

/// <summary>Whoever reaches the database past the platform cannot make the audit tell something else unseen.</summary>
public sealed class SealingTheAuditTests
{
    private const string Verification = "/api/v1/operations/gateway/audit/verification";

    [Theory]
    [InlineData("UPDATE AuditEntries SET ActorName = 'somebody else' WHERE Action = 'CreateStorefront'")]
    [InlineData("DELETE FROM AuditEntries WHERE Action = 'CreateStorefront'")]
    [InlineData("UPDATE AuditSeals SET Entries = Entries - 1")]
    public async Task What_was_changed_in_the_database_shows(string change)
    {
        await using var gateway = new GatewayFactory();
        await gateway.InitializeAsync();
        using (var administrator = await gateway.SignedInAsync())
            await administrator.PostJsonAsync("/api/v1/storefronts", """{"id":"shop-1","name":"小店"}""").ShouldBeAsync(201);
        await Eventually.BeTrueAsync(
            async () =>
            {
                gateway.Clock.Advance(TimeSpan.FromMinutes(2));
                return await ScalarAsync(gateway, "SELECT COUNT(*) FROM AuditSeals") > 0;
            },
            "the stretch is closed");
        // The clock went on for longer than a session lasts
        using var auditor = await gateway.SignedInAsync("auditor");
        (await auditor.GetAsync(Verification).ShouldBeAsync(200)).GetProperty("valid").GetBoolean().ShouldBeTrue();

        (await ScalarAsync(gateway, $"{change}; SELECT changes();")).ShouldBeGreaterThan(0);

        var verified = await auditor.GetAsync(Verification).ShouldBeAsync(200);
        verified.GetProperty("valid").GetBoolean().ShouldBeFalse();
        verified.GetProperty("firstFault").GetString().ShouldNotBeNull();
    }

    [Fact]
    public async Task A_service_that_does_not_answer_makes_no_audit_with_a_hole()
    {
        await using var gateway = new GatewayFactory();
        await gateway.InitializeAsync();
        using var auditor = await gateway.SignedInAsync("auditor");

        var refused = await auditor.GetAsync("/api/v1/audit?service=follow-up");

        await refused.ShouldBeProblemAsync(503, "audit.incomplete");
        refused.Headers.RetryAfter.ShouldNotBeNull();
        await auditor.GetAsync("/api/v1/audit?service=gateway").ShouldBeAsync(200);
    }

    [Fact]
    public async Task Failed_sign_ins_stand_in_it_for_users_that_there_are()
    {
        await using var gateway = new GatewayFactory();
        await gateway.InitializeAsync();
        await gateway.SignInAsync("manager", "wrong").ShouldBeAsync(401);
        await gateway.SignInAsync("zhangsan@example.com", "wrong").ShouldBeAsync(401);
        using var auditor = await gateway.SignedInAsync("auditor");

        var refused = await auditor.GetAsync("/api/v1/audit?service=gateway&outcome=refused&action=SignIn").ShouldBeAsync(200);

        var only = refused.GetProperty("items").EnumerateArray().Single();
        only.GetProperty("actor").GetProperty("role").GetString().ShouldBe("manager");
        only.GetProperty("refusal").GetString().ShouldBe("sign_in.refused");
    }

    private static async Task<long> ScalarAsync(GatewayFactory gateway, string sql)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(gateway.Folder, "gateway.db")}");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
