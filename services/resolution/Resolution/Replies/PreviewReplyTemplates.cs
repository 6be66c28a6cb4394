using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Replies;

/// <param name="Category">Whose template is shown; left out, the one for all other categories.</param>
/// <param name="Severity">Decides who apologises.</param>
/// <param name="Draft">A document that is not saved yet; without it the one in force is shown.</param>
public sealed record PreviewReplyTemplatesRequest(
    string? Category = null, Severity Severity = Severity.General, ReplyTemplates? Draft = null);

/// <param name="Full">With every fact known.</param>
/// <param name="Bare">With no fact known that a case may lack.</param>
public sealed record ReplyPreview(ReplyDraft Full, ReplyDraft Bare);

public sealed record ReplyPreviewResponse(ReplyPreview Zh, ReplyPreview En);

/// <summary>Shows how templates read, filled with made-up facts and checked as if they were saved.</summary>
internal static class PreviewReplyTemplates
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/reply-templates/preview", HandleAsync).WithName(nameof(PreviewReplyTemplates)).AllowRoles(Roles.Staff)
            .WithSummary("Show how reply templates read")
            .WithDescription("Filled with made-up facts, once with all of them and once with none that a case may lack. "
                + "A `draft` is checked as if it were saved.");

    internal static async Task<Ok<ReplyPreviewResponse>> HandleAsync(
        PreviewReplyTemplatesRequest request, string? storefrontId, Caller caller, ResolutionDbContext db, CancellationToken ct)
    {
        var errors = new PolicyErrors();
        if (request.Category is { } named)
            errors.RequireCategory(named, "/category");
        errors.Require(Enum.IsDefined(request.Severity), "/severity", "Not a severity. | 不是有效的严重程度。");
        if (request.Draft is { } draft)
            errors.Add("/draft", draft.Validate());
        if (errors.All.Count > 0)
            throw new ValidationProblemException([.. errors.All.Select(error => (error.Pointer, error.Message))]);
        var templates = request.Draft
            ?? (await PolicySets.Replies.ReadAsync(db, PolicyDocument.OwnerFor(caller, storefrontId, writes: false), ct)).Policy;
        return TypedResults.Ok(new ReplyPreviewResponse(Show(Language.Chinese), Show(Language.English)));

        ReplyPreview Show(Language language) => new(
            DraftReply.Compose(templates, request.Category ?? "", request.Severity, language, SampleFacts.Everything(language)),
            DraftReply.Compose(templates, request.Category ?? "", request.Severity, language, SampleFacts.Nothing(language)));
    }
}
