using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Replies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Tests.Policies;

/// <summary>Policy documents as they travel over the API: camelCase, enums in snake_case, strict.</summary>
public sealed class PolicyDocumentTests
{
    private static readonly JsonSerializerOptions Api = JsonDefaults.Options;

    [Fact]
    public void Every_default_is_valid_and_is_read_as_it_was_written()
    {
        Survives(BusinessCalendars.Default, d => d.Validate());
        Survives(DeadlinePolicies.Default, d => d.Validate(new HashSet<string> { "china" }));
        Survives(CompensationPolicies.Default, d => d.Validate());
        Survives(AuthorityLimits.Default, d => d.Validate());
        Survives(DispatchPolicies.Default, d => d.Validate());
        Survives(EscalationPolicies.Default, d => d.Validate());
        Survives(PlaybookPolicies.Default, d => d.Validate(DispatchPolicies.Default.Departments.Select(known => known.Id).ToHashSet()));
        Survives(ReplyTemplates.Default, d => d.Validate());
    }

    [Fact]
    public void The_shape_is_that_of_the_api()
    {
        var deadlines = JsonSerializer.SerializeToNode(DeadlinePolicies.Default, Api)!;
        deadlines["rules"]![1]!["urgency"]!.GetValue<string>().ShouldBe("non_urgent");
        deadlines["rules"]![1]!["resolution"]!.ToJsonString().ShouldBe("""{"minutes":4320,"clock":"business"}""");

        var calendar = JsonSerializer.SerializeToNode(BusinessCalendars.Default, Api)!["calendars"]![0]!;
        calendar["weeklyHours"]![0]!.ToJsonString().ShouldBe("""{"day":"monday","opens":"09:00","closes":"18:00"}""");
        calendar["holidays"]![0]!["date"]!.GetValue<string>().ShouldBe("2026-01-01");

        JsonSerializer.SerializeToNode(AuthorityLimits.Default, Api)!["limits"]![0]!.ToJsonString()
            .ShouldBe("""{"role":"agent","severity":"minor","limit":{"amount":"200.00","currency":"CNY"}}""");
    }

    [Theory]
    [InlineData("/calendars/0/timeZone", "\"Asia/Nowhere\"", "/calendars/0/timeZone")]
    [InlineData("/calendars/0/weeklyHours/0/opens", "\"9:00\"", "/calendars/0/weeklyHours/0/opens")]
    [InlineData("/calendars/0/weeklyHours/0/closes", "\"24:01\"", "/calendars/0/weeklyHours/0/closes")]
    [InlineData("/calendars/0/weeklyHours/0/closes", "\"08:00\"", "/calendars/0/weeklyHours/0/closes")]
    [InlineData("/calendars/0/weeklyHours/1/day", "\"monday\"", "/calendars/0/weeklyHours/1")]
    [InlineData("/calendars/0/weeklyHours", "[]", "/calendars/0/weeklyHours")]
    [InlineData("/calendars/0/makeUpDays/0/date", "\"2026-01-01\"", "/calendars/0/makeUpDays/0/date")]
    [InlineData("/calendars/0/makeUpDays/0/follows", "\"sunday\"", "/calendars/0/makeUpDays/0/follows")]
    [InlineData("/defaultCalendar", "\"none\"", "/defaultCalendar")]
    public void A_wrong_calendar_is_named_by_its_pointer(string pointer, string value, string error) =>
        Refuses(BusinessCalendars.Default, d => d.Validate(), pointer, value, error);

    [Theory]
    [InlineData("/rules/0/firstResponse/minutes", "0", "/rules/0/firstResponse/minutes")]
    [InlineData("/rules/0/category", "\"Logistics/\"", "/rules/0/category")]
    [InlineData("/rules/0/urgency", "null", "/rules/0")]
    [InlineData("/rules/2/urgency", "\"general\"", "/rules/2")]
    [InlineData("/rules/1/id", "\"urgent\"", "/rules/1")]
    [InlineData("/rules/1/calendarId", "\"none\"", "/rules/1/calendarId")]
    [InlineData("/firstResponseCapMinutes", "1441", "/firstResponseCapMinutes")]
    [InlineData("/warningAt", "1", "/warningAt")]
    [InlineData("/reopeningMinimum", "-0.1", "/reopeningMinimum")]
    [InlineData("/rules", "[]", "/rules")]
    public void A_wrong_deadline_policy_is_named_by_its_pointer(string pointer, string value, string error) =>
        Refuses(DeadlinePolicies.Default, d => d.Validate(new HashSet<string> { "china" }), pointer, value, error);

