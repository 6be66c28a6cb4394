using System.Globalization;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;

namespace ComplaintPlatform.Survey.Records;

/// <summary>
/// What the figures and reports need to know of a complaint, kept from the events of the services that know it. Events come out of order:
/// of two of one service the one with the higher version counts. There is nothing in it that says who complained.
/// </summary>
internal sealed class ComplaintRecord : IStorefrontOwned
{
    private ComplaintRecord()
    {
    }

    public Guid ComplaintId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string? Reference { get; private set; }

    public DateTimeOffset? ReceivedAt { get; private set; }

    /// <summary>The month of receipt where the storefront is, such as <c>2026-03</c>; empty until the receipt is known.</summary>
    public string Month { get; private set; } = "";

    /// <summary>The day of receipt where the storefront is, such as <c>2026-03-31</c>.</summary>
    public string Day { get; private set; } = "";

    /// <summary>0 to 23 where the storefront is.</summary>
    public int Hour { get; private set; }

    /// <summary>1 is Monday.</summary>
    public int Weekday { get; private set; }

    public string Channel { get; private set; } = "";

    public string ComplainantKind { get; private set; } = "";

    public Guid? CustomerId { get; private set; }

    /// <summary>What the storefront's own id of the customer is compared by (see <see cref="ComplaintReceived.CustomerFacts"/>).</summary>
    public string? CustomerKey { get; private set; }

    public string Product { get; private set; } = "";

    public string ProductCategory { get; private set; } = "";

    public string Carrier { get; private set; } = "";

    public string Supplier { get; private set; } = "";

    public string Store { get; private set; } = "";

    public string Category { get; private set; } = "";

    public string ReasonCode { get; private set; } = "";

    public string Urgency { get; private set; } = "";

    public string Severity { get; private set; } = "";

    public string CustomerType { get; private set; } = "";

    public string Difficulty { get; private set; } = "";

    /// <summary>The version of the latest classification that was taken in.</summary>
    public int ClassificationVersion { get; private set; }

    public string Department { get; private set; } = "";

    public Guid? AgentId { get; private set; }

    public string AgentName { get; private set; } = "";

    /// <summary>The version of the latest assignment that was taken in.</summary>
    public int AssignmentVersion { get; private set; }

    /// <summary>The first answer came in time; <c>null</c> while there is none and it is not late. A late one stays late.</summary>
    public bool? AnsweredInTime { get; private set; }

    public bool ResolvedLate { get; private set; }

    /// <summary>The first answer there was, in whichever cycle.</summary>
    public DateTimeOffset? FirstRespondedAt { get; private set; }

    /// <summary>The last resolution: where the case was opened again, the one that held.</summary>
    public DateTimeOffset? ResolvedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    /// <summary>How often the case started again.</summary>
    public int Reopenings { get; private set; }

    public bool Withdrawn { get; private set; }

    public bool Duplicate { get; private set; }

    /// <summary>The version of the latest link to, or parting from, another complaint.</summary>
    public int LinkVersion { get; private set; }

    public Guid? CauseId { get; private set; }

    /// <summary>The version of the latest finding of a cause.</summary>
    public int CauseVersion { get; private set; }

    public decimal Granted { get; private set; }

    public string GrantedCurrency { get; private set; } = "";

    public int Version { get; private set; }

    public static ComplaintRecord Of(Guid complaintId, string storefrontId) =>
        new() { ComplaintId = complaintId, StorefrontId = storefrontId };

    public void Take(ComplaintReceived received, DateTimeZone zone)
    {
        var local = Instant.FromDateTimeOffset(received.ReceivedAt).InZone(zone);
        Reference = received.Reference;
        ReceivedAt = received.ReceivedAt;
        Month = local.Date.ToString("uuuu-MM", CultureInfo.InvariantCulture);
        Day = local.Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        (Hour, Weekday) = (local.Hour, (int)local.DayOfWeek);
        Channel = received.Channel;
        ComplainantKind = received.ComplainantKind;
        CustomerId = received.Customer.CustomerId;
        CustomerKey = received.Customer.CustomerKey;
        Product = Label(received.Order?.Product);
        ProductCategory = received.Order?.ProductCategory ?? "";
        Carrier = received.Order?.Carrier ?? "";
        Supplier = received.Order?.Supplier ?? "";
        Store = received.Order?.Store ?? "";
        Version++;
    }

