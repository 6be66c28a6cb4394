using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <param name="Policy">The proposed document, as it would be put.</param>
/// <param name="From">Cases received since then; left out, the last 30 days.</param>
public sealed record DryRunRequest([property: Required] DeadlinePolicies Policy, DateTimeOffset? From = null, DateTimeOffset? To = null);

/// <param name="Complete">Whether all cases of the time were looked at; only the latest ones are, where there are very many.</param>
public sealed record DryRunResponse(DateTimeOffset From, DateTimeOffset To, bool Complete, IReadOnlyList<DryRunOutcome> Outcomes);

/// <summary>What a policy would have meant for the cases of the past; nothing is changed.</summary>
internal static class DryRunDeadlines
{
    private const int MostCases = 5_000;

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/deadline-policies/dry-run", HandleAsync).WithName(nameof(DryRunDeadlines))
            .AllowRoles([Roles.Supervisor, .. Roles.Management]);

    internal static async Task<Ok<DryRunResponse>> HandleAsync(
        DryRunRequest request, string? storefrontId, Caller caller, ResolutionDbContext db, TimeProvider clock, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var owner = PolicyDocument.OwnerFor(caller, storefrontId, writes: false);
        var calendars = (await PolicySets.Calendars.ReadAsync(db, owner, ct)).Policy;
        if (request.Policy.Validate(calendars.Calendars.Select(calendar => calendar.Id).ToHashSet()) is { Count: > 0 } errors)
            throw new ValidationProblemException([.. errors.Select(error => ("/policy" + error.Pointer, error.Message))]);
        var (from, to) = (request.From ?? now.AddDays(-30), request.To ?? now);
        if (from >= to)
            throw new ValidationProblemException(("/from", "Comes after the end. | 开始时间晚于结束时间。"));

        var cases = await db.Cases.AsNoTracking().Include(row => row.Clock)
            .Where(row => row.OpenedAt >= from && row.OpenedAt < to && (owner == null || row.StorefrontId == owner))
            .OrderByDescending(row => row.OpenedAt).Take(MostCases + 1).ToListAsync(ct);
        var working = new Calendars.WorkingTimes(
            await PolicyVersion.HistoryAsync(PolicySets.Calendars, db, owner ?? EventScope.Installation, ct));
        var histories = cases.Take(MostCases).SelectMany(row => Enum.GetValues<DeadlineTargetKind>().Select(target => new DeadlineHistory
        {
            CaseId = row.Id,
            Kind = target,
            Urgency = row.Urgency,
            CustomerType = row.CustomerType,
            Category = row.Category,
            Events = [.. row.Clock.Where(fact => fact.Target == target).OrderBy(fact => fact.Number).Select(fact => fact.ToEvent())],
        }));
        return TypedResults.Ok(new DryRunResponse(
            from, to, cases.Count <= MostCases, DeadlineComparison.Compare(histories, request.Policy, working, working, now)));
    }
}
