using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Agents;

/// <param name="Skills">Categories and queue skills; <c>*</c> is all.</param>
/// <param name="Languages">Such as <c>zh-CN</c>; <c>*</c> is all.</param>
/// <param name="Storefronts">Where the agent works; <c>*</c> is everywhere the user is allowed.</param>
/// <param name="Capacity">How many open cases at once; <c>null</c> is unlimited.</param>
public sealed record DescribeAgentRequest(
    [property: Required, MaxLength(100), PlainText(OneLine = true)] IReadOnlyList<string> Skills,
    [property: Required, MaxLength(50), PlainText(OneLine = true)] IReadOnlyList<string> Languages,
    [property: Required, MaxLength(100), PlainText(OneLine = true)] IReadOnlyList<string> Storefronts,
    [property: Range(0, 10_000)] int? Capacity = null,
    [property: StringLength(64), PlainText(OneLine = true)] string? Department = null);

public sealed record PresenceRequest(AgentPresence Presence);

/// <param name="OpenCases">How many the agent has now.</param>
public sealed record AgentResponse(
    Guid UserId, string Username, string Name, string Role, bool Active, AgentPresence Presence, IReadOnlyList<string> Skills,
    IReadOnlyList<string> Languages,
    IReadOnlyList<string> Storefronts, int? Capacity, string? Department, int OpenCases)
{
    internal static AgentResponse Of(Agent row, int openCases) => new(
        row.Id, row.Username, row.Name, row.Role, row.Active, row.Presence, Agent.Split(row.Skills), Agent.Split(row.Languages),
        row.WorksFor(), row.Capacity, row.Department,
        openCases);
}

