using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Approvals;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Cases;

public enum CaseState { Open, InProgress, AwaitingCustomer, AwaitingApproval, Executing, Resolved, Closed }

public enum SlaState { OnTrack, AtRisk, Breached }

/// <summary>
/// The work on one complaint, over all its cycles. Each change checks its rule and returns the events that make it known; the state follows
/// from what is in the case. The row is due when a deadline, an approval or a task is to be looked at next.
/// </summary>
internal sealed partial class Case : IStorefrontOwned, IDueRow
{
    private Case()
    {
    }

    /// <summary>The complaint's id.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Reference { get; private init; } = "";

    public int Cycle { get; private set; } = 1;

    public CaseState State { get; private set; }

    public string Department { get; private set; } = "";

    public string Queue { get; private set; } = "";

    public Guid? AgentId { get; private set; }

    [FreeText]
    public string? AgentName { get; private set; }

    /// <summary>Nobody of this role or above was there when one was to have it: the first who comes takes it over.</summary>
    public StaffRole? WantsRole { get; private set; }

    /// <summary>Who was joined to the case by an escalation; ids separated by a comma.</summary>
    public string Joined { get; private set; } = "";

    public EscalationLevel Level { get; private set; }

    public string Category { get; private set; } = "";

    public Urgency Urgency { get; private set; }

    public Severity Severity { get; private set; }

    /// <summary>Authority goes by the highest severity that the case ever had: a correction downwards opens no limit.</summary>
    public Severity StrictestSeverity { get; private set; }

    public CustomerType CustomerType { get; private set; }

    public string Channel { get; private init; } = "";

    public string Language { get; private set; } = "";

    public Guid? CustomerId { get; private init; }

    public string? OrderExternalId { get; private init; }

    public DateTimeOffset ReceivedAt { get; private init; }

    public DateTimeOffset OpenedAt { get; private init; }

    public DateTimeOffset? AssignedAt { get; private set; }

    public DateTimeOffset? FirstRespondedAt { get; private set; }

    /// <summary>Resolved or closed; while it is <c>null</c> the case counts as its agent's load.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What was resolved is closed later, by the customer's word; customers' links live on for so long after that.</summary>
    public DateTimeOffset? ClosedAt { get; private set; }

    public string? Summary { get; private set; }

    /// <summary>As in <see cref="CaseClosed.Reason"/>.</summary>
    public string? CloseReason { get; private set; }

    /// <summary>The case closes with this reason as soon as the last promise is kept.</summary>
    public string? PendingClose { get; private set; }

    public string? EscalationReason { get; private set; }

    public DateTimeOffset FirstResponseDueAt { get; private set; }

    public DateTimeOffset ResolutionDueAt { get; private set; }

    public SlaState Sla { get; private set; }

    /// <summary>The customer was erased: no words about the case are kept any more. Set with the erasure itself.</summary>
    public bool IsErased { get; private set; }

    /// <summary>Somebody took it up in this cycle.</summary>
    public bool Started { get; private set; }

