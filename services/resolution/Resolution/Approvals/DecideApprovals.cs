using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Agents;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Offers;
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

/// <param name="UserId">Who is to decide: somebody whose own role could, and no party of the case.</param>
/// <param name="Until">Until when it is theirs; at most until the approval expires.</param>
public sealed record DelegateApprovalRequest(
    [property: Required] Guid UserId, DateTimeOffset? Until = null, [property: StringLength(1000), PlainText] string? Comment = null);

/// <summary>Which approval, for whom, and what a decision needs.</summary>
internal sealed record ApprovalCall(
    Guid Id, Caller Caller, IfMatch IfMatch, RequestLanguage Language, CaseCommands Commands, OfferRules Rules, ResolutionDbContext Db)
{
    public Decider Decider => new(Caller.UserId!.Value, Axes.ReadRole(Caller.Role));
}

/// <param name="Total">What customer and order cost with this offer.</param>
/// <param name="Split">The offer alone would have been within the proposer's limit.</param>
/// <param name="DelegatedTo">Whom it was passed on to last.</param>
public sealed record ApprovalView(
    Guid Id, Guid ComplaintId, Guid OfferId, string StorefrontId, ApprovalState State, string Kind, Money? Value, Money Total, bool Split,
    string Reason, StaffRole RequiredRole,
    CaseAgent RequestedBy, DateTimeOffset RequestedAt, DateTimeOffset ExpiresAt, Guid? DelegatedTo, Guid? DecidedBy,
    DateTimeOffset? DecidedAt, string? Comment)
{
    internal static ApprovalView Of(Approval row, Offers.Offer offer, Language language) => new(
        row.Id, row.CaseId, row.OfferId, row.StorefrontId, row.State, offer.Kind, offer.Value, new Money(row.Total, row.Currency),
        row.Split,
        new LocalizedText(row.ReasonZh, row.ReasonEn).In(language.Tag), row.RequiredRole,
        new CaseAgent(row.RequestedBy, row.RequestedByName), row.RequestedAt, row.ExpiresAt,
        row.Delegations is [.., var last] ? last.To : null, row.DecidedBy, row.DecidedAt, row.Comment);
}

