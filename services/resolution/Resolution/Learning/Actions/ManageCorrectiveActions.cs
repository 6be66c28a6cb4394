using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Learning.Causes;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Actions;

/// <summary>Corrective and preventive actions: planned, done, verified by somebody else.</summary>
internal static class ManageCorrectiveActions
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListCorrectiveActions").AllowRoles(Roles.Staff)
            .WithDescription("What is due first comes first.");
        group.MapPost("/", PlanAsync).WithName("PlanCorrectiveAction").AllowRoles([Roles.Supervisor, .. Roles.Management]);
        group.MapGet("/{id:guid}", GetAsync).WithName("GetCorrectiveAction").AllowRoles(Roles.Staff);
        group.MapPatch("/{id:guid}", ChangeAsync).WithName("ChangeCorrectiveAction").RequireIfMatch()
            .AllowRoles([.. Roles.CaseWorkers, Roles.Administrator])
            .WithDescription(
                "`planned` -> `in_progress` -> `done` -> `verified`; back from `done` to `in_progress` where it is found wanting; "
                + "`cancelled` before it "
                + "is done. Verified by a supervisor or higher who neither owns it nor reported it done. Agents change their own only.");
        GetEffect.Map(group);
    }

    internal static async Task<Ok<Page<CorrectiveActionResponse>>> ListAsync(
        [AsParameters] CorrectiveActionFilter filter, PageRequest page, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var causes = filter.CauseId is { } causeId && await db.StandingCauseAsync(causeId, ct) is { } standing
            ? await db.Causes.AsNoTracking().Where(row => row.TargetId == standing.Id).Select(row => row.Id).ToListAsync(ct)
            : [];
        var matching = filter.Apply(db.CorrectiveActions.AsNoTracking(), causes, now);
        var rows = await matching.PageBy(page, row => row.DueAt, row => row.Id).ToListAsync(ct);
        var ids = rows.Select(row => row.CauseId).ToHashSet();
        var names = await db.Causes.AsNoTracking().Where(row => ids.Contains(row.Id)).Include(row => row.Target)
            .ToDictionaryAsync(row => row.Id, row => row.Target!, ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(
            rows, row => PageCursor.Of(row.DueAt, row.Id), row => CorrectiveActionResponse.Of(row, names[row.CauseId], now), total));
    }

    internal static async Task<Created<CorrectiveActionResponse>> PlanAsync(
        PlanCorrectiveActionRequest request, Caller caller, ActionKeeping keeping, CancellationToken ct)
    {
        var planned = await keeping.PlanAsync(request, caller, ct);
        return TypedResults.Created($"/api/v1/corrective-actions/{planned.Id}", planned);
    }

    internal static async Task<Results<TaggedOk<CorrectiveActionResponse>, NotFoundProblem>> GetAsync(
        Guid id, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.CorrectiveActions.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } action)
            return Problems.NotFound("corrective_action.not_found");
        var cause = (await db.StandingCauseAsync(action.CauseId, ct))!;
        return ETags.Ok(CorrectiveActionResponse.Of(action, cause, clock.GetUtcNow()), action.Version);
    }

    internal static async Task<Results<TaggedOk<CorrectiveActionResponse>, NotFoundProblem>> ChangeAsync(
        Guid id, ChangeCorrectiveActionRequest request, Caller caller, IfMatch ifMatch, ActionKeeping keeping, CancellationToken ct)
    {
        if (await keeping.FindAsync(id, ct) is not { } action)
            return Problems.NotFound("corrective_action.not_found");
        ifMatch.EnsureMatches(action.Version);
        return ETags.Ok(await keeping.ChangeAsync(action, request, caller, ct), action.Version);
    }
}

/// <summary>The rules of corrective actions that need more than the action itself.</summary>
internal sealed class ActionKeeping(ResolutionDbContext db, TimeProvider clock)
{
    /// <summary>Complaints that one event names.</summary>
    private const int BatchSize = 200;

    /// <summary>Years.</summary>
    private const int LongestAgo = 10;

    private const string OwnWork = "corrective_action.own_work";

    private readonly DateTimeOffset _now = clock.GetUtcNow();

    public Task<CorrectiveAction?> FindAsync(Guid id, CancellationToken ct) =>
        db.CorrectiveActions.FirstOrDefaultAsync(row => row.Id == id, ct);

