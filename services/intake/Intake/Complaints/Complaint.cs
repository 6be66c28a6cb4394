using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>A complaint as it was made, and what its maker did with it since. How far it has come is in the register.</summary>
internal sealed class Complaint : IStorefrontOwned
{
    private Complaint()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Reference { get; private init; } = "";

    public Channel Channel { get; private init; }

    public ComplainantKind ComplainantKind { get; private init; }

    public Guid? CustomerId { get; private set; }

    /// <summary><c>null</c> where nothing was said about one, and for complaints that came before this was kept.</summary>
    public CustomerAtReceipt? CustomerAtReceipt { get; private set; }

    [FreeText]
    public string? Subject { get; private set; }

    public string Text { get; private init; } = "";

    public string? Expectation { get; private set; }

    public decimal? StatedLoss { get; private set; }

    public string? StatedLossCurrency { get; private set; }

    /// <summary>When what is complained about happened, as stated.</summary>
    public DateTimeOffset? HappenedAt { get; private set; }

    public DateTimeOffset ReceivedAt { get; private init; }

    /// <summary>The storefront's own number for it.</summary>
    public string? ExternalId { get; private init; }

    /// <summary>
    /// <see cref="ExternalId"/>, once per storefront; <c>null</c> for later copies that were stored before copies were told apart.
    /// </summary>
    public string? ExternalIdKey { get; private init; }

    public OrderDetails? Order { get; private set; }

    /// <summary>Whom it is about, where it is about a member of staff, as the customer says it.</summary>
    [FreeText]
    public string? StaffMember { get; private set; }

    /// <summary>What it was spotted in, where nobody filed it.</summary>
    public Guid? SignalId { get; private init; }

    /// <summary>Key facts that were not given, by name, separated by a comma; empty when complete.</summary>
    public string Missing { get; private set; } = "";

    /// <summary>There are facts, supplied in this unit of work, that search does not know yet.</summary>
    public bool HasNewFacts { get; private set; }

    /// <summary>Raised to revoke the tracking link.</summary>
    public int TrackingGeneration { get; private set; }

    public string TrackingTokenHash { get; private set; } = "";

    /// <summary>The customer was erased, and the words with them.</summary>
    public bool IsErased => TrackingTokenHash.StartsWith("erased-", StringComparison.Ordinal);

    public DateTimeOffset? WithdrawnAt { get; private set; }

    /// <summary>The cycle of the case whose result the customer has spoken about; 0 before.</summary>
    public int ConfirmedCycle { get; private set; }

    /// <summary>What the customer said of it: <c>solved</c>, <c>not_solved</c> or <c>call_me</c>.</summary>
    public string? ConfirmedOutcome { get; private set; }

    public Guid? DuplicateOf { get; private set; }

    public int Version { get; private set; }

    public static Complaint Receive(ReceivedComplaint received, DateTimeOffset now) => new()
    {
        Id = received.Id,
        StorefrontId = received.StorefrontId,
        Reference = received.Reference,
        Channel = received.Channel,
        ComplainantKind = received.ComplainantKind,
        CustomerId = received.Customer?.Id,
        CustomerAtReceipt = CustomerAtReceipt.Of(received.Customer, received.EarlierComplaints),
        Subject = received.Subject,
        Text = received.Text,
        Expectation = received.Expectation,
        StatedLoss = received.StatedLoss?.Amount,
        StatedLossCurrency = received.StatedLoss?.Currency,
        HappenedAt = received.HappenedAt,
        ReceivedAt = now,
        ExternalId = received.ExternalId,
        ExternalIdKey = received.ExternalId,
        Order = received.Order,
        StaffMember = received.StaffMember,
        SignalId = received.SignalId,
        Missing = string.Join(',', Completeness.MissingOf(received.HasContact, received.Order, received.Expectation)),
        TrackingTokenHash = received.TrackingTokenHash,
        Version = 1,
    };

