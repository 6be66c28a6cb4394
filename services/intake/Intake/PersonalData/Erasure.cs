using System.Text.Json;
using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Persistence.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary><c>stopped</c>: a legal hold came before it.</summary>
public enum ErasureState { Running, Completed, Stopped }

public enum ErasureReason { Request, Retention }

/// <summary>
/// The erasure of a customer in every service, and the proof of it. It goes in rounds: the first does it, a later one looks again for what
/// was still under way then, such as an event that waited in a broker. It is complete when every service has counted nothing left.
/// </summary>
internal sealed class Erasure : IStorefrontOwned, IDueRow
{
    /// <summary>Who has to answer.</summary>
    public static readonly string[] Services = [IntakeService.Name, "classification", "resolution", "follow-up", "survey"];

    /// <summary>What was under way is looked for at least once.</summary>
    private const int LeastRounds = 2;

    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(5);

    private Erasure()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary><c>null</c>: of complaints that name nobody.</summary>
    public Guid? CustomerId { get; private init; }

    public ErasureReason Reason { get; private init; }

    public string RequestedBy { get; private init; } = "";

    public ErasureState State { get; private set; }

    public int Round { get; private set; }

    /// <summary>As JSON.</summary>
    public string ComplaintIds { get; private set; } = "[]";

    /// <summary>The last answer of each service, as JSON.</summary>
    public string Answers { get; private set; } = "[]";

    public DateTimeOffset RequestedAt { get; private init; }

    public DateTimeOffset? CompletedAt { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public static Erasure Of(
        string storefrontId, Guid? customerId, IReadOnlyList<Guid> complaintIds, ErasureReason reason, string by, DateTimeOffset now) => new()
        {
            Id = SequentialId.Next(),
            StorefrontId = storefrontId,
            CustomerId = customerId,
            ComplaintIds = JsonSerializer.Serialize(complaintIds),
            Reason = reason,
            RequestedBy = by,
            RequestedAt = now,
            NextAt = now,
            Version = 1,
        };

    public IReadOnlyList<Guid> ComplaintList() => JsonSerializer.Deserialize<List<Guid>>(ComplaintIds) ?? [];

    public IReadOnlyList<ErasureAnswer> AnswerList() => JsonSerializer.Deserialize<List<ErasureAnswer>>(Answers, JsonDefaults.Options) ?? [];

    public CustomerErased StartRound(IReadOnlyList<Guid> complaintIds, DateTimeOffset now, TimeSpan recheck)
    {
        Round++;
        ComplaintIds = JsonSerializer.Serialize(complaintIds);
        (NextAt, LeasedUntil, LeaseOwner) = (now + recheck, null, null);
        Version++;
        return new CustomerErased
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            Version = Round,
            ErasureId = Id,
            CustomerId = CustomerId ?? Guid.Empty,
            ComplaintIds = complaintIds,
        };
    }

    /// <summary>Takes in what a service counted; answers to earlier rounds are late.</summary>
    public void Answer(string service, int round, IReadOnlyList<ErasedCount> rows, DateTimeOffset at)
    {
        if (round < Round || State is ErasureState.Stopped)
            return;
        var former = AnswerList().FirstOrDefault(answer => answer.Service == service);
        List<ErasureAnswer> all =
        [
            .. AnswerList().Where(answer => answer.Service != service),
            new ErasureAnswer(service, round, at, Together(former, rows)),
        ];
        Answers = JsonSerializer.Serialize(all, JsonDefaults.Options);
        Version++;
        if (!Array.TrueForAll(Services, name => all.Exists(answer => answer.Service == name && answer.IsClean && answer.Round == Round)))
            return;
        State = ErasureState.Completed;
        CompletedAt ??= at;
        if (Round >= LeastRounds)
            (NextAt, LeasedUntil, LeaseOwner) = (null, null, null);
    }

    /// <summary>
    /// Words came after the erasure: what they are in is looked for again, all that comes within seconds together. A round that is about to
    /// begin, or under way, tells the other services later than that, and needs no second one.
    /// </summary>
    public void LookAgain(DateTimeOffset now)
    {
        if (State is ErasureState.Stopped || NextAt <= now + Gather)
            return;
        (State, NextAt, LeasedUntil, LeaseOwner) = (ErasureState.Running, now + Gather, null, null);
        Version++;
    }

    public void Stop()
    {
        State = ErasureState.Stopped;
        (NextAt, LeasedUntil, LeaseOwner) = (null, null, null);
        Version++;
    }

    public static void Map(EntityTypeBuilder<Erasure> table)
    {
        table.ToTable("Erasures");
        table.Property(row => row.ComplaintIds).HasMaxLength(-1);
        table.Property(row => row.Answers).HasMaxLength(-1);
        table.HasIndex(row => row.CustomerId);
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_Erasures_Due");
        table.HasIndex(row => row.LeaseOwner);
    }

    // The first round found what was there; a later one says what is left
    private static List<ErasedCount> Together(ErasureAnswer? former, IReadOnlyList<ErasedCount> rows) =>
        [.. rows.Select(row => row with { Before = Math.Max(row.Before, former?.Rows.FirstOrDefault(old => old.Kind == row.Kind)?.Before ?? 0) })];
}

/// <summary>What a service says of the erasure.</summary>
/// <param name="Round">The latest that it has answered.</param>
/// <param name="Rows">Each place where it keeps something: how many rows held something, and how many still do.</param>
public sealed record ErasureAnswer(string Service, int Round, DateTimeOffset At, IReadOnlyList<ErasedCount> Rows)
{
    internal bool IsClean => Rows.All(row => row.After == 0);
}
