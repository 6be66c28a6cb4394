using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Training;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>Which model is in force: one row that every replica looks at.</summary>
/// <param name="Version"><c>null</c>: the one that ships with the program.</param>
internal sealed record ActiveModel(string? Version)
{
    public const string Kind = "active-model";

    public static Task<PolicyInForce<ActiveModel>> InForceAsync(ClassificationDbContext db, CancellationToken ct) =>
        PolicyDocument.ReadAsync(db, Kind, null, () => new ActiveModel(Version: null), ct);

    /// <exception cref="ModelFileException">There is no such file, or it is no model that this program can use.</exception>
    public static async Task<LinearModel> LoadAsync(ClassificationDbContext db, string version, ModelPart part, CancellationToken ct)
    {
        var bytes = await db.ModelFiles.AsNoTracking().Where(file => file.Name == version && file.Part == part).Select(file => file.Bytes)
            .FirstOrDefaultAsync(ct)
            ?? throw new ModelFileException(ModelFileProblem.Broken, "The file of the model is missing.");
        var model = ModelFile.Read(bytes);
        if (model.Version != version)
            throw new ModelFileException(ModelFileProblem.Foreign, "The file belongs to another model.");
        if (!model.Layout.Axes.Select(axis => axis.Name).Order(StringComparer.Ordinal).SequenceEqual(Needed))
            throw new ModelFileException(ModelFileProblem.Foreign, "The model answers other questions than this program asks.");
        if (model.Layout.Axes.Any(axis => !axis.Steps.Concat(axis.Biases).Append(axis.LengthStep).All(float.IsFinite)
            || axis.Fusion is not { Temperature: > 0 }))
            throw new ModelFileException(ModelFileProblem.Broken, "The model holds numbers that are none.");
        return model;
    }

    private static readonly string[] Needed =
        [.. AxisPlan.All(Taxonomy.Default).Select(plan => plan.Axis).Order(StringComparer.Ordinal)];
}