internal static class ManageAgents
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/", ListAsync).WithName("ListAgents")
            .WithDescription("Lists those who work on cases, those present first.").AllowRoles(Roles.Staff);
        group.MapGet("/{userId:guid}", GetAsync).WithName("GetAgent")
            .WithDescription("Shows somebody who works on cases.").AllowRoles(Roles.Staff);
        group.MapPut("/{userId:guid}", DescribeAsync).WithName("DescribeAgent")
            .WithDescription("Says what an agent is good at and how much the agent takes on.").RequireIfMatch()
            .AllowRoles([Roles.Supervisor, .. Roles.Management]);
        group.MapPut("/{userId:guid}/presence", AppearAsync).WithName("SetPresence")
            .WithDescription("Says whether an agent is there; cases go to those who are.")
            .AllowRoles([.. Roles.CaseWorkers, Roles.Administrator]);
    }

    internal static async Task<Ok<Page<AgentResponse>>> ListAsync(
        PageRequest page, Caller caller, ResolutionDbContext db, CancellationToken ct)
    {
        // Some hundred rows at most; who shares no storefront with the caller does not appear
        var all = await db.Agents.AsNoTracking().OrderBy(row => row.Username).ThenBy(row => row.Id).ToListAsync(ct);
        var seen = all.Where(row => Shares(row, caller)).OrderBy(row => row.TakesCases ? 0 : 1).ThenBy(row => row.Id).ToList();
        var after = page.After is { } cursor ? (cursor.KeyAs<int>(), cursor.IdAsGuid()) : (-1, Guid.Empty);
        var rows = seen.SkipWhile(row => (row.TakesCases ? 0 : 1, row.Id).CompareTo(after) <= 0).Take(page.Take).ToList();
        var ids = rows.ConvertAll(row => row.Id);
        var counts = await CountAsync(db, ids, ct);
        return TypedResults.Ok(page.ToPage(
            rows, row => PageCursor.Of(row.TakesCases ? 0 : 1, row.Id), row => AgentResponse.Of(row, counts.GetValueOrDefault(row.Id)),
            page.Count ? seen.Count : null));
    }

    internal static async Task<TaggedOk<AgentResponse>> GetAsync(
        Guid userId, Caller caller, ResolutionDbContext db, CancellationToken ct) =>
        await ShowAsync(await FindAsync(userId, caller, db, ct), db, ct);

    internal static async Task<TaggedOk<AgentResponse>> DescribeAsync(
        [AsParameters] AgentCall call, DescribeAgentRequest request, CaseDispatcher dispatcher, CancellationToken ct)
    {
        var agent = await FindAsync(call.UserId, call.Caller, call.Db, ct);
        call.IfMatch.EnsureMatches(agent.Version);
        Check(request.Skills, "/skills", 64);
        Check(request.Languages, "/languages", 20);
        Check(request.Storefronts, "/storefronts", 100);
        if (agent.Capacity is null && request.Capacity is not null)
            await dispatcher.PlaceOpenCasesAsync(agent.Id, ct);
        agent.Describe(
            request.Skills, request.Languages, request.Storefronts, request.Capacity, request.Department, call.Clock.GetUtcNow());
        return await ShowAsync(agent, call.Db, ct);
    }

    internal static async Task<TaggedOk<AgentResponse>> AppearAsync(
        [AsParameters] AgentCall call, PresenceRequest request, CancellationToken ct)
    {
        var agent = await FindAsync(call.UserId, call.Caller, call.Db, ct);
        if (call.Caller.Role == Roles.Agent && call.Caller.UserId != call.UserId)
            throw Problems.Forbidden("agent.not_yourself", "Agents say of themselves only whether they are there. | 客服只能设置自己的在岗状态。");
        call.IfMatch.EnsureMatches(agent.Version);
        agent.Appear(request.Presence, call.Clock.GetUtcNow());
        return await ShowAsync(agent, call.Db, ct);
    }

    private static async Task<TaggedOk<AgentResponse>> ShowAsync(Agent agent, ResolutionDbContext db, CancellationToken ct) =>
        ETags.Ok(AgentResponse.Of(agent, (await CountAsync(db, [agent.Id], ct)).GetValueOrDefault(agent.Id)), agent.Version);

    private static async Task<Agent> FindAsync(Guid userId, Caller caller, ResolutionDbContext db, CancellationToken ct) =>
        await db.Agents.FirstOrDefaultAsync(row => row.Id == userId, ct) is { } agent && Shares(agent, caller)
            ? agent
            : throw new ProblemException(404, "agent.not_found", "There is no such agent. | 没有该客服。");

    private static bool Shares(Agent agent, Caller caller)
    {
        var allowed = Agent.Split(agent.AllowedStorefronts);
        return caller.AllStorefronts || allowed.Contains(AgentSnapshot.All) || allowed.Intersect(caller.Storefronts).Any();
    }

    private static void Check(IReadOnlyList<string> values, string pointer, int longest)
    {
        if (values.Sum(value => value?.Length + 1) > Agent.LongestList)
        {
            throw new ValidationProblemException(
                (pointer, $"Together at most {Agent.LongestList} characters. | 合计最多 {Agent.LongestList} 个字符。"));
        }

        for (var i = 0; i < values.Count; i++)
        {
            if (values[i] is not { Length: > 0 } value || value.Length > longest || value.Contains(','))
                throw new ValidationProblemException(
                    ($"{pointer}/{i}", $"1 to {longest} characters without a comma. | 长度 1 至 {longest},不含逗号。"));
        }
    }

    private static async Task<Dictionary<Guid, int>> CountAsync(ResolutionDbContext db, List<Guid> ids, CancellationToken ct) =>
        await db.Cases.IgnoreQueryFilters().Where(row => row.EndedAt == null && row.AgentId != null && ids.Contains(row.AgentId.Value))
            .GroupBy(row => row.AgentId!.Value)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
}

/// <summary>What a change of an agent needs besides its body.</summary>
internal sealed record AgentCall(Guid UserId, Caller Caller, IfMatch IfMatch, ResolutionDbContext Db, TimeProvider Clock);
