using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Offers;

public enum OfferState { AwaitingApproval, Proposed, Accepted, Refused, Countered, Replaced, Rejected, Expired, Withdrawn }

/// <summary>A remedy on the table: one of the alternatives that were offered together.</summary>
internal sealed class Offer : IStorefrontOwned
{
    private Offer()
    {
    }

    public Guid Id { get; private init; }

    public Guid CaseId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public int Cycle { get; private init; }

    /// <summary>The alternatives of one proposal: at most one of them is accepted.</summary>
    public Guid GroupId { get; private init; }

    public string Kind { get; private init; } = "";

    public decimal? Amount { get; private init; }

    public string? Currency { get; private init; }

    /// <summary>What it costs the house; <c>null</c> where that is not known.</summary>
    public decimal? Cost { get; private init; }

    public string? CostCurrency { get; private init; }

    /// <summary>The role that let it through: the proposer's own, or the approver's.</summary>
    public StaffRole? AuthorisedBy { get; private set; }

    /// <summary>As in <see cref="Say"/>.</summary>
    public int? AuthorisedOrder { get; private set; }

    public int? Instalments { get; private init; }

    public int? Points { get; private init; }

    public decimal? PerceivedLoss { get; private init; }

    public string? PerceivedLossCurrency { get; private init; }

    public string? Note { get; private init; }

    public OfferState State { get; private set; }

    public Guid? ApprovalId { get; private set; }

    public Guid ProposedBy { get; private init; }

    /// <summary>Given by policy without being asked for, as this gift of a follow-up; the customer has nothing to answer.</summary>
    public Guid? GiftId { get; private init; }

    public bool IsGift => GiftId is not null;

    public DateTimeOffset ProposedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    /// <summary><c>customer</c> or <c>agent</c>.</summary>
    public string? AnsweredBy { get; private set; }

    public decimal? CounterAmount { get; private set; }

    public string? CounterCurrency { get; private set; }

    public string? CounterText { get; private set; }

    public Money? Value => Amount is { } amount ? new Money(amount, Currency!) : null;

    public Money? CostMoney => Cost is { } cost ? new Money(cost, CostCurrency!) : null;

    /// <summary>The parts in which it is paid; empty where it is paid at once.</summary>
    public IReadOnlyList<Money> InParts() =>
        Instalments is { } parts && Value is { } value ? InstalmentPlan.Split(value, parts) ?? [] : [];

    public EventMoney? EventValue => Amount is { } amount ? new EventMoney { Amount = amount, Currency = Currency! } : null;

    public Money? Counter => CounterAmount is { } amount ? new Money(amount, CounterCurrency!) : null;

    public bool IsOnTheTable => State is OfferState.Proposed or OfferState.AwaitingApproval;

    public static Offer Propose(
        Cases.Case theCase, Guid groupId, AlternativeRequest terms, AuthorityDecision decision, Guid proposedBy, Guid? approvalId,
        DateTimeOffset expiresAt,
        DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            CaseId = theCase.Id,
            StorefrontId = theCase.StorefrontId,
            Cycle = theCase.Cycle,
            GroupId = groupId,
            Kind = terms.Kind,
            Amount = terms.Value?.Amount,
            Currency = terms.Value?.Currency,
            Cost = decision.Cost?.Amount,
            CostCurrency = decision.Cost?.Currency,
            AuthorisedBy = decision.NeedsApproval ? null : decision.Role,
            AuthorisedOrder = decision.NeedsApproval ? null : decision.Order,
            Instalments = terms.Instalments,
            Points = terms.Points,
            PerceivedLoss = terms.PerceivedLoss?.Amount,
            PerceivedLossCurrency = terms.PerceivedLoss?.Currency,
            Note = terms.Note,
            State = approvalId is null ? OfferState.Proposed : OfferState.AwaitingApproval,
            ApprovalId = approvalId,
            ProposedBy = proposedBy,
            ProposedAt = now,
            ExpiresAt = expiresAt,
        };

    /// <param name="approvalId">Of the approval that it waits for, where somebody has to decide first.</param>
    public static Offer Give(
        Cases.Case theCase, Guid giftId, AlternativeRequest terms, AuthorityDecision decision, Guid? approvalId, DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            CaseId = theCase.Id,
            StorefrontId = theCase.StorefrontId,
            Cycle = theCase.Cycle,
            GroupId = SequentialId.Next(),
            GiftId = giftId,
            Kind = terms.Kind,
            Amount = terms.Value?.Amount,
            Currency = terms.Value?.Currency,
            Cost = decision.Cost?.Amount,
            CostCurrency = decision.Cost?.Currency,
            AuthorisedBy = decision.NeedsApproval ? null : decision.Role,
            AuthorisedOrder = decision.NeedsApproval ? null : decision.Order,
            Points = terms.Points,
            State = OfferState.AwaitingApproval,
            ApprovalId = approvalId,
            ProposedAt = now,
            ExpiresAt = now,
        };

    /// <summary>Time runs out by itself; what reads the row must not wait for somebody to write that down.</summary>
    public OfferState StateAt(DateTimeOffset now) => State is OfferState.Proposed && now >= ExpiresAt ? OfferState.Expired : State;

    public void Release(Say say, TimeSpan valid, DateTimeOffset now)
    {
        (AuthorisedBy, AuthorisedOrder) = (say.Role, say.Order);
        State = OfferState.Proposed;
        ExpiresAt = now + valid;
    }

    public void End(OfferState state, string? by, DateTimeOffset now) => (State, AnsweredBy, AnsweredAt) = (state, by, now);

    public void TakeCounter(Money? value, string? text, string by, DateTimeOffset now)
    {
        End(OfferState.Countered, by, now);
        (CounterAmount, CounterCurrency, CounterText) = (value?.Amount, value?.Currency, text);
    }

    public static void Map(EntityTypeBuilder<Offer> table)
    {
        table.ToTable("Offers");
        table.Property(row => row.Kind).HasMaxLength(64);
        table.Property(row => row.Note).HasMaxLength(1000);
        table.Property(row => row.CounterText).HasMaxLength(2000);
        foreach (var currency in new[] { nameof(Currency), nameof(CostCurrency), nameof(PerceivedLossCurrency), nameof(CounterCurrency) })
            table.Property<string?>(currency).HasMaxLength(3);
        table.Property(row => row.AnsweredBy).HasMaxLength(20);
        table.HasIndex(row => row.CaseId);
        // What a storefront gave this month is summed at every offer
        table.HasIndex(row => new { row.StorefrontId, row.State, row.AnsweredAt });
    }
}
