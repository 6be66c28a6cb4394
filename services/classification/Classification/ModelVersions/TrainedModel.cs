using System.Globalization;
using System.Text.Json;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Training;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Classification.ModelVersions;

internal enum TrainingState
{
    Training,
    Ready,
    Failed,
}

/// <summary>
/// One training and what came of it. The model that ships has no row; which one is active is in <see cref="ActiveModel"/>.
/// </summary>
internal sealed class TrainedModel
{
    private const string Prefix = "trained-";

    private TrainedModel()
    {
    }

    /// <summary>The name of the version. Numbered, so that of two trainings started at once only one gets its row.</summary>
    public string Name { get; private init; } = "";

    public int Number { get; private init; }

    public TrainingState State { get; private set; }

    /// <summary>0 to 1.</summary>
    public double Progress { get; private set; }

    public int Seed { get; private init; }

    public string? Note { get; private init; }

    public string StartedBy { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The last time it was made the active one.</summary>
    public DateTimeOffset? ActivatedAt { get; private set; }

    /// <summary>Why it failed, as a code.</summary>
    public string? Error { get; private set; }

    /// <summary>Complaints whose corrections it learned from.</summary>
    public int Corrections { get; private set; }

    public string? Card { get; private set; }

    public string? Evaluation { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Tries { get; private set; }

    public int Version { get; private set; }

    public static TrainedModel Start(int number, int seed, string? note, string startedBy, DateTimeOffset now) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}"),
        Number = number,
        Seed = seed,
        Note = note,
        StartedBy = startedBy,
        CreatedAt = now,
        Version = 1,
    };

    public bool IsOf(Guid owner) => State is TrainingState.Training && LeaseOwner == owner;

    public void Claim(Guid owner, DateTimeOffset until)
    {
        LeaseOwner = owner;
        LeasedUntil = until;
        Tries++;
        Version++;
    }

    public void Report(double progress, DateTimeOffset until)
    {
        Progress = Math.Max(Progress, Math.Round(progress, 3));
        LeasedUntil = until;
        Version++;
    }

    /// <summary>The program stops; another replica, or the next start, goes on at once.</summary>
    public void Release()
    {
        LeasedUntil = null;
        LeaseOwner = null;
        Tries--;
        Version++;
    }

    public void Finish(TrainingOutcome outcome, int corrections, DateTimeOffset now)
    {
        Card = JsonSerializer.Serialize(outcome.Model.Card, JsonDefaults.Options);
        Evaluation = JsonSerializer.Serialize(outcome.Evaluation, JsonDefaults.Options);
        Corrections = corrections;
        End(TrainingState.Ready, now);
        Progress = 1;
    }

    public void Fail(string error, DateTimeOffset now)
    {
        Error = error;
        End(TrainingState.Failed, now);
    }

    public void Activate(DateTimeOffset now)
    {
        if (State is not TrainingState.Ready)
            throw new DomainRuleException("model.not_ready", "This model was not trained to the end. | 该模型尚未训练完成。");

        ActivatedAt = now;
        Version++;
    }

    public ModelCard? ReadCard() => Card is null ? null : JsonSerializer.Deserialize<ModelCard>(Card, JsonDefaults.Options);

    public EvaluationReport? ReadEvaluation() => Evaluation is null
        ? null : JsonSerializer.Deserialize<EvaluationReport>(Evaluation, JsonDefaults.Options);

    private void End(TrainingState state, DateTimeOffset now)
    {
        State = state;
        FinishedAt = now;
        LeasedUntil = null;
        LeaseOwner = null;
        Version++;
    }

    public static void Map(EntityTypeBuilder<TrainedModel> table)
    {
        table.ToTable("Models");
        table.HasKey(row => row.Name);
        table.Property(row => row.Name).HasMaxLength(60);
        table.Property(row => row.Note).HasMaxLength(500);
        table.Property(row => row.Card).HasMaxLength(-1);
        table.Property(row => row.Evaluation).HasMaxLength(-1);
        table.HasIndex(row => row.Number).IsUnique();
        table.HasIndex(row => row.State);
    }
}

internal enum ModelPart
{
    /// <summary>Learned from everything.</summary>
    Whole,

    /// <summary>Learned without the texts held out, to compare later models with.</summary>
    Judged,
}

/// <summary>The file of a model, apart from its row, which is read and written much more often.</summary>
internal sealed class TrainedModelFile
{
    private TrainedModelFile()
    {
    }

    public string Name { get; private init; } = "";

    public ModelPart Part { get; private init; }

    public byte[] Bytes { get; private init; } = [];

    public static TrainedModelFile Of(string name, ModelPart part, byte[] bytes) => new() { Name = name, Part = part, Bytes = bytes };

    public static void Map(EntityTypeBuilder<TrainedModelFile> table)
    {
        table.ToTable("ModelFiles");
        table.HasKey(row => new { row.Name, row.Part });
        table.Property(row => row.Name).HasMaxLength(60);
    }
}
