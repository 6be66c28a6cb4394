using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Emergencies;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;

namespace ComplaintPlatform.Resolution.Cases;

public sealed record CaseAgent(Guid Id, string Name);

/// <summary>A case in a list.</summary>
public sealed record CaseSummary(
    Guid ComplaintId, string Reference, string StorefrontId, CaseState State, int Cycle, EscalationLevel Level, CaseAgent? Agent,
    string Department, string Queue,
    string Category, Urgency Urgency, Severity Severity, CustomerType CustomerType, DateTimeOffset ReceivedAt, DateTimeOffset OpenedAt,
    DateTimeOffset FirstResponseDueAt, DateTimeOffset? FirstRespondedAt, DateTimeOffset ResolutionDueAt, SlaState SlaState)
{
    internal static CaseSummary Of(Case row) => new(
        row.Id, row.Reference, row.StorefrontId, row.State, row.Cycle, row.Level, AgentOf(row), row.Department, row.Queue, row.Category,
        row.Urgency, row.Severity,
        row.CustomerType, row.ReceivedAt, row.OpenedAt, row.FirstResponseDueAt, row.FirstRespondedAt, row.ResolutionDueAt, row.Sla);

    internal static CaseAgent? AgentOf(Case row) => row.AgentId is { } id ? new CaseAgent(id, row.AgentName ?? "") : null;
}

/// <summary>A case with everything in it.</summary>
/// <param name="Cycle">1, and one more each time it was reopened.</param>
/// <param name="Level">How far it was escalated.</param>
/// <param name="Joined">Users whom an escalation joined to the case.</param>
/// <param name="Emergency">The emergency playbook, where it ever began.</param>
/// <param name="Guidance"><c>null</c> for a storefront's key, as root cause and emergency are.</param>
/// <param name="RootCause"><c>null</c> until it is found.</param>
public sealed record CaseResponse(
    Guid ComplaintId, string Reference, string StorefrontId, CaseState State, int Cycle, EscalationLevel Level, CaseAgent? Agent,
    string Department, string Queue,
    string Category, Urgency Urgency, Severity Severity, CustomerType CustomerType, string Language, DateTimeOffset ReceivedAt,
    DateTimeOffset OpenedAt,
    DateTimeOffset? EndedAt, string? Summary, string? CloseReason, Guidance? Guidance, IReadOnlyList<DeadlineView> Deadlines,
    IReadOnlyList<OfferView> Offers,
    IReadOnlyList<TaskView> Tasks, IReadOnlyList<ObligationView> Obligations, IReadOnlyList<ContactView> Contacts, RootCauseView? RootCause,
    EmergencyView? Emergency,
    IReadOnlyList<Guid> Joined)
{
    internal static CaseResponse Of(Case row, ComplaintFacts facts, PolicyBook policies, Language language, DateTimeOffset now) => new(
        row.Id, row.Reference, row.StorefrontId, row.State, row.Cycle, row.Level, CaseSummary.AgentOf(row), row.Department, row.Queue,
        row.Category, row.Urgency,
        row.Severity, row.CustomerType, row.Language, row.ReceivedAt, row.OpenedAt, row.EndedAt, row.Summary, row.CloseReason,
        CaseGuidance.For(row, facts, policies, language, now),
        [.. row.ReadAll(policies, now).Select(read => DeadlineView.Of(read.Target, read.Reading))],
        [.. row.Offers.OrderBy(offer => offer.ProposedAt).ThenBy(offer => offer.Id).Select(offer => OfferView.Of(offer, now))],
        [.. row.Tasks.OrderBy(task => task.Number).Select(task => TaskView.Of(task, language))],
        [.. row.Obligations.OrderBy(obligation => obligation.PromisedAt).Select(ObligationView.Of)],
        [.. row.Contacts.OrderBy(contact => contact.At).Select(ContactView.Of)],
        row.RootCause is { Cause.Target: { } standing } found ? RootCauseView.Of(found, standing) : null,
        EmergencyView.Of(row.Emergency, language, now),
        row.JoinedIds);

    /// <summary>Without what guides the house's own people, and what they make of it.</summary>
    internal CaseResponse ForShop() => this with { Guidance = null, RootCause = null, Emergency = null, Joined = [] };
}

