using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Approvals;

public enum ApprovalState { Pending, Approved, Rejected, Expired, Cancelled }

/// <summary>A decision that somebody other than the proposer has to take about an offer.</summary>
internal sealed class Approval : IStorefrontOwned
{
    private Approval()
    {
    }

    public Guid Id { get; private init; }

    public Guid CaseId { get; private init; }

    public Guid OfferId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid RequestedBy { get; private init; }

    public string RequestedByName { get; private init; } = "";

    public StaffRole RequiredRole { get; private init; }

    /// <summary>What customer and order cost with this offer.</summary>
    public decimal Total { get; private init; }

    public string Currency { get; private init; } = "";

    /// <summary>The offer alone would have been within the proposer's limit.</summary>
    public bool Split { get; private init; }

    public string ReasonZh { get; private init; } = "";

    public string ReasonEn { get; private init; } = "";

    public DateTimeOffset RequestedAt { get; private init; }

    public DateTimeOffset ExpiresAt { get; private init; }

    public ApprovalState State { get; private set; }

    public Guid? DecidedBy { get; private set; }

    public DateTimeOffset? DecidedAt { get; private set; }

    public string? Comment { get; private set; }

    public IReadOnlyList<Delegation> Delegations { get; private set; } = [];

    public static Approval Request(
        Guid id, Offers.Offer offer, AuthorityDecision decision, string requestedByName, TimeSpan valid, DateTimeOffset now) => new()
        {
            Id = id,
            CaseId = offer.CaseId,
            OfferId = offer.Id,
            StorefrontId = offer.StorefrontId,
            RequestedBy = offer.ProposedBy,
            RequestedByName = requestedByName,
            RequiredRole = decision.RequiredRole,
            Total = decision.Total.Amount,
            Currency = decision.Total.Currency,
            Split = decision.Split,
            ReasonZh = decision.Reason.Zh,
            ReasonEn = decision.Reason.En,
            RequestedAt = now,
            ExpiresAt = now + valid,
        };

    /// <param name="required">The role that the exposure asks for now, where that is higher than when it was requested.</param>
    public WaitingApproval Waiting(IReadOnlyList<Guid> parties, StaffRole? required = null) =>
        new(RequestedBy, required > RequiredRole ? required.Value : RequiredRole, ExpiresAt, Delegations, parties);

    public void Decide(ApprovalState state, Guid? by, string? comment, DateTimeOffset now) =>
        (State, DecidedBy, Comment, DecidedAt) = (state, by, comment, now);

    public void PassOn(Decider from, Deputy to) => Delegations = [.. Delegations, new Delegation(from, to.UserId, to.Until)];

    public static void Map(EntityTypeBuilder<Approval> table)
    {
        table.ToTable("Approvals");
        table.Property(row => row.Comment).HasMaxLength(1000);
        table.Property(row => row.Currency).HasMaxLength(3);
        table.Property(row => row.ReasonZh).HasMaxLength(1000);
        table.Property(row => row.ReasonEn).HasMaxLength(1000);
        table.Property(row => row.Delegations).HasMaxLength(4000).HasConversion(
            delegations => JsonSerializer.Serialize(delegations, JsonDefaults.Options),
            text => JsonSerializer.Deserialize<IReadOnlyList<Delegation>>(text, JsonDefaults.Options)!);
        table.HasIndex(row => row.CaseId);
        table.HasIndex(row => new { row.StorefrontId, row.State, row.RequestedAt, row.Id });
        table.HasIndex(row => new { row.State, row.RequestedAt, row.Id });
    }
}
