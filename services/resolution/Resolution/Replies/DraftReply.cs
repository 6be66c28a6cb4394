using System.Net;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Replies;

/// <param name="Language">The customer's.</param>
/// <param name="ApologyTier">Who is to sign: the agent, the supervisor, or an executive.</param>
/// <param name="Text">The whole reply as plain text.</param>
/// <param name="Html">The same, encoded for a page or an email.</param>
/// <param name="MissingFacts">Fields that are not known; the text does without them.</param>
/// <param name="Withheld">Kinds that wait for approval: the reply promises nothing of them.</param>
public sealed record ReplyDraft(
    string Language, ApologyTier ApologyTier, string Text, string Html, IReadOnlyList<DraftPart> Parts, IReadOnlyList<string> MissingFacts,
    IReadOnlyList<string> Withheld);

/// <param name="Part"><c>opening</c>, <c>fact</c>, <c>emotion</c>, <c>apology</c>, <c>explanation</c>, <c>solution</c> or
/// <c>closing</c>.</param>
public sealed record DraftPart(string Part, string Text);

internal static class DraftReply
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/reply-draft", HandleAsync).WithName(nameof(DraftReply)).AllowRoles(Roles.Staff)
            .WithSummary("Draft a reply to the customer")
            .WithDescription("Made of the case's own facts by `/reply-templates`, in the customer's language: fact, emotion, apology, "
                + "explanation, solution. Only what was granted or lies before the customer is promised. Nothing is sent.");

    internal static async Task<TaggedOk<ReplyDraft>> HandleAsync(
        Guid id, ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock, CancellationToken ct)
    {
        var theCase = await db.Cases.AsNoTracking().WithEverything().FirstOrDefaultAsync(row => row.Id == id, ct)
            ?? throw CaseLoading.NotFound();
        var facts = await db.FactsOfAsync(id, theCase.StorefrontId, ct);
        var storefront = await db.StorefrontSettings.AsNoTracking().FirstOrDefaultAsync(row => row.Id == theCase.StorefrontId, ct);
        var policies = await shelf.ForAsync(db, theCase.StorefrontId, ct);
        var values = ReplyFacts.Of(theCase, facts, storefront, policies, clock.GetUtcNow());
        var draft = Compose(policies.Replies, theCase.Category, theCase.Severity, Language.FromTag(theCase.Language), values);
        return ETags.Ok(
            draft with
            {
                Withheld =
                    [.. theCase.Offers.Where(offer => offer.State is OfferState.AwaitingApproval).Select(offer => offer.Kind).Distinct()],
            },
            theCase.Version);
    }

    internal static ReplyDraft Compose(
        ReplyTemplates templates, string category, Severity severity, Language language, IReadOnlyDictionary<string, object?> values)
    {
        var apology = templates.ApologyFor(severity);
        var (letter, reply) = (apology.In(language), templates.ReplyFor(category).In(language));
        (string Part, string Template)[] wanted =
        [
            ("opening", letter.Opening), ("fact", reply.Fact), ("emotion", reply.Emotion), ("apology", letter.Apology),
            ("explanation", reply.Explanation), ("solution", reply.Solution), ("closing", letter.Closing),
        ];
        var parts = wanted.Select(part => new DraftPart(part.Part, ReplyRenderer.Render(templates, part.Template, values).Trim())).ToList();
        static string Encoded(string text) => WebUtility.HtmlEncode(text).Replace("\n", "<br>", StringComparison.Ordinal);
        return new ReplyDraft(
            language.Tag, apology.By, string.Join("\n\n", parts.Select(part => part.Text)),
            string.Concat(parts.Select(part => $"<p>{Encoded(part.Text)}</p>")),
            parts, [.. ReplyFields.Optional.Where(field => values[field] is null)], []);
    }
}
