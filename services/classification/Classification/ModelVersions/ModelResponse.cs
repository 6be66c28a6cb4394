using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <param name="State"><c>training</c>, <c>ready</c>, <c>failed</c>, <c>active</c>, or <c>retired</c>: was active once.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Corrections">Complaints whose corrections it learned from.</param>
/// <param name="Error">Why it failed, as a code.</param>
/// <param name="Figures">By axis and the texts judged on; all of them stand in the evaluation.</param>
public sealed record ModelResponse(
    string Version, string State, double Progress, int Seed, string? Note, string? StartedBy, DateTimeOffset? CreatedAt,
    DateTimeOffset? FinishedAt,
    DateTimeOffset? ActivatedAt, int Corrections, string? Error, IReadOnlyList<ModelData> Data, IReadOnlyList<HeadlineFigures> Figures)
{
    internal static ModelResponse Of(TrainedModel row, ActiveModel active)
    {
        var card = row.ReadCard();
        return new ModelResponse(
            row.Name, StateOf(row, active), row.Progress, row.Seed, row.Note, row.StartedBy, row.CreatedAt, row.FinishedAt,
            row.ActivatedAt, row.Corrections, row.Error,
            Sources(card), Headlines(card));
    }

    internal static ModelResponse OfShipped(ModelCard card, ActiveModel active) => new(
        card.Version, active.Version is null
        ? "active" : "retired", 1, card.Seed, null, null, null, null, null, 0, null, Sources(card), Headlines(card));

    private static string StateOf(TrainedModel row, ActiveModel active) => row switch
    {
        { State: TrainingState.Training } => "training",
        { State: TrainingState.Failed } => "failed",
        _ when row.Name == active.Version => "active",
        { ActivatedAt: not null } => "retired",
        _ => "ready",
    };

    private static List<ModelData> Sources(ModelCard? card) =>
        [.. card?.Data.Select(source => new ModelData(source.Name, source.Licence, source.Texts)) ?? []];

    private static List<HeadlineFigures> Headlines(ModelCard? card) =>
        [.. card?.Figures.Select(figures => new HeadlineFigures(figures.Axis, figures.Data, figures.Count, figures.Accuracy.Value,
            figures.MacroF1.Value)) ?? []];
}

public sealed record ModelData(string Name, string Licence, int Texts);

public sealed record HeadlineFigures(string Axis, string Data, int Count, double Accuracy, double MacroF1);

/// <summary>A version as it is asked for by name: a row, or the model that ships.</summary>
/// <param name="Row"><c>null</c>: the model that ships.</param>
internal sealed record NamedModel(TrainedModel? Row, PolicyInForce<ActiveModel> Active)
{
    /// <summary>Changes with the model, and whenever another one is activated.</summary>
    public string Tag => $"\"{Row?.Version ?? 0}-{Active.Tag.Trim('"')}\"";

    public ModelResponse Response => Row is null ? ModelResponse.OfShipped(DefaultModel.Card, Active.Policy) : ModelResponse.Of(Row,
        Active.Policy);

    public static async Task<NamedModel?> FindAsync(ClassificationDbContext db, string version, CancellationToken ct)
    {
        var active = await ActiveModel.InForceAsync(db, ct);
        if (version == DefaultModel.Card.Version)
            return new NamedModel(null, active);
        return await db.Models.FirstOrDefaultAsync(row => row.Name == version, ct) is { } row ? new NamedModel(row, active) : null;
    }
}