/// <param name="Cycle">Of the clock: <c>next_response</c> and <c>progress_update</c> begin a new one each time they are wanted.</param>
/// <param name="Remaining">Seconds in the time of the target's clock; negative when late.</param>
/// <param name="Paused">Seconds.</param>
/// <param name="EverBreached">In this cycle or an earlier one.</param>
public sealed record DeadlineView(
    DeadlineTargetKind Target, DeadlineState State, int Cycle, DateTimeOffset DueAt, long Remaining, long Paused, DateTimeOffset? MetAt,
    DateTimeOffset? BreachedAt,
    bool EverBreached)
{
    internal static DeadlineView Of(DeadlineTargetKind target, DeadlineReading reading) => new(
        target, reading.State, reading.Cycle, reading.Due, (long)reading.Remaining.TotalSeconds, (long)reading.Paused.TotalSeconds,
        reading.MetAt, reading.BreachedAt,
        reading.EverBreached);
}

/// <param name="Parts">Its instalments; empty where it is paid at once.</param>
/// <param name="GroupId">Alternatives of one proposal have one group; at most one of them is accepted.</param>
/// <param name="Gift">Given by policy after the follow-up, without being asked for.</param>
public sealed record OfferView(
    Guid Id, Guid GroupId, string Kind, Money? Value, int? Instalments, Money? PerceivedLoss, string? Note, OfferState State,
    Guid? ApprovalId, Guid ProposedBy,
    DateTimeOffset ProposedAt, DateTimeOffset ExpiresAt, DateTimeOffset? AnsweredAt, string? AnsweredBy, Money? CounterValue,
    string? CounterText, int Cycle, int? Points, IReadOnlyList<Money> Parts, bool Gift)
{
    internal static OfferView Of(Offer row, DateTimeOffset now) => new(
        row.Id, row.GroupId, row.Kind, row.Value, row.Instalments,
        row.PerceivedLoss is { } loss ? new Money(loss, row.PerceivedLossCurrency!) : null, row.Note, row.StateAt(now), row.ApprovalId,
        row.ProposedBy, row.ProposedAt,
        row.ExpiresAt, row.AnsweredAt, row.AnsweredBy, row.Counter, row.CounterText, row.Cycle, row.Points, row.InParts(), row.IsGift);
}

public sealed record TaskView(
    Guid Id, Guid? ObligationId, string Department, string Title, Guid? OwnerId, DateTimeOffset DueAt, Guid? DependsOn, TaskState State,
    string? Result, string? Evidence,
    DateTimeOffset? DoneAt, bool Overdue, int Cycle)
{
    internal static TaskView Of(CaseTask row, Language language) => new(
        row.Id, row.ObligationId, row.Department, row.Title.In(language.Tag), row.OwnerId, row.DueAt, row.DependsOn, row.State, row.Result,
        row.Evidence, row.DoneAt,
        row.OverdueSince is not null, row.Cycle);
}

public enum ObligationState { Open, Fulfilled, Released }

public sealed record ObligationView(
    Guid Id, Guid OfferId, string Kind, Money? Value, ObligationState State, Guid? OwnerId, DateTimeOffset PromisedAt,
    DateTimeOffset DueAt, DateTimeOffset? FulfilledAt,
    string? Proof, int Cycle)
{
    internal static ObligationView Of(Obligation row) => new(
        row.Id, row.OfferId, row.Kind, row.Amount is { } amount ? new Money(amount, row.Currency!) : null,
        row.IsOpen ? ObligationState.Open : row.ReleasedAt is null ? ObligationState.Fulfilled : ObligationState.Released,
        row.OwnerId, row.PromisedAt, row.DueAt, row.FulfilledAt, row.Proof, row.Cycle);
}

public sealed record ContactView(
    Guid Id, DateTimeOffset At, ContactDirection Direction, ContactChannel Channel, string? Text, string? Outcome, string? NextStep,
    bool AwaitsCustomer, CaseAgent? Agent, int Cycle)
{
    internal static ContactView Of(Contact row) => new(
        row.Id, row.At, row.Direction, row.Channel, row.Text, row.Outcome, row.NextStep, row.AwaitsCustomer,
        row.AgentId is { } id ? new CaseAgent(id, row.AgentName ?? "") : null,
        row.Cycle);
}
