using ComplaintPlatform.Contracts;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Http;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>
/// What every command on a case does around its own rule: finds it, publishes what happened, and shows the case as it is then.
/// </summary>
internal sealed class CaseCommands(ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock, IHttpContextAccessor http)
{
    private ComplaintFacts? _facts;

    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <param name="words">Whether the command writes words of a person, as it does unless it is known not to.</param>
    /// <exception cref="DomainRuleException"><c>case.erased</c>: words about an erased customer are not taken.</exception>
    public async Task<(Case Case, PolicyBook Policies)> FindAsync(Guid id, IfMatch ifMatch, CancellationToken ct, bool words = true)
    {
        var found = await db.ForChangeAsync(id, ifMatch, ct);
        if (words)
            found.EnsureTakesWords();
        await FactsAsync(found, ct);
        return (found, await shelf.ForAsync(db, found.StorefrontId, ct));
    }

    /// <summary>What is known of the complaint that the case is about.</summary>
    public async Task<ComplaintFacts> FactsAsync(Case theCase, CancellationToken ct) =>
        _facts?.Id == theCase.Id ? _facts : _facts = await db.FactsOfAsync(theCase.Id, theCase.StorefrontId, ct);

    public void Publish(params IEnumerable<IComplaintEvent?> events)
    {
        foreach (var happened in events)
        {
            if (happened is not null)
                db.Publish(happened);
        }
    }

    public TaggedOk<CaseResponse> Show(Case theCase, PolicyBook policies) =>
        ETags.Ok(CaseResponse.Of(theCase, _facts!, policies, RequestLanguage.Of(http.HttpContext!), Now), theCase.Version);
}
