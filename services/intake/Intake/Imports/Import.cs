using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Imports;

public enum ImportFormat { Csv, Ndjson }

public enum ImportState { Queued, Running, Completed }

/// <summary>A file of complaints that is being taken in; its content lies in the evidence store under the same id.</summary>
internal sealed class Import : IStorefrontOwned, IDueRow
{
    private Import()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public ImportFormat Format { get; private init; }

    /// <summary>The name of the encoding that the file is written in.</summary>
    public string Charset { get; private init; } = "";

    /// <summary>JSON: which column holds which field.</summary>
    public string Columns { get; private init; } = "";

    /// <summary>Of rows that do not say it.</summary>
    public string Channel { get; private init; } = "";

    /// <summary>Of amounts without one.</summary>
    public string? Currency { get; private init; }

    /// <summary>Rows are checked, nothing is taken in.</summary>
    public bool DryRun { get; private init; }

    public string Sha256 { get; private init; } = "";

    /// <summary>Who sent it, as timelines show it.</summary>
    [FreeText]
    public string Actor { get; private init; } = "";

    public int Total { get; private init; }

    public ImportState State { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? StartedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public static Import Of(
        Guid id, string storefrontId, ImportRequest request, ImportedFile file, string sha256, string actor, DateTimeOffset now) => new()
        {
            Id = id,
            StorefrontId = storefrontId,
            Format = request.Format,
            Charset = file.Charset,
            Columns = file.Columns,
            Channel = request.Channel ?? "api",
            Currency = request.Currency,
            DryRun = request.DryRun,
            Sha256 = sha256,
            Actor = actor,
            Total = file.Rows,
            State = ImportState.Queued,
            CreatedAt = now,
            NextAt = now,
            Version = 1,
        };

    /// <summary>Keeps the lease of the claim that works on it.</summary>
    /// <returns>Whether it still is that claim's.</returns>
    public bool Renew(Guid? owner, DateTimeOffset until, DateTimeOffset now)
    {
        if (LeaseOwner != owner || State is ImportState.Completed)
            return false;
        State = ImportState.Running;
        StartedAt ??= now;
        LeasedUntil = until;
        Version++;
        return true;
    }

    /// <summary>All rows have their marks; the file is still to go.</summary>
    public void Finish(DateTimeOffset now)
    {
        (State, FinishedAt, NextAt) = (ImportState.Completed, now, now);
        Version++;
    }

    /// <summary>The file is gone.</summary>
    public void Forget()
    {
        NextAt = null;
        Version++;
    }

    public static void Map(EntityTypeBuilder<Import> table)
    {
        table.ToTable("Imports");
        table.Property(row => row.Charset).HasMaxLength(40);
        table.Property(row => row.Columns).HasMaxLength(-1);
        table.Property(row => row.Channel).HasMaxLength(20);
        table.Property(row => row.Currency).HasMaxLength(3);
        table.Property(row => row.Sha256).HasMaxLength(64);
        table.HasIndex(row => row.NextAt);
        table.HasIndex(row => new { row.StorefrontId, row.Sha256 });
    }
}

/// <summary>
/// What became of one row. It is written in the transaction that takes the complaint in, and a row has one: however often an import is
/// begun again, a row is taken in once.
/// </summary>
internal sealed class ImportRow : IStorefrontOwned
{
    private const int LongestMessage = 1000;

    private ImportRow()
    {
    }

    public Guid ImportId { get; private init; }

    /// <summary>From 1; the heading does not count.</summary>
    public int Number { get; private init; }

    public string StorefrontId { get; private init; } = "";

    /// <summary><c>null</c> where it was refused, or only checked.</summary>
    public Guid? ComplaintId { get; private init; }

    /// <summary>The complaint was there before, by its <c>externalId</c>.</summary>
    public bool Repeated { get; private init; }

    /// <summary>JSON pointers of what was wrong, separated by a newline; <c>null</c> where nothing was.</summary>
    public string? Fields { get; private init; }

    /// <summary>What was wrong, in both languages, a line for each of <see cref="Fields"/>.</summary>
    public string? Messages { get; private init; }

    public static ImportRow Taken(Import import, int number, Guid? complaintId, bool repeated) => new()
    {
        ImportId = import.Id,
        Number = number,
        StorefrontId = import.StorefrontId,
        ComplaintId = complaintId,
        Repeated = repeated,
    };

    public static ImportRow Refused(Import import, int number, IReadOnlyList<(string Field, string Message)> errors) => new()
    {
        ImportId = import.Id,
        Number = number,
        StorefrontId = import.StorefrontId,
        Fields = Shortened(string.Join('\n', errors.Select(error => error.Field))),
        Messages = Shortened(string.Join('\n', errors.Select(error => error.Message))),
    };

    private static string Shortened(string text) => text.Length <= LongestMessage ? text : text[..LongestMessage];

    public static void Map(EntityTypeBuilder<ImportRow> table)
    {
        table.ToTable("ImportRows");
        table.HasKey(row => new { row.ImportId, row.Number });
        table.Property(row => row.Fields).HasMaxLength(LongestMessage);
        table.Property(row => row.Messages).HasMaxLength(LongestMessage);
    }
}
