using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
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

namespace ComplaintPlatform.Resolution.Tasks;

/// <param name="Department">An id of <c>/departments</c>.</param>
/// <param name="DueAt">Left out: in 24 hours.</param>
/// <param name="DependsOn">A task of the same case that has to be done first.</param>
public sealed record AddTaskRequest(
    [property: Required, StringLength(64, MinimumLength = 1), PlainText(OneLine = true)] string Department,
    [property: Required, StringLength(200, MinimumLength = 1), PlainText] string Title,
    DateTimeOffset? DueAt = null,
    Guid? OwnerId = null,
    Guid? DependsOn = null);

/// <summary>What is left out stays.</summary>
public sealed record ChangeTaskRequest(
    TaskState? State = null,
    [property: StringLength(2000), PlainText] string? Result = null,
    [property: StringLength(2000), PlainText] string? Evidence = null,
    Guid? OwnerId = null,
    DateTimeOffset? DueAt = null);

internal static class ChangeTasks
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/tasks", AddAsync).WithName("AddTask")
            .WithDescription("Gives a department something to do.").AllowRoles(Roles.CaseWorkers);
        group.MapPatch("/{id:guid}/tasks/{taskId:guid}", HandleAsync).WithName("ChangeTask")
            .WithDescription("Changes a task: who does it, what came of it.").RequireIfMatch().AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<Created<TaskView>> AddAsync(
        Guid id, AddTaskRequest request, [AsParameters] NewTask call, HttpContext http, CancellationToken ct)
    {
        var (ifMatch, language, commands, db) = call;
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (policies.Dispatch.Departments.FirstOrDefault(department => department.Id == request.Department) is not { } department)
            throw new ValidationProblemException(("/department", "There is no such department. | 没有该部门。"));
        if (department.Pays)
        {
            throw new DomainRuleException(
                "task.pays_through_offer", "What is paid is offered and accepted first; the offer makes the task. | 付款须先提出方案并被接受,任务由方案产生。",
                "offers");
        }

        if (request.DueAt <= commands.Now)
            throw new ValidationProblemException(("/dueAt", "Lies in the past. | 时间已过。"));
        if (request.DependsOn is { } first && !theCase.Tasks.Exists(task => task.Id == first))
            throw new ValidationProblemException(("/dependsOn", "The case has no such task. | 该案没有此任务。"));

        await EnsureAtWorkAsync(request.OwnerId, theCase.StorefrontId, db, ct);
        var added = theCase.AddTask(
            request.Department, new LocalizedText(request.Title, request.Title), request.DueAt ?? commands.Now.AddHours(24),
            request.OwnerId, request.DependsOn, policies, commands.Now);
        commands.Publish(added);
        ETags.Set(http, theCase.Version);
        return TypedResults.Created($"/api/v1/cases/{id}", TaskView.Of(theCase.Tasks.Single(task => task.Id == added.TaskId), language));
    }

    internal static async Task<Results<TaggedOk<TaskView>, NotFoundProblem>> HandleAsync(
        [AsParameters] TaskCall call, ChangeTaskRequest request, CancellationToken ct)
    {
        var (theCase, policies) = await call.Commands.FindAsync(
            call.Id, call.IfMatch, ct, words: request.Result is not null || request.Evidence is not null);
        if (theCase.Tasks.Find(task => task.Id == call.TaskId) is not { } task)
            return Problems.NotFound("task.not_found");
        if (request.DueAt <= call.Commands.Now)
            throw new ValidationProblemException(("/dueAt", "Lies in the past. | 时间已过。"));
        await EnsureAtWorkAsync(request.OwnerId, theCase.StorefrontId, call.Db, ct);
        if (theCase.DefersPromise(task, request.DueAt) && Axes.ReadRole(call.Caller.Role) < StaffRole.Manager)
        {
            throw Problems.Forbidden(
                "task.promised_by_then",
                "The customer was promised this by its due time; a manager may agree on a later one. | 已向客户承诺完成时间,仅经理可以延后。");
        }

        call.Commands.Publish(theCase.ChangeTask(task, request, policies, call.Commands.Now));
        return ETags.Ok(TaskView.Of(task, call.Language), theCase.Version);
    }

    // Work that nobody can see is not done
    private static async Task EnsureAtWorkAsync(Guid? ownerId, string storefrontId, ResolutionDbContext db, CancellationToken ct)
    {
        if (ownerId is { } id && !(await db.Agents.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is { Active: true } owner
            && owner.MayWorkFor(storefrontId)))
            throw new ValidationProblemException(("/ownerId", "Must be an active user of the storefront. | 必须是该店铺的在职用户。"));
    }
}

/// <summary>What adding a task needs.</summary>
internal sealed record NewTask(IfMatch IfMatch, RequestLanguage Language, CaseCommands Commands, ResolutionDbContext Db);

/// <summary>Which task is changed, by whom, and what the change needs.</summary>
internal sealed record TaskCall(
    Guid Id, Guid TaskId, Caller Caller, IfMatch IfMatch, RequestLanguage Language, CaseCommands Commands, ResolutionDbContext Db);
