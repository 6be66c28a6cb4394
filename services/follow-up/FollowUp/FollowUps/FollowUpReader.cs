using System.Collections.Concurrent;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Messages;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <summary>What a follow-up is shown with: the policy in force, the storefront's time, and who it is about.</summary>
internal sealed record FollowUpReading(
    FollowUpPolicy Policy, DateTimeZone Zone, string StorefrontName, string? Reference, ContactPoint? Contact, FollowUpPerson Person,
    Language Language, DateTimeOffset Now);

/// <summary>
/// Makes follow-ups readable for an agent. Names and numbers are asked from intake, which alone keeps them; without an answer in time the
/// list is shown without them, and says so.
/// </summary>
internal sealed class FollowUpReader(
    FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, ContactPoints contactPoints, TimeProvider clock)
{
    private const int AskedAtOnce = 8;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public async Task<FollowUpResponse> ReadAsync(CaseFollowUp followUp, Caller caller, Language language, CancellationToken ct) =>
        (await ReadAsync([followUp], caller, language, ct))[0];

    public async Task<IReadOnlyList<FollowUpResponse>> ReadAsync(
        IReadOnlyList<CaseFollowUp> rows, Caller caller, Language language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var storefronts = new Dictionary<string, (FollowUpPolicy Policy, DateTimeZone Zone, string Name)>();
        foreach (var id in rows.Select(row => row.StorefrontId).Distinct())
        {
            var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == id, ct);
            storefronts[id] = ((await policies.ReadAsync(db, id, ct)).Policy, Storefront.ZoneOf(storefront), storefront?.Name ?? id);
        }

        var complaints = rows.Select(row => row.ComplaintId).ToList();
        var references = await db.Cases.AsNoTracking().Where(row => complaints.Contains(row.ComplaintId))
            .ToDictionaryAsync(row => row.ComplaintId, row => row.Reference, ct);
        var contacts = await ContactsOfAsync(rows, ct);
        return [.. rows.Select(row => FollowUpResponse.From(row, Reading(row)))];

        FollowUpReading Reading(CaseFollowUp row)
        {
            var (policy, zone, name) = storefronts[row.StorefrontId];
            var isAnswered = contacts.TryGetValue(row.ComplaintId, out var contact);
            var person = isAnswered ? PersonOf(row, contact, caller, now) : new FollowUpPerson(null, null, Masked: true, PersonState.Unavailable);
            return new FollowUpReading(
                policy, zone, name, references.GetValueOrDefault(row.ComplaintId) ?? contact?.Reference, contact, person, language, now);
        }
    }

    private static FollowUpPerson PersonOf(CaseFollowUp row, ContactPoint? contact, Caller caller, DateTimeOffset now)
    {
        if (contact is null)
            return new FollowUpPerson(null, null, Masked: true, PersonState.Erased);
        var isCalling = row is { IsOpen: true, Channel: FollowUpChannel.Phone } && row.ClaimAt(now) is var (by, _, _) && by == caller.UserId;
        return isCalling
            ? new FollowUpPerson(contact.Name, contact.Phone, Masked: false, PersonState.Known)
            : new FollowUpPerson(Masking.Name(contact.Name), Masking.Phone(contact.Phone), Masked: true, PersonState.Known);
    }

    /// <returns>Each complaint that intake answered for; <c>null</c> for a customer that it does not know any more.</returns>
    private async Task<IReadOnlyDictionary<Guid, ContactPoint?>> ContactsOfAsync(IEnumerable<CaseFollowUp> rows, CancellationToken ct)
    {
        var found = new ConcurrentDictionary<Guid, ContactPoint?>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestWait);
        try
        {
            await Parallel.ForEachAsync(
                rows, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = limit.Token },
                async (row, token) =>
                    found[row.ComplaintId] = await contactPoints.FindAsync(row.StorefrontId, row.ComplaintId, token));
        }
        catch (Exception exception) when (exception is DependencyUnavailableException
            || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The list is worth more than the names in it
        }

        return found;
    }
}