    /// <summary>The customer was asked and has not answered: the clock stands.</summary>
    public bool AwaitsCustomer { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public List<ClockFact> Clock { get; } = [];

    public List<Contact> Contacts { get; } = [];

    public List<Offer> Offers { get; } = [];

    public List<Approval> Approvals { get; } = [];

    public List<CaseTask> Tasks { get; } = [];

    public List<Obligation> Obligations { get; } = [];

    public CaseSlot? Slot { get; private set; }

    public IReadOnlyList<Guid> JoinedIds => [.. Joined.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];

    public bool IsActive => EndedAt is null;

    public bool IsWaiting => IsActive && AgentId is null;

    public static Case Open(ComplaintFacts facts, PolicyBook policies, DateTimeOffset now)
    {
        var opened = new Case
        {
            Id = facts.Id,
            StorefrontId = facts.StorefrontId,
            Reference = facts.Reference,
            Channel = facts.Channel,
            CustomerId = facts.CustomerId,
            OrderExternalId = facts.OrderExternalId,
            // Another host's clock may be ahead of ours
            ReceivedAt = facts.ReceivedAt < now ? facts.ReceivedAt : now,
            OpenedAt = now,
        };
        opened.TakeAxes(facts);
        opened.Department = policies.Dispatch.DepartmentFor(facts.Category);
        opened.StartClocks(policies, facts.AcknowledgedAt);
        opened.ReadClocks(policies, now);
        return opened;
    }

    public CaseOpened Opened(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = Id,
        Version = ++Version,
        Cycle = Cycle,
        State = EnumText.Of(State),
        Department = Department,
        Urgency = EnumText.Of(Urgency),
        FirstResponseDueAt = FirstResponseDueAt,
        ResolutionDueAt = ResolutionDueAt,
    };

    /// <param name="slot">The place with an agent of limited capacity.</param>
    /// <param name="reason">Stable codes separated by a comma.</param>
    public CaseAssigned Assign(Guid? agentId, string? agentName, CaseSlot? slot, string? queue, string reason, DateTimeOffset now)
    {
        (AgentId, AgentName, Slot) = (agentId, agentName, slot);
        Queue = queue ?? Queue;
        AssignedAt = agentId is null ? null : now;
        return new CaseAssigned
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Department = Department,
            AgentId = agentId,
            AgentName = agentName,
            Reason = reason,
        };
    }

