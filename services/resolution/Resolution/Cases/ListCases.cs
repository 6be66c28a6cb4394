using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>What is not given does not filter.</summary>
internal sealed class CaseFilter
{
    public QueryEnum<CaseState>? State { get; set; }

    public Guid? AgentId { get; set; }

    public string? Department { get; set; }

    public QueryEnum<Urgency>? Urgency { get; set; }

    public QueryEnum<SlaState>? SlaState { get; set; }

    public QueryEnum<EscalationLevel>? Level { get; set; }

    public string? StorefrontId { get; set; }

    /// <summary>Whether an emergency playbook is open.</summary>
    public bool? Emergency { get; set; }

    /// <summary>Only cases that wait for somebody to take them.</summary>
    public bool? Unassigned { get; set; }

    public IQueryable<Case> Apply(IQueryable<Case> rows)
    {
        if (State is { } state)
            rows = rows.Where(row => row.State == state.Value);
        if (AgentId is { } agentId)
            rows = rows.Where(row => row.AgentId == agentId);
        if (Department is { } department)
            rows = rows.Where(row => row.Department == department);
        if (Urgency is { } urgency)
            rows = rows.Where(row => row.Urgency == urgency.Value);
        if (SlaState is { } sla)
            rows = rows.Where(row => row.Sla == sla.Value);
        if (Level is { } level)
            rows = rows.Where(row => row.Level == level.Value);
        if (StorefrontId is { } storefrontId)
            rows = rows.Where(row => row.StorefrontId == storefrontId);
        if (Emergency is { } emergency)
            rows = rows.Where(row => row.InEmergency == emergency);
        if (Unassigned is true)
            rows = rows.Where(row => row.EndedAt == null && row.AgentId == null);
        return rows;
    }
}

/// <summary>Lists cases.</summary>
internal static class ListCases
{
    public static void Map(RouteGroupBuilder group) => group.MapGet("/", HandleAsync).WithName(nameof(ListCases)).AllowRoles(Roles.Staff);

    internal static async Task<Ok<Page<CaseSummary>>> HandleAsync(
        [AsParameters] CaseFilter filter, PageRequest page, ResolutionDbContext db, CancellationToken ct)
    {
        var matching = filter.Apply(db.Listed<Case>().AsNoTracking());
        var rows = await matching.PageBy(page, row => row.OpenedAt, row => row.Id, descending: true).ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, row => PageCursor.Of(row.OpenedAt, row.Id), CaseSummary.Of, total));
    }
}
