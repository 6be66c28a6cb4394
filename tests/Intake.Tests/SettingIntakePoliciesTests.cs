using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class SettingIntakePoliciesTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task The_defaults_stand_until_somebody_writes_others()
    {
        var policy = await intake.As(Roles.Auditor).GetAsync("intake-policies").ShouldBeAsync(200);

        policy.GetProperty("retention").GetProperty("months").GetInt32().ShouldBe(36);
        policy.GetProperty("masking").GetProperty("clearRoles").EnumerateArray().Select(role => role.GetString())
            .ShouldBe(["storefront", "agent", "supervisor", "manager", "director"]);
    }

    [Fact]
    public async Task A_storefront_has_its_own_and_a_section_left_out_has_its_defaults()
    {
        var manager = intake.As(Roles.Manager, "pol-1");
        using var read = await manager.GetAsync("intake-policies", TestContext.Current.CancellationToken);

        var written = await manager.PutJsonAsync(
            "intake-policies", """{"retention":{"months":12}}""", ("If-Match", read.Headers.ETag!.ToString())).ShouldBeAsync(200);

        written.GetProperty("retention").GetProperty("months").GetInt32().ShouldBe(12);
        written.GetProperty("retention").GetProperty("recheckMinutes").GetInt32().ShouldBe(60);
        var other = await intake.As(Roles.Manager, "pol-2").GetAsync("intake-policies").ShouldBeAsync(200);
        other.GetProperty("retention").GetProperty("months").GetInt32().ShouldBe(36);
    }

    [Theory]
    [InlineData("""{"retention":{"months":0}}""", "/retention/months")]
    [InlineData("""{"retention":{"months":601}}""", "/retention/months")]
    [InlineData("""{"masking":{"clearRoles":["agent","auditor"]}}""", "/masking/clearRoles/1")]
    public async Task What_makes_no_sense_is_refused(string policy, string pointer) =>
        await intake.As(Roles.Administrator, "*").PutJsonAsync("intake-policies", policy, ("If-Match", "*"))
            .ShouldBeProblemAsync(400, "request.invalid", pointer);
}
