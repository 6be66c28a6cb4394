using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Policies;
using static ComplaintPlatform.Resolution.Tests.Deadlines.ClockFacts;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Deadlines;

public sealed class DeadlinePoliciesTests
{
    private static readonly WorkingTimes China = new(BusinessCalendars.Default);

    [Theory]
    [InlineData("urgent", "2026-03-06 17:00", "2026-03-06 17:15", "2026-03-06 21:00")]
    [InlineData("general", "2026-03-06 17:00", "2026-03-06 19:00", "2026-03-07 17:00")]
    [InlineData("non_urgent", "2026-03-06 17:00", "2026-03-07 17:00",
        "2026-03-18 17:00")] // 1 h on Friday, then 7 days of 9 h, 8 h on the last
    [InlineData("something_new", "2026-03-06 17:00", "2026-03-06 19:00", "2026-03-07 17:00")]
    public void The_defaults_are_those_of_the_service_standard(string urgency, string received, string firstResponse, string resolution)
    {
        Due(DeadlineTargetKind.FirstResponse).ShouldBe(At(firstResponse));
        Due(DeadlineTargetKind.Resolution).ShouldBe(At(resolution));

        DateTimeOffset Due(DeadlineTargetKind kind)
        {
            var terms = DeadlinePolicies.Default.TermsFor(kind, Axes.ReadUrgency(urgency), CustomerType.New, "logistics/delay")!;
            return DeadlineClock.Read([Event(At(received), ClockEventKind.Start, terms)], China, At(received)).ShouldNotBeNull().Due;
        }
    }

    [Fact]
    public void The_first_rule_that_fits_is_used()
    {
        var vip = Rule("vip", 10) with { CustomerType = CustomerType.Vip };
        var logistics = Rule("logistics", 20) with { Category = "logistics" };
        var policies = new DeadlinePolicies { Rules = [vip, logistics, Rule("rest", 30)] };

        RuleOf(CustomerType.Vip, "logistics/delay").ShouldBe("vip");
        RuleOf(CustomerType.New, "logistics/delay").ShouldBe("logistics");
        RuleOf(CustomerType.New, "logistics_other").ShouldBe("rest");
        RuleOf(CustomerType.New, null).ShouldBe("rest");

        string RuleOf(CustomerType customer, string? category) =>
            policies.TermsFor(DeadlineTargetKind.Resolution, Urgency.General, customer, category)!.RuleId;
    }

    [Fact]
    public void A_first_response_never_takes_longer_than_a_day_by_the_clock()
    {
        var slow = Rule("slow", 9 * 60) with { FirstResponse = new DeadlineTarget(9 * 60, DeadlineClockKind.Business) };
        var terms = new DeadlinePolicies { Rules = [slow] }.TermsFor(
            DeadlineTargetKind.FirstResponse, Urgency.General, CustomerType.New, null);

        var reading = DeadlineClock.Read([Event(At("2026-03-06 17:00"), ClockEventKind.Start, terms)], China, At("2026-03-06 17:00"))
            .ShouldNotBeNull();

        reading.Due.ShouldBe(At("2026-03-07 17:00"));
    }

    [Fact]
    public void A_dry_run_tells_what_would_have_been()
    {
        var cases = Enumerable.Range(1, 4).Select(hours => new DeadlineHistory
        {
            CaseId = Guid.NewGuid(),
            Kind = DeadlineTargetKind.Resolution,
            Urgency = Urgency.General,
            CustomerType = CustomerType.New,
            Events =
            [
                Event(At("2026-03-02 08:00"), ClockEventKind.Start, Terms(2.5)),
                Event(At("2026-03-02 08:00").AddHours(hours), ClockEventKind.Met),
            ],
        }).ToList();
        var proposed = new DeadlinePolicies { Rules = [Rule("looser", 3 * 60 + 30)] };

        var outcome = DeadlineComparison.Compare(cases, proposed, China, China, At("2026-03-20 08:00")).ShouldHaveSingleItem();

        outcome.Cases.ShouldBe(4);
        outcome.BreachedAsItWas.ShouldBe(2);
        outcome.BreachedAsProposed.ShouldBe(1);
        outcome.NoLongerBreached.ShouldBe([cases[2].CaseId]);
        outcome.NewlyBreached.ShouldBeEmpty();
    }

    private static DeadlineRule Rule(string id, int minutes) => new()
    {
        Id = id,
        FirstResponse = new DeadlineTarget(minutes, DeadlineClockKind.Calendar),
        Resolution = new DeadlineTarget(minutes, DeadlineClockKind.Calendar),
    };
}
