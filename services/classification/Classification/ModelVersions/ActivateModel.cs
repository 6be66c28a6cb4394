using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>Puts a model in force on every replica within seconds; activating an older one is how to roll back.</summary>
internal static class ActivateModel
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{version}/activation", HandleAsync).WithName(nameof(ActivateModel)).AllowRoles(Roles.Management);

    internal static async Task<Results<TaggedOk<ModelResponse>, NotFoundProblem>> HandleAsync(
        string version, IfMatch ifMatch, Caller caller, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        StartTraining.EnsureForAll(caller);
        if (await NamedModel.FindAsync(db, version, ct) is not { } model)
            return Problems.NotFound();

        ifMatch.EnsureMatches(model.Tag);
        if (model.Active.Policy.Version == model.Row?.Name)
            return ETags.Ok(model.Response, model.Tag);

        var now = clock.GetUtcNow();
        if (model.Row is { } row)
        {
            row.Activate(now);
            await EnsureUsableAsync(db, row.Name, ct);
        }

        var active = await PolicyDocument.ReplaceAsync(
            db, ActiveModel.Kind, null, new ActiveModel(model.Row?.Name), IfMatch.None, () => model.Active.Policy, now, ct);
        var activated = model with { Active = active };
        return ETags.Ok(activated.Response, activated.Tag);
    }

    private static async Task EnsureUsableAsync(ClassificationDbContext db, string version, CancellationToken ct)
    {
        try
        {
            await ActiveModel.LoadAsync(db, version, ModelPart.Whole, ct);
        }
        catch (ModelFileException exception)
        {
            throw new DomainRuleException("model.unusable", $"{exception.Message} The active model goes on. | 该模型文件损坏或不适用,当前模型继续生效。");
        }
    }
}
