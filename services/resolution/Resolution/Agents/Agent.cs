using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Gateway;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>
/// Somebody who may work on cases: one row per user of the gateway, with the same id. It is due when there may be waiting cases to take.
/// </summary>
internal sealed class Agent : IDueRow
{
    private Agent()
    {
    }

    public Guid Id { get; private init; }

    /// <summary>Agents belong to no single storefront; the queue worker asks for the cases of theirs.</summary>
    public string StorefrontId { get; private init; } = EventScope.Installation;

    public string Username { get; private set; } = "";

    [FreeText]
    public string Name { get; private set; } = "";

    public string Role { get; private set; } = "";

    public bool Active { get; private set; }

    /// <summary>Where the user may work, as the gateway says; separated by a comma, <c>*</c> for all.</summary>
    public string AllowedStorefronts { get; private set; } = "";

    /// <summary>Where the user works, within what is allowed; the same shape.</summary>
    public string Storefronts { get; private set; } = AgentSnapshot.All;

    public string Skills { get; private set; } = AgentSnapshot.All;

    public string Languages { get; private set; } = AgentSnapshot.All;

    public string? Department { get; private set; }

    public AgentPresence Presence { get; private set; }

    /// <summary>Since when the agent is not present.</summary>
    public DateTimeOffset? AwaySince { get; private set; }

    /// <summary><c>null</c> is unlimited.</summary>
    public int? Capacity { get; private set; }

    /// <summary>The gateway's version of the user that stands here.</summary>
    public int SourceVersion { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public StaffRole? StaffRole => Axes.ReadRole(Role);

    public bool TakesCases => Active && Presence is AgentPresence.Present && StaffRole is not null;

    public static Agent Of(Guid userId) => new() { Id = userId, Presence = AgentPresence.Offline };

    public void Apply(StaffUserChanged user, DateTimeOffset now)
    {
        if (user.Version <= SourceVersion)
            return;

        var isNew = SourceVersion == 0;
        SourceVersion = user.Version;
        (Username, Name, Role, Active) = (user.Username, user.DisplayName, user.Role, user.Active);
        AllowedStorefronts = Join(user.Storefronts);
        if (isNew && user.InitiallyPresent is true)
            Presence = AgentPresence.Present;
        if (!Active)
            (Presence, AwaySince) = (AgentPresence.Offline, AwaySince ?? now);
        Changed(now);
    }

    public void Describe(
        IReadOnlyList<string> skills, IReadOnlyList<string> languages, IReadOnlyList<string> storefronts, int? capacity,
        string? department, DateTimeOffset now)
    {
        (Skills, Languages, Storefronts) = (Join(skills), Join(languages), Join(storefronts));
        (Capacity, Department) = (capacity, department);
        Changed(now);
    }

    public void Appear(AgentPresence presence, DateTimeOffset now)
    {
        Presence = presence;
        AwaySince = presence is AgentPresence.Present ? null : AwaySince ?? now;
        Changed(now);
    }

    /// <summary>A place came free, or the agent may take cases that wait: the queue worker looks.</summary>
    public void Wake(DateTimeOffset now)
    {
        if (TakesCases)
            NextAt = now;
    }

    /// <summary>A case was given to somebody who is not there: how long it stays is looked at.</summary>
    public void ExpectBack(DateTimeOffset now) => NextAt ??= now;

    /// <summary>After the queue was looked at; again later, because a case may begin to wait while the agent looks.</summary>
    public void LookAgain(DateTimeOffset? at)
    {
        NextAt = at;
        LeasedUntil = null;
    }

    public AgentSnapshot Snapshot() => new()
    {
        Id = Id,
        Role = StaffRole ?? Policies.StaffRole.Agent,
        Department = Department,
        Skills = Split(Skills),
        Languages = Split(Languages),
        Storefronts = WorksFor(),
        Presence = Presence,
        Capacity = Capacity,
    };

    /// <summary>The gateway lets the user see this storefront.</summary>
    public bool MayWorkFor(string storefrontId) =>
        Split(AllowedStorefronts) is var allowed && (allowed.Contains(AgentSnapshot.All) || allowed.Contains(storefrontId));

    /// <summary>What the gateway allows and the agent serves.</summary>
    public IReadOnlyList<string> WorksFor()
    {
        var (allowed, wanted) = (Split(AllowedStorefronts), Split(Storefronts));
        if (allowed.Contains(AgentSnapshot.All))
            return wanted;
        return wanted.Contains(AgentSnapshot.All) ? allowed : [.. wanted.Intersect(allowed)];
    }

    /// <summary>Of the entries of one list together, with the commas between them.</summary>
    public const int LongestList = 4000;

    public static IReadOnlyList<string> Split(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public static void Map(EntityTypeBuilder<Agent> table)
    {
        table.ToTable("Agents");
        table.Property(row => row.Role).HasMaxLength(20);
        foreach (var list in new[] { nameof(AllowedStorefronts), nameof(Storefronts), nameof(Skills), nameof(Languages) })
            table.Property<string>(list).HasMaxLength(LongestList);
        table.HasIndex(row => row.NextAt);
    }

    private static string Join(IEnumerable<string> values) => string.Join(',', values.Distinct());

    private void Changed(DateTimeOffset now)
    {
        Version++;
        // Who has come may take cases that wait; who has left, or is not there, may leave some behind
        NextAt = now;
    }
}

/// <summary>
/// A place that a case takes with an agent of limited capacity. Two cases that are dispatched at once cannot take the same one, whichever
/// replicas dispatch them; agents without a limit need none, so that they are no point where cases meet.
/// </summary>
internal sealed class CaseSlot
{
    private CaseSlot()
    {
    }

    public Guid AgentId { get; private init; }

    public int Number { get; private init; }

    public Guid CaseId { get; private init; }

    public static CaseSlot Of(Guid agentId, int number, Guid caseId) => new() { AgentId = agentId, Number = number, CaseId = caseId };

    public static void Map(EntityTypeBuilder<CaseSlot> table)
    {
        table.ToTable("CaseSlots");
        table.HasKey(row => new { row.AgentId, row.Number });
    }
}
