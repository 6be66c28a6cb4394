using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Tasks;

/// <summary>A task in a department's list.</summary>
/// <param name="Blocked">Another task has to be done first.</param>
public sealed record TaskSummary(
    Guid Id, Guid ComplaintId, string Reference, string StorefrontId, string Department, string Title, TaskState State, Guid? Assignee,
    DateTimeOffset DueAt,
    bool Overdue, bool Promised, bool Blocked, string? Result, string? Evidence, DateTimeOffset? DoneAt);

/// <summary>What is not given does not filter; without a state, what is still to be done.</summary>
internal sealed class TaskFilter
{
    public string? Department { get; set; }

    public QueryEnum<TaskState>? State { get; set; }

    public bool? Overdue { get; set; }

    /// <summary>A user's id.</summary>
    public Guid? Assignee { get; set; }

    public IQueryable<CaseTask> Apply(IQueryable<CaseTask> rows, DateTimeOffset now)
    {
        rows = State is { } state
            ? rows.Where(row => row.State == state.Value)
            : rows.Where(row => row.State == TaskState.Open || row.State == TaskState.InProgress);
        if (Department is { } department)
            rows = rows.Where(row => row.Department == department);
        if (Assignee is { } assignee)
            rows = rows.Where(row => row.OwnerId == assignee);
        if (Overdue is { } overdue)
            rows = rows.Where(row => ((row.State == TaskState.Open || row.State == TaskState.InProgress) && row.DueAt <= now) == overdue);
        return rows;
    }
}

/// <summary>A department's work over all cases, the most pressing first.</summary>
internal static class ListTasks
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", HandleAsync).WithName(nameof(ListTasks)).AllowRoles(Roles.Staff);
        group.MapPost("/{id:guid}/claim", ClaimAsync).WithName("ClaimTask").AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<Ok<Page<TaskSummary>>> HandleAsync(
        [AsParameters] TaskFilter filter, PageRequest page, RequestLanguage language, ResolutionDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var matching = filter.Apply(db.Listed<CaseTask>().AsNoTracking(), now);
        var rows = await matching.PageBy(page, row => row.DueAt, row => row.Id).ToListAsync(ct);
        var caseIds = rows.Select(row => row.CaseId).ToHashSet();
        var firstIds = rows.Where(row => row.DependsOn is not null).Select(row => row.DependsOn!.Value).ToHashSet();
        var references = await db.Cases.AsNoTracking().Where(row => caseIds.Contains(row.Id))
            .ToDictionaryAsync(row => row.Id, row => row.Reference, ct);
        var unfinished = await db.Tasks.AsNoTracking()
            .Where(row => firstIds.Contains(row.Id) && (row.State == TaskState.Open || row.State == TaskState.InProgress))
                .Select(row => row.Id).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.DueAt, row.Id), Show, total));

        TaskSummary Show(CaseTask row) => new(
            row.Id, row.CaseId, references[row.CaseId], row.StorefrontId, row.Department, row.Title.In(language.Language.Tag), row.State,
            row.OwnerId, row.DueAt,
            row.IsOpen && row.DueAt <= now, row.ObligationId is not null, row.DependsOn is { } first && unfinished.Contains(first),
            row.Result, row.Evidence,
            row.DoneAt);
    }

    internal static async Task<TaggedOk<TaskView>> ClaimAsync(
        Guid id, Caller caller, IfMatch ifMatch, RequestLanguage language, CaseCommands commands, ResolutionDbContext db,
        CancellationToken ct)
    {
        var caseId = await db.Tasks.Where(row => row.Id == id).Select(row => (Guid?)row.CaseId).FirstOrDefaultAsync(ct)
            ?? throw new ProblemException(404, "task.not_found", "There is no such task. | 没有该任务。");
        var (theCase, _) = await commands.FindAsync(caseId, ifMatch, ct, words: false);
        var task = theCase.Tasks.Single(row => row.Id == id);
        theCase.Claim(task, caller.UserId!.Value);
        return ETags.Ok(TaskView.Of(task, language), theCase.Version);
    }
}