    public async Task<CorrectiveActionResponse> PlanAsync(PlanCorrectiveActionRequest request, Caller caller, CancellationToken ct)
    {
        if (await db.StandingCauseAsync(request.CauseId, ct) is not { } cause)
        {
            throw Problems.Unprocessable(
                "cause.not_found", "There is no such cause. | 没有该原因。", ("/causeId", "Must be a cause of your catalogue. | 必须是目录中的原因。"));
        }

        if (string.IsNullOrWhiteSpace(request.Title))
            throw new ValidationProblemException(("/title", "Must not be empty. | 不能为空。"));
        if (request.DueAt <= _now)
            throw new ValidationProblemException(("/dueAt", "Must lie in the future. | 必须在未来。"));
        var action = CorrectiveAction.Plan(cause, request.Kind, caller.UserId, _now);
        action.Describe(
            request.Title.Trim(), request.Description, await OwnerAsync(request.OwnerId, cause.StorefrontId, ct), request.DueAt);
        if (request.Improvement is { } improvement)
            action.DescribeImprovement(improvement.Zh, improvement.En);
        db.CorrectiveActions.Add(action);
        return CorrectiveActionResponse.Of(action, cause, _now);
    }

    public async Task<CorrectiveActionResponse> ChangeAsync(
        CorrectiveAction action, ChangeCorrectiveActionRequest request, Caller caller, CancellationToken ct)
    {
        if (caller.Role == Roles.Agent && action.OwnerId != caller.UserId)
        {
            throw Problems.Forbidden(
                "corrective_action.not_yours", "Only its owner or a supervisor may change it. | 仅负责人或主管可以修改。");
        }

        action.EnsureChangeable();
        if (request.Title is { } title && string.IsNullOrWhiteSpace(title))
            throw new ValidationProblemException(("/title", "Must not be empty. | 不能为空。"));
        (Guid, string)? owner = request.OwnerId is { } ownerId ? await OwnerAsync(ownerId, action.StorefrontId, ct) : null;
        if (request.Title is not null || request.Description is not null || owner is not null || request.DueAt is not null)
            action.Describe(request.Title?.Trim(), request.Description, owner, request.DueAt);
        if (request.Improvement is { } improvement)
            action.DescribeImprovement(improvement.Zh, improvement.En);

        var cause = (await db.StandingCauseAsync(action.CauseId, ct))!;
        if (request.State is { } state && state != action.State)
            await MoveAsync(action, cause, state, request, caller, ct);
        else if (request.EffectiveAt is not null)
            throw new ValidationProblemException(("/effectiveAt", "Is said together with the state done. | 仅可与 done 状态一同填写。"));
        return CorrectiveActionResponse.Of(action, cause, _now);
    }

    private async Task MoveAsync(
        CorrectiveAction action, Cause cause, CorrectiveActionState state, ChangeCorrectiveActionRequest request, Caller caller,
        CancellationToken ct)
    {
        var decides = action.Allowed.Contains(state);
        if (decides && state is CorrectiveActionState.Verified && (caller.Role == Roles.Agent || action.HasWorkedOnIt(caller.UserId)))
        {
            throw Problems.Forbidden(
                OwnWork, "A supervisor or higher verifies it who never owned it nor moved it on. | 须由从未负责或推进过该措施的主管或以上人员验证。");
        }

        var sentBack = action.State is CorrectiveActionState.Done && state is CorrectiveActionState.InProgress;
        if (decides && (state is CorrectiveActionState.Verified or CorrectiveActionState.Cancelled || sentBack)
            && string.IsNullOrWhiteSpace(request.Note))
            throw new ValidationProblemException(("/note", "Say how it was verified, or why it goes no further. | 请说明如何验证或不再推进的原因。"));
        if (request.EffectiveAt is { } effective
            && (state is not CorrectiveActionState.Done || effective > _now || effective < _now.AddYears(-LongestAgo)))
        {
            throw new ValidationProblemException(
                ("/effectiveAt", "Is said with the state done, lies not in the future and at most ten years ago. | "
                    + "仅可与 done 状态一同填写,不能在未来,且不早于十年前。"));
        }

        action.Move(state, caller.UserId, caller.Name, request.EffectiveAt, request.Note?.Trim(), _now);
        if (state is CorrectiveActionState.Done)
            db.Publish(action.Completed(cause, _now));
        if (state is CorrectiveActionState.Verified)
        {
            var before = action.EffectiveAt!.Value;
            var affected = await db.RootCausesOf(cause).Where(row => row.ReceivedAt < before).OrderBy(row => row.ReceivedAt)
                .Select(row => row.ComplaintId).ToListAsync(ct);
            foreach (var verified in action.Verified(cause, affected, BatchSize, _now))
                db.Publish(verified);
        }
    }

    private async Task<(Guid, string)> OwnerAsync(Guid ownerId, string storefrontId, CancellationToken ct)
    {
        var owner = await db.Agents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == ownerId, ct);
        return owner is { Active: true } && owner.MayWorkFor(storefrontId)
            ? (owner.Id, owner.Name)
            : throw Problems.Unprocessable(
                "corrective_action.no_such_owner", "There is no such user at work for this storefront. | 没有服务于该店铺的在职用户。",
                ("/ownerId", "Must be an active user of the storefront. | 必须是该店铺的在职用户。"));
    }
}
