using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Approvals;

public sealed record DecideApprovalRequest([property: StringLength(1000), PlainText] string? Comment = null);

/// <param name="ToUserId">Who is to decide instead.</param>
public sealed record DelegateApprovalRequest([property: Required] Guid ToUserId, [property: StringLength(1000), PlainText] string? Comment = null);

/// <param name="Total">What the case costs with this offer.</param>
/// <param name="Split">The offer alone would have been within the proposer's limit.</param>
/// <param name="DelegatedTo">Whom it was passed on to last.</param>
public sealed record ApprovalView(
    Guid Id, Guid ComplaintId, Guid OfferId, string StorefrontId, ApprovalState State, string Kind, Money? Value, Money Total, bool Split, string Reason, StaffRole RequiredRole,
    CaseAgent RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, Guid? DelegatedTo, Guid? DecidedBy, DateTimeOffset? DecidedAt, string? Comment)
{
    internal static ApprovalView Of(Approval row, Offers.Offer offer, Language language) => new(
        row.Id, row.CaseId, row.OfferId, row.StorefrontId, row.State, offer.Kind, offer.Value, new Money(row.Total, row.Currency), row.Split,
        new LocalizedText(row.ReasonZh, row.ReasonEn).In(language.Tag), row.RequiredRole, new CaseAgent(row.RequestedBy, row.RequestedByName), row.RequestedAt, row.ExpiresAt,
        row.Delegations is [.., var last] ? last.To : null, row.DecidedBy, row.DecidedAt, row.Comment);
}

/// <summary>Four eyes: whoever made an offer never decides about it.</summary>
internal static class DecideApprovals
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListApprovals").AllowRoles(Roles.Staff);
        group.MapPost("/{id:guid}/approval", ApproveAsync).WithName("ApproveOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/rejection", RejectAsync).WithName("RejectOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/delegation", DelegateAsync).WithName("DelegateApproval").AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<Ok<Page<ApprovalView>>> ListAsync(
        QueryEnum<ApprovalState>? state, Guid? complaintId, PageRequest page, RequestLanguage language, ResolutionDbContext db, CancellationToken ct)
    {
        var wanted = state?.Value ?? ApprovalState.Pending;
        var matching = db.Approvals.AsNoTracking().Where(row => row.State == wanted && (complaintId == null || row.CaseId == complaintId));
        var rows = await matching.PageBy(page, row => row.RequestedAt, row => row.Id).Join(db.Offers, row => row.OfferId, offer => offer.Id, (row, offer) => new { row, offer })
            .OrderBy(pair => pair.row.RequestedAt).ThenBy(pair => pair.row.Id).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, pair => PageCursor.Of(pair.row.RequestedAt, pair.row.Id), pair => ApprovalView.Of(pair.row, pair.offer, language), total));
    }

    internal static Task<TaggedOk<ApprovalView>> ApproveAsync(
        Guid id, DecideApprovalRequest? request, Caller caller, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, ResolutionDbContext db, CancellationToken ct) =>
        DecideAsync(id, ApprovalState.Approved, request?.Comment, caller, ifMatch, language, commands, db, ct);

    internal static Task<TaggedOk<ApprovalView>> RejectAsync(
        Guid id, DecideApprovalRequest? request, Caller caller, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, ResolutionDbContext db, CancellationToken ct) =>
        DecideAsync(id, ApprovalState.Rejected, request?.Comment, caller, ifMatch, language, commands, db, ct);

    internal static async Task<TaggedOk<ApprovalView>> DelegateAsync(
        Guid id, DelegateApprovalRequest request, Caller caller, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, ResolutionDbContext db, CancellationToken ct)
    {
        var (theCase, _, approval) = await FindAsync(id, ifMatch, commands, db, ct);
        var to = await db.Agents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == request.ToUserId && row.Active, ct)
            ?? throw new ValidationProblemException(("/toUserId", "There is nobody with this id. | 没有该用户。"));
        var from = new Decider(caller.UserId!.Value, Axes.ReadRole(caller.Role));
        Ensure(FourEyes.WhyNotDelegate(approval.Waiting(), from, new Decider(to.Id, to.StaffRole), commands.Now), approval);
        theCase.Delegate(approval, from, to.Id);
        return Show(theCase, approval, language);
    }

    private static async Task<TaggedOk<ApprovalView>> DecideAsync(
        Guid id, ApprovalState decision, string? comment, Caller caller, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, ResolutionDbContext db, CancellationToken ct)
    {
        var (theCase, policies, approval) = await FindAsync(id, ifMatch, commands, db, ct);
        Ensure(FourEyes.WhyNotDecide(approval.Waiting(), new Decider(caller.UserId!.Value, Axes.ReadRole(caller.Role)), commands.Now), approval);
        commands.Publish(theCase.Decide(approval, decision, caller.UserId, comment, policies, commands.Now));
        return Show(theCase, approval, language);
    }

    private static async Task<(Case Case, PolicyBook Policies, Approval Approval)> FindAsync(
        Guid id, IfMatch ifMatch, CaseCommands commands, ResolutionDbContext db, CancellationToken ct)
    {
        var caseId = await db.Approvals.Where(row => row.Id == id).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(ct)
            ?? throw new ProblemException(404, "approval.not_found", "There is no such approval. | 没有该审批。");
        var (theCase, policies) = await commands.FindAsync(caseId, ifMatch, ct);
        var approval = theCase.Approvals.Single(row => row.Id == id);
        return approval.State is ApprovalState.Pending
            ? (theCase, policies, approval)
            : throw new DomainRuleException("approval." + (approval.State is ApprovalState.Expired ? "expired" : "already_decided"), "The approval was decided before. | 该审批已有结论。");
    }

    private static void Ensure(string? whyNot, Approval approval)
    {
        switch (whyNot)
        {
            case null:
                return;
            case FourEyes.OwnOffer:
                throw new DomainRuleException(whyNot, "Nobody decides about an own offer. | 不能审批自己提出的方案。");
            case FourEyes.Expired:
                throw new DomainRuleException(whyNot, "The approval has expired; make the offer again. | 审批已过期,请重新提出方案。");
            default:
                throw Problems.Forbidden(whyNot, $"Needs the role {EnumText.Of(approval.RequiredRole)} or above. | 需要 {EnumText.Of(approval.RequiredRole)} 或更高角色。");
        }
    }

    private static TaggedOk<ApprovalView> Show(Case theCase, Approval approval, Language language) =>
        ETags.Ok(ApprovalView.Of(approval, theCase.Offers.Single(offer => offer.Id == approval.OfferId), language), theCase.Version);
}
