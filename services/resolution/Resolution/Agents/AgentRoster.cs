using System.Diagnostics;
using System.Runtime.CompilerServices;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Dispatch;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Agents;

/// <summary>
/// Who could take a case now. Agents are read again when one of them changed. How many cases each has is counted, not kept: a counter would
/// be one row that every case in the house must write. The count of agents without a limit only ranks them, so it may be a moment old,
/// corrected by what was dispatched here since; the places of the others are read each time, and the database hands each place out once.
/// </summary>
internal sealed class AgentRoster(TimeProvider clock)
{
    /// <summary>A count may take this share of the time at most, however many open cases there are.</summary>
    private const int RestPerCount = 20;

    private readonly Lock _lock = new();
    private readonly ConditionalWeakTable<TenantScope, Known> _inUse = [];
    private volatile Known _known = new(-1, []);
    private Dictionary<Guid, Load> _loads = [];
    private long _loadsUntil;

    public async Task<IReadOnlyList<AgentSnapshot>> ReadAsync(ResolutionDbContext db, CancellationToken ct)
    {
        // In one unit of work there is one roster
        if (!_inUse.TryGetValue(db.Scope, out var known))
            _inUse.AddOrUpdate(db.Scope, known = await PresentAsync(db, ct));
        if (known.Present.Count == 0)
            return [];

        await CountAsync(db, ct);
        var limited = known.Present.Where(agent => agent.Snapshot.Capacity is not null).Select(agent => agent.Snapshot.Id).ToList();
        var places = limited.Count == 0
            ? []
            : await db.Slots.Where(row => limited.Contains(row.AgentId)).GroupBy(row => row.AgentId)
                .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        lock (_lock)
        {
            return known.Present.ConvertAll(agent => agent.Snapshot with
            {
                OpenCases = agent.Snapshot.Capacity is null ? _loads.GetValueOrDefault(agent.Snapshot.Id).Cases
                    : places.GetValueOrDefault(agent.Snapshot.Id),
                LastAssignedAt = _loads.GetValueOrDefault(agent.Snapshot.Id).LastAt,
            });
        }
    }

    public string NameOf(Guid agentId) => _known.Present.Find(agent => agent.Snapshot.Id == agentId).Name ?? "";

    public void Assigned(Guid agentId)
    {
        lock (_lock)
            _loads[agentId] = new Load(_loads.GetValueOrDefault(agentId).Cases + 1, clock.GetUtcNow());
    }

    private async Task<Known> PresentAsync(ResolutionDbContext db, CancellationToken ct)
    {
        var stamp = await db.Agents.SumAsync(row => row.Version, ct);
        var known = _known;
        if (known.Stamp == stamp)
            return known;

        var agents = await db.Agents.AsNoTracking().ToListAsync(ct);
        return _known = new Known(
            agents.Sum(row => row.Version),
            [.. agents.Where(row => row.TakesCases).Select(row => (row.Snapshot(), row.Name))]);
    }

    private async Task CountAsync(ResolutionDbContext db, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        if (started < Interlocked.Read(ref _loadsUntil))
            return;

        // One counts, the others go on with what is known
        Interlocked.Exchange(ref _loadsUntil, started + (10 * Stopwatch.Frequency));
        // Of all storefronts: it is the agent who is busy
        var counted = await db.Cases.IgnoreQueryFilters().Where(row => row.EndedAt == null && row.AgentId != null)
            .GroupBy(row => row.AgentId!.Value)
            .Select(group => new { AgentId = group.Key, Count = group.Count() }).ToListAsync(ct);
        var now = Stopwatch.GetTimestamp();
        lock (_lock)
            _loads = counted.ToDictionary(row => row.AgentId, row => new Load(row.Count, _loads.GetValueOrDefault(row.AgentId).LastAt));
        Interlocked.Exchange(ref _loadsUntil, now + Math.Max(Stopwatch.Frequency, (now - started) * RestPerCount));
    }

    private sealed record Known(int Stamp, List<(AgentSnapshot Snapshot, string Name)> Present);

    private readonly record struct Load(int Cases, DateTimeOffset? LastAt);
}