    /// <exception cref="DomainRuleException"><c>case.already_accepted</c>, <c>case.ended</c>.</exception>
    public CaseAccepted Accept(Guid agentId, DateTimeOffset now)
    {
        EnsureActive();
        if (Started && AgentId == agentId)
            throw new DomainRuleException("case.already_accepted", "You have taken this case up before. | 您此前已受理该案。");

        Started = true;
        Settle();
        return new CaseAccepted
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            AgentId = agentId,
        };
    }

    /// <returns>Nothing where it stands on the highest level already.</returns>
    public CaseEscalated? Escalate(EscalationLevel level, string reason, DateTimeOffset now)
    {
        if (level <= Level)
            return null;

        (Level, EscalationReason) = (level, reason);
        return new CaseEscalated
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Level = EnumText.Of(level),
            Reason = reason,
            AgentId = AgentId,
            AgentName = AgentName,
        };
    }

    public void Want(StaffRole? role) => WantsRole = role;

    /// <summary>Something outside of it changed that its clocks depend on: it is looked at as soon as may be.</summary>
    public void LookSoon(DateTimeOffset now)
    {
        if (NextAt is null || NextAt > now)
            NextAt = now;
    }

    /// <returns>Whether it is news.</returns>
    public bool Join(Guid userId)
    {
        const int most = 50;
        if (userId == AgentId || JoinedIds.Contains(userId) || JoinedIds.Count == most)
            return false;
        Joined = string.Join(',', JoinedIds.Append(userId));
        Version++;
        return true;
    }

    /// <summary>A word to the next one who works on it; no contact with the customer.</summary>
    public void Note(string text, Guid? by, string byName, DateTimeOffset now)
    {
        Contacts.Add(Contact.Note(this, text, by, byName, now));
        Version++;
    }

    public CaseFacts Facts() => new()
    {
        Category = Category,
        Urgency = EnumText.Of(Urgency),
        CustomerType = EnumText.Of(CustomerType),
        Channel = Channel,
        Language = Language,
        CustomerId = CustomerId,
        AgentId = AgentId,
        Department = Department,
    };

    public DispatchCase ToDispatch(ComplaintFacts facts, StaffRole lowestRole, IReadOnlySet<Guid> excluded) => new()
    {
        StorefrontId = StorefrontId,
        Category = Category,
        Language = Language,
        Urgency = Urgency,
        CustomerType = CustomerType,
        Emotion = facts.Emotion,
        EscalationRisk = (decimal)Math.Clamp(facts.EscalationRisk, 0, 1),
        LowestRole = lowestRole,
        Excluded = excluded,
    };

    public static void Map(EntityTypeBuilder<Case> table)
    {
        table.ToTable("Cases");
        table.Property(row => row.Reference).HasMaxLength(12);
        table.Property(row => row.Department).HasMaxLength(64);
        table.Property(row => row.Queue).HasMaxLength(64);
        table.Property(row => row.Channel).HasMaxLength(20);
        table.Property(row => row.Language).HasMaxLength(10);
        table.Property(row => row.CloseReason).HasMaxLength(20);
        table.Property(row => row.Joined).HasMaxLength(2000);
        table.Property(row => row.PendingClose).HasMaxLength(20);
        table.Property(row => row.EscalationReason).HasMaxLength(1000);
        table.Property(row => row.Summary).HasMaxLength(4000);
        MapGuidance(table);
        MapEmergency(table);
        table.HasMany(row => row.Clock).WithOne().HasForeignKey(row => row.CaseId);
        table.HasMany(row => row.Contacts).WithOne().HasForeignKey(row => row.CaseId);
        table.HasMany(row => row.Offers).WithOne().HasForeignKey(row => row.CaseId);
        table.HasMany(row => row.Approvals).WithOne().HasForeignKey(row => row.CaseId);
        table.HasMany(row => row.Tasks).WithOne().HasForeignKey(row => row.CaseId);
        table.HasMany(row => row.Obligations).WithOne().HasForeignKey(row => row.CaseId);
        table.HasOne(row => row.Slot).WithOne().HasForeignKey<CaseSlot>(row => row.CaseId);
        table.HasOne(row => row.RootCause).WithOne().HasForeignKey<Learning.Causes.RootCause>(row => row.ComplaintId);
        table.HasIndex(row => new { row.StorefrontId, row.OpenedAt, row.Id });
        table.HasIndex(row => new { row.State, row.OpenedAt });
        // A list of what is rare must not walk through all that is not, whether the reader works for one storefront or for all
        table.HasIndex(row => new { row.OpenedAt, row.Id });
        table.HasIndex(row => new { row.AgentId, row.OpenedAt });
        table.HasIndex(row => new { row.Level, row.OpenedAt });
        table.HasIndex(row => new { row.Sla, row.OpenedAt });
        table.HasIndex(row => new { row.Department, row.OpenedAt });
        // Holds all that the board and the load of agents are counted from
        table.HasIndex(row => new { row.EndedAt, row.AgentId, row.StorefrontId, row.Department, row.State, row.Sla });
        table.HasIndex(row => new { row.CustomerId, row.StorefrontId });
        table.HasIndex(row => new { row.OrderExternalId, row.StorefrontId });
        table.HasIndex(row => row.NextAt);
        table.HasIndex(row => row.WantsRole);
    }

    private void TakeAxes(ComplaintFacts facts)
    {
        Category = facts.Category;
        Urgency = Axes.ReadUrgency(facts.Urgency);
        Severity = Axes.ReadSeverity(facts.Severity);
        StrictestSeverity = Severity > StrictestSeverity ? Severity : StrictestSeverity;
        CustomerType = Axes.ReadCustomerType(facts.CustomerType);
        Language = facts.Language;
    }

    /// <summary>The state follows from what the case holds, not from what happened last.</summary>
    private void Settle()
    {
        if (!IsActive)
            return;
        State = AwaitsCustomer ? CaseState.AwaitingCustomer
            : Approvals.Exists(approval => approval.State is ApprovalState.Pending) ? CaseState.AwaitingApproval
            : Offers.Exists(offer => offer.Cycle == Cycle && offer is { State: OfferState.Accepted, IsGift: false }) ? CaseState.Executing
            : Started ? CaseState.InProgress
            : CaseState.Open;
    }
}
