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

/// <summary>What a follow-up is shown with: the policy in force, the storefront's time, and who is to be called.</summary>
internal sealed record FollowUpReading(
    FollowUpPolicy Policy, DateTimeZone Zone, ContactPoint? Contact, FollowUpPerson? Person, Language Language, DateTimeOffset Now);

/// <summary>
/// Makes follow-ups readable for an agent. Names and numbers are asked from intake, which alone keeps them, and for open calls only;
/// without an answer in time the list is shown without them.
/// </summary>
internal sealed class FollowUpReader(
    FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, ContactPoints contactPoints, TimeProvider clock)
{
    private const int AskedAtOnce = 8;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public async Task<FollowUpResponse> ReadAsync(CaseFollowUp followUp, Caller caller, Language language, CancellationToken ct) =>
        (await ReadAsync([followUp], caller, language, ct, asksForAll: true))[0];

    /// <param name="asksForAll">The complaint's number is wanted of each, not of open calls only.</param>
    public async Task<IReadOnlyList<FollowUpResponse>> ReadAsync(
        IReadOnlyList<CaseFollowUp> rows, Caller caller, Language language, CancellationToken ct, bool asksForAll = false)
    {
        var now = clock.GetUtcNow();
        var storefronts = new Dictionary<string, (FollowUpPolicy Policy, DateTimeZone Zone)>();
        foreach (var id in rows.Select(row => row.StorefrontId).Distinct())
        {
            var storefront = await db.KnownStorefronts.AsNoTracking().FirstOrDefaultAsync(row => row.StorefrontId == id, ct);
            storefronts[id] = ((await policies.ReadAsync(db, id, ct)).Policy, Storefront.ZoneOf(storefront));
        }

        var contacts = await ContactsOfAsync(rows.Where(row => asksForAll || IsCall(row)), ct);
        return [.. rows.Select(row => FollowUpResponse.From(row, Reading(row)))];

        FollowUpReading Reading(CaseFollowUp row)
        {
            var (policy, zone) = storefronts[row.StorefrontId];
            var contact = contacts.GetValueOrDefault(row.ComplaintId);
            return new FollowUpReading(policy, zone, contact, PersonOf(row, contact, caller, now), language, now);
        }
    }

    private static bool IsCall(CaseFollowUp row) => row is { IsOpen: true, Channel: FollowUpChannel.Phone };

    private static FollowUpPerson? PersonOf(CaseFollowUp row, ContactPoint? contact, Caller caller, DateTimeOffset now)
    {
        if (contact is null || !IsCall(row))
            return null;
        var isCalling = row.ClaimAt(now) is var (by, _, _) && by == caller.UserId;
        return isCalling
            ? new FollowUpPerson(contact.Name, contact.Phone, Masked: false)
            : new FollowUpPerson(Masking.Name(contact.Name), Masking.Phone(contact.Phone), Masked: true);
    }

    private async Task<IReadOnlyDictionary<Guid, ContactPoint>> ContactsOfAsync(IEnumerable<CaseFollowUp> calls, CancellationToken ct)
    {
        var found = new ConcurrentDictionary<Guid, ContactPoint>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LongestWait);
        try
        {
            await Parallel.ForEachAsync(
                calls, new ParallelOptions { MaxDegreeOfParallelism = AskedAtOnce, CancellationToken = limit.Token },
                async (row, token) =>
                {
                    if (await contactPoints.FindAsync(row.StorefrontId, row.ComplaintId, token) is { } contact)
                        found[row.ComplaintId] = contact;
                });
        }
        catch (Exception exception) when (exception is DependencyUnavailableException
            || (exception is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // The list is worth more than the names in it
        }

        return found;
    }
}