    /// <returns><c>null</c> where the receipt or the end is not known.</returns>
    public int? SecondsUntil(DateTimeOffset? end) =>
        ReceivedAt is { } start && end >= start ? (int)Math.Min(int.MaxValue, (end.Value - start).TotalSeconds) : null;

    public void Take(ComplaintAxes axes, int version)
    {
        if (version <= ClassificationVersion)
            return;

        ClassificationVersion = version;
        Category = axes.Category;
        ReasonCode = axes.ReasonCode ?? "";
        Urgency = axes.Urgency;
        Severity = axes.Severity;
        CustomerType = axes.CustomerType;
        Difficulty = axes.Difficulty;
        Version++;
    }

    public void Take(CaseAssigned assigned)
    {
        if (assigned.Version <= AssignmentVersion)
            return;

        AssignmentVersion = assigned.Version;
        Department = assigned.Department;
        AgentId = assigned.AgentId ?? AgentId;
        AgentName = assigned.AgentName ?? AgentName;
        Version++;
    }

    public void Take(CaseFirstResponded responded)
    {
        AnsweredInTime = responded.WithinTarget && AnsweredInTime is not false;
        FirstRespondedAt = FirstRespondedAt < responded.OccurredAt ? FirstRespondedAt : responded.OccurredAt;
        Version++;
    }

    public void Take(DeadlineBreached breached)
    {
        if (breached.Target == "first_response")
            AnsweredInTime = false;
        else
            ResolvedLate = true;
        Version++;
    }

    public void Take(CaseResolved resolved)
    {
        ResolvedAt = ResolvedAt > resolved.OccurredAt ? ResolvedAt : resolved.OccurredAt;
        Version++;
    }

    public void Take(CaseClosed closed)
    {
        ClosedAt = ClosedAt > closed.OccurredAt ? ClosedAt : closed.OccurredAt;
        Version++;
    }

    public void Take(CaseReopened reopened)
    {
        Reopenings = Math.Max(Reopenings, reopened.Cycle - 1);
        Version++;
    }

    public void Take(RootCauseRecorded recorded)
    {
        if (recorded.Version <= CauseVersion)
            return;

        (CauseId, CauseVersion) = (recorded.CauseId, recorded.Version);
        Version++;
    }

    public void Take(OfferAccepted accepted)
    {
        // One currency a storefront; what comes in another is not added to it
        if (accepted.Value is not { } value || (GrantedCurrency.Length > 0 && GrantedCurrency != value.Currency))
            return;

        Granted += value.Amount;
        GrantedCurrency = value.Currency;
        Version++;
    }

    // Names are what figures are grouped by; a longer one is cut, never within a character
    private static string Label(string? name)
    {
        const int longest = 200;
        if (name is null || name.Length <= longest)
            return name ?? "";
        return char.IsHighSurrogate(name[longest - 1]) ? name[..(longest - 1)] : name[..longest];
    }

    public void Withdraw()
    {
        Withdrawn = true;
        Version++;
    }

    public void Link(bool duplicate, int version)
    {
        if (version <= LinkVersion)
            return;

        LinkVersion = version;
        Duplicate = duplicate;
        Version++;
    }

    public static void Map(EntityTypeBuilder<ComplaintRecord> table)
    {
        table.ToTable("Complaints");
        table.HasKey(row => row.ComplaintId);
        table.Property(row => row.GrantedCurrency).HasMaxLength(3);
        // The course over a year is counted from this index alone
        table.HasIndex(row => new { row.StorefrontId, row.Month, row.Category });
        table.HasIndex(row => new { row.StorefrontId, row.CustomerKey });
        table.HasIndex(row => new { row.StorefrontId, row.ClosedAt });
        table.HasIndex(row => new { row.CauseId, row.ReceivedAt });
        table.HasIndex(row => row.AgentId);
    }
}
