using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.FollowUp.Templates;

/// <param name="Template">Its name, such as <c>follow_up</c>.</param>
/// <param name="Draft">Texts that are not saved yet; without them the template in force is shown.</param>
public sealed record PreviewMessageTemplateRequest([property: Required, StringLength(60)] string Template, MessageTemplate? Draft = null);

public sealed record MessagePreviewResponse(MessagePreview Zh, MessagePreview En);

public sealed record MessagePreview(string Subject, string Text, string Short)
{
    internal static MessagePreview Of(ComposedText text) => new(text.Subject, text.Body, text.Short);
}

/// <summary>Shows how a template reads, filled with made-up values and checked as if it were saved.</summary>
internal static class PreviewMessageTemplate
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/preview", HandleAsync).WithName(nameof(PreviewMessageTemplate)).AllowRoles(Roles.Staff);

    internal static async Task<Results<Ok<MessagePreviewResponse>, NotFoundProblem>> HandleAsync(
        PreviewMessageTemplateRequest request, string? storefrontId, Caller caller, FollowUpDbContext db, CancellationToken ct)
    {
        if (!MessageTemplates.Known.ContainsKey(request.Template))
            return Problems.NotFound();

        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: false);
        var (templates, _) = await MessageTemplates.Set.ReadAsync(db, owner, ct);
        if (request.Draft is { } draft)
        {
            templates = templates.With(request.Template, draft);
            if (templates.ErrorsOf(request.Template) is { Count: > 0 } errors)
                throw new ValidationProblemException([.. errors.Select(error => (error.Pointer, error.Message))]);
        }

        return TypedResults.Ok(new MessagePreviewResponse(
            MessagePreview.Of(templates.Preview(request.Template, Language.Chinese)),
            MessagePreview.Of(templates.Preview(request.Template, Language.English))));
    }
}
