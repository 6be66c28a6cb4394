using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Compensation;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Dispatch;
using ComplaintPlatform.Resolution.Escalations;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Replies;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Policies;

/// <summary>All policies in force for one storefront, ready to reckon with.</summary>
internal sealed record PolicyBook(
    DispatchPolicies Dispatch, WorkingTimes Calendars, DeadlinePolicies Deadlines, AuthorityLimits Authority,
    CompensationPolicies Compensation,
    RemedyCatalogue Remedies, EscalationPolicies Escalations, ClosingPolicies Closing, PlaybookPolicies Playbooks,
    ReplyTemplates Replies)
{
    /// <summary>Since when the deadline policy holds, where it was ever edited.</summary>
    public DateTimeOffset? DeadlinesSince { get; init; }
}

/// <summary>
/// Hands out the policies in force. What is parsed is kept until a document's version says that it changed; within one unit of work they do
/// not change.
/// </summary>
internal sealed class PolicyShelf
{
    private readonly ConcurrentDictionary<string, (string Stamp, PolicyBook Book)> _books = new();
    private readonly ConditionalWeakTable<TenantScope, Dictionary<string, PolicyBook>> _inUse = [];

    public async Task<PolicyBook> ForAsync(ResolutionDbContext db, string storefrontId, CancellationToken ct)
    {
        var inUse = _inUse.GetOrCreateValue(db.Scope);
        if (!inUse.TryGetValue(storefrontId, out var book))
            inUse[storefrontId] = book = await ReadAsync(db, storefrontId, ct);
        return book;
    }

    private async Task<PolicyBook> ReadAsync(ResolutionDbContext db, string storefrontId, CancellationToken ct)
    {
        var versions = await db.Set<PolicyDocument>().Where(row => row.Owner == storefrontId || row.Owner == EventScope.Installation)
            .OrderBy(row => row.Kind).ThenBy(row => row.Owner).Select(row => new { row.Kind, row.Owner, row.Version }).ToListAsync(ct);
        var stamp = string.Join(';', versions.Select(row => $"{row.Kind}/{row.Owner}/{row.Version}"));
        if (_books.TryGetValue(storefrontId, out var known) && known.Stamp == stamp)
            return known.Book;

        var book = new PolicyBook(
            await ReadAsync(PolicySets.Departments),
            new WorkingTimes(await PolicyVersion.HistoryAsync(PolicySets.Calendars, db, storefrontId, ct)),
            await ReadAsync(PolicySets.Deadlines),
            await ReadAsync(PolicySets.Authority),
            await ReadAsync(PolicySets.Compensation),
            await ReadAsync(PolicySets.Remedies),
            await ReadAsync(PolicySets.Escalations),
            await ReadAsync(PolicySets.Closing),
            await ReadAsync(PolicySets.Playbooks),
            await ReadAsync(PolicySets.Replies))
        {
            DeadlinesSince = (await PolicyVersion.HistoryAsync(PolicySets.Deadlines, db, storefrontId, ct))[^1].Since is var since
                && since > DateTimeOffset.MinValue ? since : null,
        };
        _books[storefrontId] = (stamp, book);
        return book;

        async Task<T> ReadAsync<T>(PolicySet<T> set)
            where T : class => (await set.ReadAsync(db, storefrontId, ct)).Policy;
    }
}
