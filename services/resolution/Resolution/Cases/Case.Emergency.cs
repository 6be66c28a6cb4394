using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Emergencies;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What is done at once where a case may get out of hand.</summary>
internal sealed partial class Case
{
    public Emergency? Emergency { get; private set; }

    public bool InEmergency { get; private set; }

    /// <summary>Begins the playbook where the classification asks for it. What was closed comes back only for a graver reason.</summary>
    public IReadOnlyList<IComplaintEvent> AssessEmergency(double risk, PolicyBook policies, DateTimeOffset now)
    {
        if (!IsActive || policies.Playbooks.Emergency.Of(Severity, risk) is not { } trigger || Emergency?.Trigger >= trigger)
            return [];
        return OpenEmergency(trigger, risk, policies, now);
    }

    /// <exception cref="DomainRuleException"><c>case.ended</c>, <c>emergency.open</c>.</exception>
    public IReadOnlyList<IComplaintEvent> DeclareEmergency(double risk, PolicyBook policies, DateTimeOffset now)
    {
        EnsureActive();
        if (Emergency is { IsOpen: true, Blocks: true } && !IsErased)
            throw new DomainRuleException("emergency.open", "The emergency playbook runs already. | 应急预案已启动。", "closure");
        return OpenEmergency(EmergencyTrigger.ByHand, risk, policies, now);
    }

    /// <exception cref="DomainRuleException"><c>emergency.none</c>, <c>emergency.step_done</c>.</exception>
    public IReadOnlyList<IComplaintEvent> DoEmergencyStep(string stepId, Guid? by, string byName, PolicyBook policies, DateTimeOffset now)
    {
        var step = EnsureEmergency().Steps.First(step => step.Id == stepId);
        if (step.DoneAt is not null)
            throw new DomainRuleException("emergency.step_done", "The step was done before. | 该步骤已完成。");
        Change(step, step with { DoneAt = now, DoneBy = byName });
        var marked = Marked("emergency." + step.Id, step.Text, "ticked", by, now);
        if (IsActive)
            ReadClocks(policies, now);
        return [marked];
    }

    /// <exception cref="DomainRuleException"><c>emergency.none</c>.</exception>
    public IReadOnlyList<IComplaintEvent> CloseEmergency(string reason, Guid by, PolicyBook policies, DateTimeOffset now)
    {
        Emergency = EnsureEmergency() with { ClosedAt = now, ClosedBy = by, Reason = reason };
        InEmergency = false;
        var closed = new EmergencyClosed
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Reason = reason,
            ClosedBy = by,
        };
        return [closed, .. RetakeTerms(new LocalizedText("应急预案已结束。", "The emergency is over."), policies, now)];
    }

    /// <exception cref="DomainRuleException"><c>case.emergency_open</c>.</exception>
    public void EnsureNoEmergency()
    {
        if (Emergency is { IsOpen: true, Blocks: true } && !IsErased)
        {
            throw new DomainRuleException(
                "case.emergency_open", "The emergency playbook is open: close it with a reason first. | 应急预案尚未结束,请先说明原因并结束。",
                "emergency/closure");
        }
    }

    private IReadOnlyList<IComplaintEvent> OpenEmergency(EmergencyTrigger trigger, double risk, PolicyBook policies, DateTimeOffset now)
    {
        var playbook = policies.Playbooks.Emergency;
        Emergency = Emergency is { IsOpen: true } running
            ? running with { Trigger = trigger, Risk = risk, Blocks = running.Blocks || playbook.BlocksResolution.Contains(trigger) }
            : new Emergency(
                trigger, risk, playbook.BlocksResolution.Contains(trigger), now,
                [.. playbook.Steps.Select(step =>
                    new EmergencyTask(step.Id, step.Department, step.Text, now.AddMinutes(step.WithinMinutes)))]);
        InEmergency = true;
        var opened = new EmergencyOpened
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            Trigger = EnumText.Of(trigger),
            Risk = risk,
        };
        return [opened, .. RetakeTerms(new LocalizedText("应急预案已启动。", "The emergency playbook began."), policies, now)];
    }

    /// <summary>Steps whose time has run out lift the case, once each.</summary>
    private IReadOnlyList<IComplaintEvent> RunEmergency(PolicyBook policies, DateTimeOffset now)
    {
        var late = Emergency?.Pending.Where(step => step.DueAt <= now).ToList() ?? [];
        var events = new List<IComplaintEvent>();
        foreach (var step in late)
        {
            Change(step, step with { Late = true });
            if (IsActive && Escalate(
                policies.Escalations.After(EscalationTrigger.Breach, Level), "emergency_step_late", now) is { } escalated)
                events.Add(escalated);
        }

        return events;
    }

    private IReadOnlyList<IComplaintEvent> RetakeTerms(LocalizedText why, PolicyBook policies, DateTimeOffset now)
    {
        if (!IsActive)
            return [];
        var changed = TakeTerms(policies, now, why);
        ReadClocks(policies, now);
        return changed ? [DeadlinesMoved(now), .. RunClocks(policies, now)] : [];
    }

    private Emergency EnsureEmergency() => Emergency is { IsOpen: true } open
        ? open
        : throw new DomainRuleException("emergency.none", "No emergency playbook is open. | 没有进行中的应急预案。");

    private void Change(EmergencyTask step, EmergencyTask changed) =>
        Emergency = Emergency! with { Steps = [.. Emergency.Steps.Select(other => other.Id == step.Id ? changed : other)] };

    private static void MapEmergency(EntityTypeBuilder<Case> table)
    {
        table.Property(row => row.Emergency).HasMaxLength(-1).HasConversion(
            emergency => JsonSerializer.Serialize(emergency, JsonDefaults.Options),
            text => JsonSerializer.Deserialize<Emergency>(text, JsonDefaults.Options));
        table.HasIndex(row => new { row.InEmergency, row.StorefrontId, row.OpenedAt });
    }
}
