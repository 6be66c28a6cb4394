using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Invitations;

/// <param name="ByOwnAgent">The case's own agent filled it in on the phone: it is counted, and named apart in the figures.</param>
public sealed record SurveyInvitationResponse(
    Guid Id, Guid ComplaintId, string StorefrontId, int Cycle, InvitationState State, string? SkipReason, bool ByPhone,
    Guid QuestionnaireId,
    int QuestionnaireVersion, string Language, DateTimeOffset CreatedAt, DateTimeOffset? OpenedAt, DateTimeOffset? ExpiresAt,
    DateTimeOffset? AnsweredAt,
    string? AnsweredBy, bool ByOwnAgent, int? Score, bool? Solved, IReadOnlyList<SurveyAnswerResponse> Answers)
{
    internal static SurveyInvitationResponse From(SurveyInvitation row) => new(
        row.Id, row.ComplaintId, row.StorefrontId, row.Cycle, row.State, row.SkipReason, row.ByPhone, row.QuestionnaireId,
        row.QuestionnaireVersion,
        row.Language, row.CreatedAt, row.OpenedAt, row.ExpiresAt, row.AnsweredAt, row.AnsweredBy, row.ByOwnAgent, row.Score, row.Solved,
        [.. row.Answers.OrderBy(answer => answer.QuestionId, StringComparer.Ordinal).Select(SurveyAnswerResponse.From)]);
}

public sealed record SurveyAnswerResponse(string QuestionId, int? Number, IReadOnlyList<string>? Choices, string? Text)
{
    internal static SurveyAnswerResponse From(SurveyAnswer row) =>
        new(row.QuestionId, row.Number, row.Choices?.Split(SurveyAnswer.BetweenChoices), row.Text);
}

/// <summary>Newest first; <c>byPhone=true&amp;state=open</c> is the list of customers to call.</summary>
internal static class ListSurveyInvitations
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("", HandleAsync).WithName(nameof(ListSurveyInvitations)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<SurveyInvitationResponse>>> HandleAsync(
        Guid? complaintId, QueryEnum<InvitationState>? state, bool? byPhone, string? storefrontId, PageRequest page, SurveyDbContext db,
        CancellationToken ct)
    {
        var query = db.Listed<SurveyInvitation>().AsNoTracking().Include(row => row.Answers).AsQueryable();
        if (complaintId is { } complaint)
            query = query.Where(row => row.ComplaintId == complaint);
        if (state is { Value: var wanted })
            query = query.Where(row => row.State == wanted);
        if (byPhone is { } phone)
            query = query.Where(row => row.ByPhone == phone);
        if (storefrontId is not null)
            query = query.Where(row => row.StorefrontId == storefrontId);

        int? total = page.Count ? await query.CountAsync(ct) : null;
        var rows = await query.PageBy(page, row => row.CreatedAt, row => row.Id, descending: true).ToListAsync(ct);
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.CreatedAt, row.Id), SurveyInvitationResponse.From, total));
    }
}