    [Theory]
    [InlineData("/multiplier", "11", "/multiplier")]
    [InlineData("/limits/0/floor/amount", "\"5001\"", "/limits/0/floor/amount")]
    [InlineData("/limits/0/cap/currency", "\"EUR\"", "/limits/0/floor/currency")]
    [InlineData("/limits/0/monthlyBudget/amount", "\"-1\"", "/limits/0/monthlyBudget/amount")]
    [InlineData("/guard/windowDays", "0", "/guard/windowDays")]
    public void A_wrong_compensation_policy_is_named_by_its_pointer(string pointer, string value, string error) =>
        Refuses(CompensationPolicies.Default, d => d.Validate(), pointer, value, error);

    [Theory]
    [InlineData("/limits/3/limit/amount", "\"199\"", "/limits/3/limit/amount")]
    [InlineData("/limits/0/role", "\"director\"", "/limits/0/role")]
    [InlineData("/limits/6/severity", "\"general\"", "/limits/7")]
    [InlineData("/limits/6/severity", "\"general\"", "/limits/3/role")]
    [InlineData("/approvalExpiresAfterMinutes", "0", "/approvalExpiresAfterMinutes")]
    public void Wrong_authority_limits_are_named_by_their_pointer(string pointer, string value, string error) =>
        Refuses(AuthorityLimits.Default, d => d.Validate(), pointer, value, error);

    [Theory]
    [InlineData("/departments/1/categories/0", "\"product_quality\"", "/departments/1/categories/0")]
    [InlineData("/defaultDepartment", "\"none\"", "/defaultDepartment")]
    [InlineData("/queues/1/id", "\"general\"", "/queues/1/id")]
    [InlineData("/queues/0/customerTypes", "[]", "/queues/0")]
    [InlineData("/weights/fullLoad", "0", "/weights/fullLoad")]
    [InlineData("/weights/load", "-1", "/weights/load")]
    public void A_wrong_dispatch_policy_is_named_by_its_pointer(string pointer, string value, string error) =>
        Refuses(DispatchPolicies.Default, d => d.Validate(), pointer, value, error);

    [Theory]
    [InlineData("/overdueSteps/1/after", "0.2", "/overdueSteps/1")]
    [InlineData("/rules/1/trigger", "\"warning\"", "/rules/1")]
    [InlineData("/emotionRise", "0", "/emotionRise")]
    public void A_wrong_escalation_policy_is_named_by_its_pointer(string pointer, string value, string error) =>
        Refuses(EscalationPolicies.Default, d => d.Validate(), pointer, value, error);

    [Theory]
    [InlineData("/calendars/0/weeklyHours/0")]
    [InlineData("/calendars/0/holidays/0")]
    [InlineData("/calendars/0/makeUpDays/0")]
    [InlineData("/calendars/0")]
    public void A_hole_in_a_calendar_is_named(string pointer) =>
        Refuses(BusinessCalendars.Default, d => d.Validate(), pointer, "null", pointer);

    [Fact]
    public void A_hole_in_any_other_policy_is_named()
    {
        Refuses(DeadlinePolicies.Default, d => d.Validate(), "/rules/0", "null", "/rules/0");
        Refuses(CompensationPolicies.Default, d => d.Validate(), "/limits/0", "null", "/limits/0");
        Refuses(AuthorityLimits.Default, d => d.Validate(), "/limits/0", "null", "/limits/0");
        Refuses(DispatchPolicies.Default, d => d.Validate(), "/departments/0", "null", "/departments/0");
        Refuses(DispatchPolicies.Default, d => d.Validate(), "/departments/0/categories/0", "null", "/departments/0/categories/0");
        Refuses(DispatchPolicies.Default, d => d.Validate(), "/queues/0", "null", "/queues/0");
        Refuses(EscalationPolicies.Default, d => d.Validate(), "/rules/0", "null", "/rules/0");
        Refuses(EscalationPolicies.Default, d => d.Validate(), "/overdueSteps/0", "null", "/overdueSteps/0");
    }

    private static void Survives<T>(T document, Func<T, IReadOnlyList<PolicyError>> validate)
        where T : class
    {
        var json = JsonSerializer.Serialize(document, Api);
        var read = JsonSerializer.Deserialize<T>(json, Api).ShouldNotBeNull();

        validate(read).ShouldBeEmpty();
        JsonSerializer.Serialize(read, Api).ShouldBe(json);
    }

    private static void Refuses<T>(T document, Func<T, IReadOnlyList<PolicyError>> validate, string pointer, string value, string error)
        where T : class
    {
        var root = JsonSerializer.SerializeToNode(document, Api)!;
        var parts = pointer.Split('/')[1..];
        var parent = parts[..^1]
            .Aggregate(root, (node, part) => node is JsonArray list ? list[int.Parse(part, CultureInfo.InvariantCulture)]! : node[part]!);
        var changed = JsonNode.Parse(value);
        if (parent is JsonArray array)
            array[int.Parse(parts[^1], CultureInfo.InvariantCulture)] = changed;
        else
            parent[parts[^1]] = changed;

        validate(root.Deserialize<T>(Api).ShouldNotBeNull()).Select(e => e.Pointer).ShouldContain(error);
    }
}
