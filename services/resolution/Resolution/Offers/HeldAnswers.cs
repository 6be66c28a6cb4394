using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Notices;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>
/// A customer's yes that cannot be taken is a refusal to the customer, and so commits nothing; those who work on the case hear of it all the
/// same, because the next word is theirs.
/// </summary>
internal sealed class HeldAnswers(IServiceScopeFactory scopes, IUnitOfWork<ResolutionDbContext> unitOfWork, TimeProvider clock)
{
    public async Task TellAsync(Case theCase, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseStorefront(theCase.StorefrontId);
        var db = scope.ServiceProvider.GetRequiredService<ResolutionDbContext>();
        Staff.TellOwners(db, theCase, NoticeKind.AcceptanceHeld, new(
            "客户接受了方案,但方案已超出审批时的限额,请重新提出。",
            "The customer accepted an offer that is beyond what was let through: please make it anew."), clock.GetUtcNow());
        await unitOfWork.CommitAsync(db, ct);
    }
}
