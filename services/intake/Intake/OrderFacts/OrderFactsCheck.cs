using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.OrderFacts;

/// <summary>
/// The comparison of a complaint with the merchant's order: what the merchant said is kept as evidence, as it was when it was asked first.
/// </summary>
internal sealed class OrderFactsCheck : IStorefrontOwned, IDueRow
{
    private OrderFactsCheck()
    {
    }

    /// <summary>The complaint's id.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary>The merchant's answer, as JSON; <c>null</c> while there is none.</summary>
    public string? Answer { get; private set; }

    public DateTimeOffset? FetchedAt { get; private set; }

    /// <summary>Differences that matter, separated by a comma, as they stand on the timeline.</summary>
    public string Differences { get; private set; } = "";

    /// <summary>Why there is no answer.</summary>
    public string? Reason { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public static OrderFactsCheck Of(Complaint complaint, DateTimeOffset now) => new()
    {
        Id = complaint.Id,
        StorefrontId = complaint.StorefrontId,
        NextAt = now,
        Version = 1,
    };

    public OrderAnswer? KnownAnswer() => Answer is null ? null : JsonSerializer.Deserialize<OrderAnswer>(Answer, JsonDefaults.Options);

    /// <returns>What is told of it; <c>null</c> where nothing matters.</returns>
    public OrderFactsDiffered? Fetched(OrderAnswer answer, IReadOnlyList<string> differences, Complaint complaint, DateTimeOffset now)
    {
        Answer = JsonSerializer.Serialize(answer, JsonDefaults.Options);
        (FetchedAt, Reason) = (answer.FetchedAt, null);
        Differences = string.Join(',', differences);
        Attempts++;
        Rest(null);
        return differences.Count == 0 ? null : new OrderFactsDiffered
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = complaint.Version,
            Differences = differences,
            FetchedAt = answer.FetchedAt,
        };
    }

    public void Unavailable(string reason, DateTimeOffset? next)
    {
        Reason = reason;
        Attempts++;
        Rest(next);
    }

    /// <summary>Nothing is to be asked, or not now.</summary>
    public void Rest(DateTimeOffset? next)
    {
        (NextAt, LeasedUntil, LeaseOwner) = (next, null, null);
        Version++;
    }

    public static void Map(EntityTypeBuilder<OrderFactsCheck> table)
    {
        table.ToTable("OrderFactsChecks");
        table.Property(row => row.Answer).HasMaxLength(-1);
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_OrderFactsChecks_Due");
        table.HasIndex(row => row.LeaseOwner);
    }
}
