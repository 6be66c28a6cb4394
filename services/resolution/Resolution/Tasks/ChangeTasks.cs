using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

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
        group.MapPost("/{id:guid}/tasks", AddAsync).WithName("AddTask").AllowRoles(Roles.CaseWorkers);
        group.MapPatch("/{id:guid}/tasks/{taskId:guid}", HandleAsync).WithName("ChangeTask").RequireIfMatch().AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<Created<TaskView>> AddAsync(
        Guid id, AddTaskRequest request, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, HttpContext http, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (!policies.Dispatch.Departments.Any(department => department.Id == request.Department))
            throw new ValidationProblemException(("/department", "There is no such department. | 没有该部门。"));
        if (request.DueAt <= commands.Now)
            throw new ValidationProblemException(("/dueAt", "Lies in the past. | 时间已过。"));
        if (request.DependsOn is { } first && !theCase.Tasks.Exists(task => task.Id == first))
            throw new ValidationProblemException(("/dependsOn", "The case has no such task. | 该案没有此任务。"));

        var added = theCase.AddTask(
            request.Department, new LocalizedText(request.Title, request.Title), request.DueAt ?? commands.Now.AddHours(24), request.OwnerId, request.DependsOn, policies, commands.Now);
        commands.Publish(added);
        ETags.Set(http, theCase.Version);
        return TypedResults.Created($"/api/v1/cases/{id}", TaskView.Of(theCase.Tasks.Single(task => task.Id == added.TaskId), language));
    }

    internal static async Task<Results<TaggedOk<TaskView>, NotFoundProblem>> HandleAsync(
        Guid id, Guid taskId, ChangeTaskRequest request, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (theCase.Tasks.Find(task => task.Id == taskId) is not { } task)
            return Problems.NotFound("task.not_found");
        if (request.DueAt <= commands.Now)
            throw new ValidationProblemException(("/dueAt", "Lies in the past. | 时间已过。"));
        commands.Publish(theCase.ChangeTask(task, request.State, request.Result, request.Evidence, request.OwnerId, request.DueAt, policies, commands.Now));
        return ETags.Ok(TaskView.Of(task, language), theCase.Version);
    }
}
