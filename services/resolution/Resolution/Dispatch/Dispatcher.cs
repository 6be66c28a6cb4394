using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Dispatch;

internal sealed record DispatchCase
{
    public required string StorefrontId { get; init; }

    public string? Category { get; init; }

    /// <summary>Language of the customer, for example <c>zh-CN</c>; null where unknown.</summary>
    public string? Language { get; init; }

    public Urgency Urgency { get; init; } = Urgency.General;

    public CustomerType CustomerType { get; init; } = CustomerType.New;

    /// <summary>Strength of negative feeling, 0 to 1.</summary>
    public decimal Emotion { get; init; }

    public decimal EscalationRisk { get; init; }

    /// <summary>Whom a reopened or escalated case goes to at least.</summary>
    public StaffRole LowestRole { get; init; } = StaffRole.Agent;

    /// <summary>Not again to these: who had it before, who declined it.</summary>
    public IReadOnlySet<Guid> Excluded { get; init; } = new HashSet<Guid>();
}

public enum AgentPresence { Present, Away, Offline }

internal sealed record AgentSnapshot
{
    /// <summary>In a list of skills, languages or storefronts: all of them.</summary>
    public const string All = "*";

    public required Guid Id { get; init; }

    public StaffRole Role { get; init; } = StaffRole.Agent;

    public string? Department { get; init; }

    /// <summary>Categories and queue skills; a category stands for the ones below it.</summary>
    public IReadOnlyList<string> Skills { get; init; } = [];

    public IReadOnlyList<string> Languages { get; init; } = [];

    public IReadOnlyList<string> Storefronts { get; init; } = [];

    public AgentPresence Presence { get; init; } = AgentPresence.Present;

    /// <summary>Null is unlimited.</summary>
    public int? Capacity { get; init; }

    public int OpenCases { get; init; }

    public DateTimeOffset? LastAssignedAt { get; init; }
}

public sealed record DispatchChoice
{
    /// <summary>Null: no agent can take it now; the case waits in its queue and is dispatched when someone can.</summary>
    public Guid? AgentId { get; init; }

    public required string Department { get; init; }

    public required string Queue { get; init; }

    public required IReadOnlyList<DispatchCandidate> Candidates { get; init; }
}

/// <param name="Excluded">Codes of what rules the agent out; empty for one who could take the case.</param>
/// <param name="Fits">Codes of what speaks for the agent.</param>
public sealed record DispatchCandidate(Guid AgentId, decimal Score, IReadOnlyList<string> Excluded, IReadOnlyList<string> Fits);

/// <summary>
/// Chooses who gets a case. Storefront, presence and capacity rule out; everything else is points, so that a case never waits for the
/// perfect agent while someone is free. Equal points go to who was given a case longest ago.
/// </summary>
internal static class Dispatcher
{
    public static DispatchChoice Choose(DispatchCase complaint, IReadOnlyCollection<AgentSnapshot> agents, DispatchPolicies policies)
    {
        var department = policies.DepartmentFor(complaint.Category);
        var queue = policies.Queues.FirstOrDefault(q => q.Takes(complaint));
        var candidates = agents
            .Select(agent => (Agent: agent, Candidate: Weigh(agent, complaint, department, queue, policies.Weights)))
            .OrderBy(c => c.Candidate.Excluded.Count > 0)
            .ThenByDescending(c => c.Candidate.Score)
            .ThenBy(c => c.Agent.LastAssignedAt ?? DateTimeOffset.MinValue)
            .ThenBy(c => c.Agent.Id)
            .ToList();

        return new DispatchChoice
        {
            AgentId = candidates is [var best, ..] && best.Candidate.Excluded.Count == 0 ? best.Agent.Id : null,
            Department = department,
            Queue = queue?.Id ?? QueueRule.General,
            Candidates = [.. candidates.Select(c => c.Candidate)],
        };
    }

    private static DispatchCandidate Weigh(
        AgentSnapshot agent, DispatchCase complaint, string department, QueueRule? queue, DispatchWeights weights)
    {
        var excluded = new List<string>();
        if (!Has(agent.Storefronts, complaint.StorefrontId))
            excluded.Add("storefront");
        if (agent.Presence is not AgentPresence.Present)
            excluded.Add(agent.Presence is AgentPresence.Away ? "away" : "offline");
        if (agent.Capacity is { } capacity && agent.OpenCases >= capacity)
            excluded.Add("capacity");
        if (complaint.Excluded.Contains(agent.Id))
            excluded.Add("had_it_before");

        var score = 0m;
        var fits = new List<string>();
        Count("language", weights.Language, complaint.Language is null || agent.Languages.Any(l => Speaks(l, complaint.Language)));
        Count("queue_skill", weights.QueueSkill, queue?.Skill is { } skill && Has(agent.Skills, skill));
        Count("skill", weights.Skill,
            complaint.Category is { } category && agent.Skills.Any(s => s == AgentSnapshot.All || Axes.IsUnder(category, s)));
        Count("department", weights.Department, agent.Department == department);
        Count("seniority", weights.Seniority, agent.Role >= complaint.LowestRole);

        // Senior people are for cases that need them: each rung above what is asked costs as much as a full load
        score -= Math.Max(0, agent.Role - complaint.LowestRole) * weights.Load;
        var full = Math.Max(agent.Capacity ?? weights.FullLoad, 1);
        score += weights.Load * (1 - Math.Min(1m, (decimal)Math.Max(agent.OpenCases, 0) / full));
        return new DispatchCandidate(agent.Id, decimal.Round(score, 2), excluded, fits);

        void Count(string code, decimal points, bool fit)
        {
            if (!fit)
                return;
            score += points;
            fits.Add(code);
        }
    }

    private static bool Has(IReadOnlyList<string> owned, string wanted) => owned.Contains(wanted) || owned.Contains(AgentSnapshot.All);

    // zh serves zh-CN and the other way round; the region alone does not make another language
    private static bool Speaks(string spoken, string wanted) =>
        spoken == AgentSnapshot.All || string.Equals(spoken.Split('-')[0], wanted.Split('-')[0], StringComparison.OrdinalIgnoreCase);
}