/// <summary>Four eyes: the one who made an offer never decides about it.</summary>
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
        QueryEnum<ApprovalState>? state, Guid? complaintId, PageRequest page, RequestLanguage language, ResolutionDbContext db,
        CancellationToken ct)
    {
        var wanted = state?.Value ?? ApprovalState.Pending;
        var matching = db.Listed<Approval>().AsNoTracking()
            .Where(row => row.State == wanted && (complaintId == null || row.CaseId == complaintId));
        var rows = await matching.PageBy(page, row => row.RequestedAt, row => row.Id)
            .Join(db.Offers, row => row.OfferId, offer => offer.Id, (row, offer) => new { row, offer })
            .OrderBy(pair => pair.row.RequestedAt).ThenBy(pair => pair.row.Id).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(
            rows, pair => PageCursor.Of(pair.row.RequestedAt, pair.row.Id), pair => ApprovalView.Of(pair.row, pair.offer, language),
            total));
    }

    internal static async Task<TaggedOk<ApprovalView>> ApproveAsync(
        [AsParameters] ApprovalCall call, DecideApprovalRequest? request, CancellationToken ct)
    {
        var caseId = await CaseOfAsync(call, ct);
        await call.Rules.EnterAsync(caseId, ct);
        var (theCase, policies, approval) = await FindAsync(caseId, call, request?.Comment, ct);
        var offer = theCase.Offers.Single(offer => offer.Id == approval.OfferId);
        // The sums, the severity and the limits of now: they may have changed since the approval was asked for
        var scales = await call.Rules.ReadAsync(theCase, policies, ct);
        var required = (await scales.WeighAsync(call.Decider.Role ?? StaffRole.Agent, offer, ct)).Decision;
        var waiting = approval.Waiting(theCase.Parties, required.NeedsApproval ? required.RequiredRole : null);
        Ensure(FourEyes.WhyNotDecide(waiting, call.Decider, call.Commands.Now), waiting);
        call.Commands.Publish(theCase.Decide(
            approval, ApprovalState.Approved, call.Caller.UserId, request?.Comment, policies, call.Commands.Now,
            new Say(required.Role, required.Order)));
        return Show(theCase, approval, call.Language);
    }

    internal static async Task<TaggedOk<ApprovalView>> RejectAsync(
        [AsParameters] ApprovalCall call, DecideApprovalRequest? request, CancellationToken ct)
    {
        var (theCase, policies, approval) = await FindAsync(await CaseOfAsync(call, ct), call, request?.Comment, ct);
        var waiting = approval.Waiting(theCase.Parties);
        Ensure(FourEyes.WhyNotDecide(waiting, call.Decider, call.Commands.Now), waiting);
        call.Commands.Publish(theCase.Decide(
            approval, ApprovalState.Rejected, call.Caller.UserId, request?.Comment, policies, call.Commands.Now));
        return Show(theCase, approval, call.Language);
    }

    internal static async Task<TaggedOk<ApprovalView>> DelegateAsync(
        [AsParameters] ApprovalCall call, DelegateApprovalRequest request, CancellationToken ct)
    {
        var (theCase, policies, approval) = await FindAsync(await CaseOfAsync(call, ct), call, request.Comment, ct);
        var to = await call.Db.Agents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == request.UserId && row.Active, ct);
        if (to is null || !(to.WorksFor() is var storefronts
            && (storefronts.Contains(theCase.StorefrontId) || storefronts.Contains(Dispatch.AgentSnapshot.All))))
            throw new ValidationProblemException(("/userId", "There is nobody with this id in the storefront. | 该店铺没有此用户。"));
        if (request.Until is { } end && (end <= call.Commands.Now || end > approval.ExpiresAt))
            throw new ValidationProblemException(("/until", "Lies in the past, or after the approval expires. | 时间已过,或晚于审批有效期。"));
        var offer = theCase.Offers.Single(offer => offer.Id == approval.OfferId);
        var required = (await (await call.Rules.ReadAsync(theCase, policies, ct)).WeighAsync(to.StaffRole ?? StaffRole.Agent, offer, ct))
            .Decision;
        var waiting = approval.Waiting(theCase.Parties, required.NeedsApproval ? required.RequiredRole : null);
        Ensure(FourEyes.WhyNotDelegate(waiting, call.Decider, new Decider(to.Id, to.StaffRole), call.Commands.Now), waiting);
        call.Commands.Publish(theCase.Delegate(
            approval, call.Decider, new Deputy(to.Id, request.Until ?? approval.ExpiresAt), request.Comment, call.Commands.Now));
        return Show(theCase, approval, call.Language);
    }

    private static async Task<Guid> CaseOfAsync(ApprovalCall call, CancellationToken ct) =>
        await call.Db.Approvals.Where(row => row.Id == call.Id).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(ct)
        ?? throw new ProblemException(404, "approval.not_found", "There is no such approval. | 没有该审批。");

    private static async Task<(Case Case, PolicyBook Policies, Approval Approval)> FindAsync(
        Guid caseId, ApprovalCall call, string? comment, CancellationToken ct)
    {
        var (theCase, policies) = await call.Commands.FindAsync(caseId, call.IfMatch, ct, words: comment is not null);
        var approval = theCase.Approvals.Single(row => row.Id == call.Id);
        return approval.State is ApprovalState.Pending
            ? (theCase, policies, approval)
            : throw new DomainRuleException(
                "approval." + (approval.State is ApprovalState.Expired ? "expired" : "already_decided"),
                "The approval was decided before. | 该审批已有结论。");
    }

    private static void Ensure(string? whyNot, WaitingApproval approval)
    {
        switch (whyNot)
        {
            case null:
                return;
            case FourEyes.OwnOffer:
                throw new DomainRuleException(whyNot, "Nobody decides about an own offer. | 不能审批自己提出的方案。");
            case FourEyes.Expired:
                throw new DomainRuleException(whyNot, "The approval has expired; make the offer again. | 审批已过期,请重新提出方案。");
            case FourEyes.AlreadyDelegated:
                throw new DomainRuleException(whyNot, "It was passed on before; once is all. | 该审批已转交过一次,不能再次转交。", "approval", "rejection");
            case FourEyes.DelegateIsParty:
                throw new DomainRuleException(whyNot, "Who passes it on or works on the case cannot receive it. | 不能转交给自己或该案的经办人。");
            case FourEyes.DelegateTooLow:
                throw new DomainRuleException(
                    whyNot,
                    $"Only somebody with the role {EnumText.Of(approval.RequiredRole)} or above can receive it. | 只能转交给 {EnumText.Of(approval.RequiredRole)} 或更高角色。",
                    EnumText.Of(approval.RequiredRole));
            default:
                throw Problems.Forbidden(
                    whyNot, $"Needs the role {EnumText.Of(approval.RequiredRole)} or above. | 需要 {EnumText.Of(approval.RequiredRole)} 或更高角色。");
        }
    }

    private static TaggedOk<ApprovalView> Show(Case theCase, Approval approval, Language language) =>
        ETags.Ok(ApprovalView.Of(approval, theCase.Offers.Single(offer => offer.Id == approval.OfferId), language), theCase.Version);
}