    /// <param name="customerKey">By which other services know the customer again.</param>
    public ComplaintReceived Received(Customer? customer, string? customerKey, string origin) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = ReceivedAt,
        StorefrontId = StorefrontId,
        ComplaintId = Id,
        Version = Version,
        Reference = Reference,
        Channel = EnumText.Of(Channel),
        ComplainantKind = EnumText.Of(ComplainantKind),
        ReceivedAt = ReceivedAt,
        HappenedAt = HappenedAt,
        Subject = Subject,
        Text = Text,
        Expectation = Expectation,
        StaffMember = StaffMember,
        StatedLoss = StatedLoss is { } loss ? new EventMoney { Amount = loss, Currency = StatedLossCurrency! } : null,
        Customer = Customer.Facts(customer, CustomerAtReceipt?.EarlierComplaints ?? 0) with { CustomerKey = customerKey },
        Order = Order?.Facts(),
        Missing = MissingNames(),
        TrackingTokenHash = TrackingTokenHash,
        Origin = origin,
    };

    public IReadOnlyList<string> MissingNames() => Missing.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <exception cref="DomainRuleException"><c>complaint.withdrawn</c>: nothing more can be added.</exception>
    public IReadOnlyList<IComplaintEvent> Supplement(
        string? text, int attachments, string by, DateTimeOffset now, ComplaintReceived.OrderFacts? order = null)
    {
        EnsureNotWithdrawn();
        return
        [
            new ComplaintSupplemented
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                By = by,
                Text = text,
                Attachments = attachments,
                Order = order,
            },
        ];
    }

    private void EnsureNotWithdrawn()
    {
        EnsureNotErased();
        if (WithdrawnAt is not null)
            throw new DomainRuleException("complaint.withdrawn", "The complaint was withdrawn. | 投诉已撤回。");
    }

    /// <exception cref="DomainRuleException"><c>complaint.erased</c>: words of whom nothing is kept would stay.</exception>
    private void EnsureNotErased()
    {
        if (IsErased)
        {
            throw new DomainRuleException(
                "complaint.erased", "Its customer was erased; nothing can be added any more. | 客户数据已删除,不能再补充内容。");
        }
    }

    /// <summary>Takes over facts that were missing.</summary>
    /// <param name="customer">The complaint's customer, who knows the new contact points already.</param>
    /// <exception cref="DomainRuleException">
    /// <c>complaint.withdrawn</c>, or <c>complaint.fact_recorded</c>: a recorded fact stays as it was given.
    /// </exception>
    public IReadOnlyList<IComplaintEvent> Supply(SuppliedFacts facts, Customer? customer, bool hasContact, string by, DateTimeOffset now)
    {
        var order = OrderDetails.Of(facts.Order);
        var recorded = new List<string>();
        Differs("subject", Subject, facts.Subject);
        Differs("staffMember", StaffMember, facts.StaffMember);
        Differs("expectation", Expectation, facts.Expectation);
        Differs("statedLoss", StatedLoss, facts.StatedLoss?.Amount);
        Differs("occurredAt", HappenedAt, facts.OccurredAt);
        Differs("order.externalId", Order?.ExternalId, order?.ExternalId);
        Differs("order.product", Order?.Product, order?.Product);
        Differs("order.sku", Order?.Sku, order?.Sku);
        Differs("order.deliveredAt", Order?.DeliveredAt, order?.DeliveredAt);
        if (recorded.Count > 0)
        {
            throw new DomainRuleException(
                "complaint.fact_recorded",
                $"Recorded before, and stays as it was given: {string.Join(", ", recorded)}. | 以下信息此前已记录,不能更改:{string.Join("、", recorded)}。");
        }

        EnsureNotWithdrawn();
        var before = Known();
        var news = Expectation is null ? facts.Expectation : null;
        Subject ??= facts.Subject;
        StaffMember ??= facts.StaffMember;
        Expectation ??= facts.Expectation;
        HappenedAt ??= facts.OccurredAt?.ToUniversalTime();
        if (StatedLoss is null && facts.StatedLoss is { } loss)
            (StatedLoss, StatedLossCurrency) = (loss.Amount, loss.Currency);
        if (Order is null)
            Order = order;
        else if (order is not null)
            Order.Supply(order);
        CustomerId ??= customer?.Id;
        if (CustomerAtReceipt is null)
            CustomerAtReceipt = CustomerAtReceipt.Of(customer, 0);
        else if (facts.Customer is { } details)
            CustomerAtReceipt.Supply(details);
        Missing = string.Join(',', Completeness.MissingOf(hasContact, Order, Expectation));
        // Sent again, or known before: nothing has happened that the timeline could tell
        if (before == Known())
            return [];
        HasNewFacts = true;
        return Supplement(news, attachments: 0, by, now, order is null ? null : Order!.Facts());

        ((string?, string?), string?, DateTimeOffset?, decimal?, Guid?, string, OrderRequest?, (string?, string?, string?, string?)?) Known() => (
            (Subject, StaffMember), Expectation, HappenedAt, StatedLoss, CustomerId, Missing, Order?.Stated(), CustomerAtReceipt?.Reachable());

        void Differs<T>(string name, T? known, T? given)
        {
            if (known is not null && given is not null && !known.Equals(given))
                recorded.Add(name);
        }
    }

    /// <summary>Somebody of whom nothing was known says something of their own.</summary>
    public void BelongTo(Customer customer)
    {
        CustomerId ??= customer.Id;
        Version++;
    }

    /// <exception cref="DomainRuleException">
    /// <c>complaint.already_confirmed</c>: one word about each result; only after asking for a call the customer may still say how it is.
    /// </exception>
    public CustomerConfirmed Confirm(string outcome, string? text, int cycle, DateTimeOffset now)
    {
        if (ConfirmedCycle >= cycle && (ConfirmedOutcome != CallMe || outcome == CallMe))
            throw AlreadyConfirmed();

        (ConfirmedCycle, ConfirmedOutcome) = (cycle, outcome);
        return new()
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = cycle,
            Outcome = outcome,
            Text = text,
        };
    }

    public static DomainRuleException AlreadyConfirmed() => new(
        "complaint.already_confirmed",
        "This question has its answer already. If it is not solved after all, ask to reopen the complaint. | "
            + "该问题已有答复。如问题仍未解决,可申请重新处理。",
        "reopening");

    private const string CallMe = "call_me";

    public TrackingRevoked RevokeTracking(string newTokenHash, string? reason, DateTimeOffset now)
    {
        EnsureNotErased();
        TrackingGeneration++;
        TrackingTokenHash = newTokenHash;
        return new()
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            TrackingTokenHash = newTokenHash,
            Reason = reason,
        };
    }

    /// <summary>For complaints that search does not know yet.</summary>
    public void IndexAnew()
    {
        HasNewFacts = true;
        Version++;
    }

    /// <exception cref="DomainRuleException"><c>complaint.already_withdrawn</c>.</exception>
    public IReadOnlyList<IComplaintEvent> Withdraw(string by, DateTimeOffset now)
    {
        if (WithdrawnAt is not null)
            throw new DomainRuleException("complaint.already_withdrawn", "The complaint was withdrawn before. | 投诉此前已撤回。");

        WithdrawnAt = now;
        return
        [
            new ComplaintWithdrawn
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                By = by,
            },
        ];
    }

    /// <exception cref="DomainRuleException">
    /// <c>complaint.already_duplicate</c>, <c>complaint.duplicate_of_itself</c>, <c>complaint.original_is_duplicate</c> or
    /// <c>complaint.has_duplicates</c>: chains are refused; <c>complaint.original_withdrawn</c>: an open complaint would end with a
    /// withdrawn one.
    /// </exception>
    public IReadOnlyList<IComplaintEvent> LinkTo(Complaint original, bool hasDuplicates, DateTimeOffset now)
    {
        if (original.Id == Id)
            throw new DomainRuleException("complaint.duplicate_of_itself", "A complaint is no duplicate of itself. | 投诉不能与自身重复。");
        if (DuplicateOf is not null)
            throw new DomainRuleException("complaint.already_duplicate", "Unlink the complaint first. | 请先解除现有关联。");
        if (original.DuplicateOf is not null)
            throw new DomainRuleException("complaint.original_is_duplicate", "Link to the original's own original. | 请关联到最初的投诉。");
        if (hasDuplicates)
        {
            throw new DomainRuleException(
                "complaint.has_duplicates",
                "Others follow this complaint; link those to the other one first. | 已有其他投诉关联到该投诉,请先将其改为关联到另一投诉。");
        }

        if (original.WithdrawnAt is not null)
            throw new DomainRuleException("complaint.original_withdrawn", "The other complaint was withdrawn. | 对方投诉已撤回,不能关联。");

        DuplicateOf = original.Id;
        return
        [
            new ComplaintLinkedAsDuplicate
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                OriginalId = original.Id,
            },
        ];
    }

    /// <exception cref="DomainRuleException"><c>complaint.no_duplicate</c>.</exception>
    public IReadOnlyList<IComplaintEvent> Unlink(DateTimeOffset now)
    {
        if (DuplicateOf is not { } original)
            throw new DomainRuleException("complaint.no_duplicate", "The complaint is linked to no other. | 该投诉未关联其他投诉。");

        DuplicateOf = null;
        return
        [
            new ComplaintUnlinked
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = Id,
                Version = ++Version,
                OriginalId = original,
            },
        ];
    }

    public static void Map(EntityTypeBuilder<Complaint> table)
    {
        table.ToTable("Complaints");
        table.Property(row => row.Reference).HasMaxLength(12);
        table.Property(row => row.Text).HasMaxLength(20_000);
        table.Property(row => row.Expectation).HasMaxLength(2_000);
        table.Property(row => row.StatedLossCurrency).HasMaxLength(3);
        table.Property(row => row.TrackingTokenHash).HasMaxLength(64);
        table.Property(row => row.ConfirmedOutcome).HasMaxLength(20);
        table.HasIndex(row => new { row.StorefrontId, row.Reference }).IsUnique();
        table.HasIndex(row => row.TrackingTokenHash).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.ReceivedAt });
        table.HasIndex(row => new { row.StorefrontId, row.ExternalIdKey }).IsUnique();
        table.HasIndex(row => row.DuplicateOf);
        table.Ignore(row => row.HasNewFacts);
        table.Ignore(row => row.IsErased);
        table.OwnsOne(row => row.Order, OrderDetails.Map);
        table.OwnsOne(row => row.CustomerAtReceipt, CustomerAtReceipt.Map);
    }
}

/// <summary>What <see cref="Complaint.Receive"/> takes: a validated request with its surroundings looked up.</summary>
internal sealed record ReceivedComplaint
{
    public required Guid Id { get; init; }

    public required string StorefrontId { get; init; }

    public required string Reference { get; init; }

    public required Channel Channel { get; init; }

    public required ComplainantKind ComplainantKind { get; init; }

    public required string Text { get; init; }

    public required string TrackingTokenHash { get; init; }

    /// <summary>Whether the customer can be reached.</summary>
    public required bool HasContact { get; init; }

    /// <summary>How many complaints the customer made before.</summary>
    public required int EarlierComplaints { get; init; }

    public Customer? Customer { get; init; }

    public OrderDetails? Order { get; init; }

    public string? Subject { get; init; }

    public string? Expectation { get; init; }

    public Money? StatedLoss { get; init; }

    public DateTimeOffset? HappenedAt { get; init; }

    public string? ExternalId { get; init; }

    public string? StaffMember { get; init; }

    /// <summary>What it was spotted in, where nobody filed it.</summary>
    public Guid? SignalId { get; init; }
}
