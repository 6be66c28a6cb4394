using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Resolution.Tests.Samples;

namespace ComplaintPlatform.Resolution.Tests.Dispatch;

public sealed class DispatchingACaseTests
{
    private static readonly DispatchPolicies Policies = DispatchPolicies.Default;

    private static readonly DispatchCase Delay = new() { StorefrontId = "demo", Category = "logistics/delay", Language = "zh-CN" };

    [Fact]
    public void An_agent_with_all_skills_and_unlimited_capacity_takes_anything()
    {
        var agent = Agent() with { OpenCases = 500 };

        var choice = Choose(Delay, agent);

        choice.AgentId.ShouldBe(agent.Id);
        choice.Department.ShouldBe("logistics");
        choice.Queue.ShouldBe("general");
    }

    [Fact]
    public void Who_speaks_the_language_and_knows_the_matter_goes_first()
    {
        var stranger = Agent() with { Languages = ["en"], Skills = ["product_quality"] };
        var fitting = Agent() with { Languages = ["zh-CN"], Skills = ["logistics"], OpenCases = 5 };

        var choice = Choose(Delay, stranger, fitting);

        choice.AgentId.ShouldBe(fitting.Id);
        choice.Candidates[0].Fits.ShouldBe(["language", "skill", "seniority"]);
    }

    [Fact]
    public void A_case_does_not_wait_for_the_perfect_agent()
    {
        var stranger = Agent() with { Languages = ["en"], Skills = [] };

        Choose(Delay, stranger).AgentId.ShouldBe(stranger.Id);
    }

    [Fact]
    public void The_less_loaded_and_then_the_longest_idle_gets_it()
    {
        var busy = Agent() with { OpenCases = 3 };
        var free = Agent() with { OpenCases = 1, LastAssignedAt = At("2026-03-02 10:00") };
        var idle = Agent() with { OpenCases = 1, LastAssignedAt = At("2026-03-02 09:00") };

        Choose(Delay, busy, free, idle).Candidates.Select(c => c.AgentId).ShouldBe([idle.Id, free.Id, busy.Id]);
    }

    [Fact]
    public void Storefront_presence_capacity_and_exclusion_rule_out_with_their_reasons()
    {
        var other = Agent() with { Storefronts = ["another"] };
        var away = Agent() with { Presence = AgentPresence.Away };
        var full = Agent() with { Capacity = 2, OpenCases = 2 };
        var before = Agent();

        var choice = Choose(Delay with { Excluded = new HashSet<Guid> { before.Id } }, other, away, full, before);

        choice.AgentId.ShouldBeNull();
        choice.Candidates.ToDictionary(c => c.AgentId, c => c.Excluded.Single()).ShouldBe(
            new Dictionary<Guid, string>
            {
                [other.Id] = "storefront",
                [away.Id] = "away",
                [full.Id] = "capacity",
                [before.Id] = "had_it_before"
            },
            ignoreOrder: true);
    }

    [Fact]
    public void Vip_customers_and_high_emotion_have_their_own_queue_and_people()
    {
        var usual = Agent() with { Skills = ["logistics"] };
        var calm = Agent() with { Skills = ["de_escalation"], OpenCases = 4 };
        var vip = Agent() with { Skills = ["vip"], OpenCases = 4 };

        var angry = Choose(Delay with { Emotion = 0.8m }, usual, calm, vip);
        var important = Choose(Delay with { CustomerType = CustomerType.Vip, Emotion = 0.8m }, usual, calm, vip);

        (angry.Queue, angry.AgentId).ShouldBe(("emotion", calm.Id));
        (important.Queue, important.AgentId).ShouldBe(("vip", vip.Id));
    }

    [Fact]
    public void A_reopened_case_goes_to_someone_more_senior_where_there_is_one()
    {
        var agent = Agent();
        var supervisor = Agent() with { Role = StaffRole.Supervisor, OpenCases = 10 };

        Choose(Delay, agent, supervisor).AgentId.ShouldBe(agent.Id);
        Choose(Delay with { LowestRole = StaffRole.Supervisor }, agent, supervisor).AgentId.ShouldBe(supervisor.Id);
        Choose(Delay with { LowestRole = StaffRole.Supervisor }, agent).AgentId.ShouldBe(agent.Id);
    }

    [Theory]
    [InlineData("product_quality/defect", "quality")]
    [InlineData("safety_health/food", "safety")]
    [InlineData("other", "customer_service")]
    [InlineData("made_up_by_a_merchant", "customer_service")]
    [InlineData(null, "customer_service")]
    public void The_category_names_the_department(string? category, string department) =>
        Policies.DepartmentFor(category).ShouldBe(department);

    [Fact]
    public void The_closest_category_names_the_department()
    {
        var policies = Policies with { Departments = [.. Policies.Departments, new Department("claims", Name, ["logistics/damage_loss"])] };

        policies.DepartmentFor("logistics/damage_loss").ShouldBe("claims");
        policies.DepartmentFor("logistics/damage").ShouldBe("logistics");
    }

    private static readonly Gen<AgentSnapshot> Agents =
        from id in Gen.Choose(0, int.MaxValue)
        from role in Gen.Elements(Enum.GetValues<StaffRole>())
        from presence in Gen.Elements(Enum.GetValues<AgentPresence>())
        from storefront in Gen.Elements("demo", "another", "*")
        from language in Gen.Elements("zh-CN", "en", "*")
        from skill in Gen.Elements("logistics", "vip", "*", "other")
        from capacity in Gen.Choose(0, 20)
        from open in Gen.Choose(0, 20)
        select Agent() with
        {
            Id = new Guid(id, 0, 0, new byte[8]),
            Role = role,
            Presence = presence,
            Storefronts = [storefront],
            Languages = [language],
            Skills = [skill],
            Capacity = capacity == 0 ? null : capacity,
            OpenCases = open,
        };

    [Fact]
    public void Only_one_who_can_take_it_is_chosen_and_one_is_whenever_there_is_one() => Holds(Gen.ListOf(Agents, 6), agents =>
    {
        var able = agents.Where(
            a => a.Presence is AgentPresence.Present && a.Storefronts[0] != "another" && (a.Capacity ?? int.MaxValue) > a.OpenCases)
            .Select(a => a.Id).ToList();

        var chosen = Choose(Delay, [.. agents]).AgentId;

        if (able.Count == 0)
            chosen.ShouldBeNull();
        else
            able.ShouldContain(chosen!.Value);
    });

    [Fact]
    public void The_order_in_which_agents_are_listed_does_not_matter() => Holds(Gen.ListOf(Agents, 6), agents =>
        Choose(Delay, [.. Enumerable.Reverse(agents)]).AgentId.ShouldBe(Choose(Delay, [.. agents]).AgentId));

    private static DispatchChoice Choose(DispatchCase complaint, params AgentSnapshot[] agents) =>
        Dispatcher.Choose(complaint, agents, Policies);

    private static AgentSnapshot Agent() => new() { Id = Guid.NewGuid(), Storefronts = ["*"], Languages = ["*"], Skills = ["*"] };
}
