using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Storefronts;

/// <summary>
/// Whether there are the storefronts that a request names: a slip of the pen would otherwise show nothing, or write for nobody. Who works
/// for some storefronts knows no others; who works for all is compared with what the gateway has told, and with what is here already.
/// </summary>
internal static class KnownStorefronts
{
    /// <exception cref="ProblemException">404 <c>storefront.not_found</c>.</exception>
    public static async Task CheckAsync(IReadOnlyList<string>? named, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        foreach (var storefrontId in (named ?? []).Distinct())
        {
            if (!await IsKnownAsync(storefrontId, caller, db, ct))
                throw new ProblemException(404, "storefront.not_found", "There is no such storefront. | 没有该店铺。");
        }
    }

    /// <inheritdoc cref="CheckAsync(IReadOnlyList{string}?, Caller, IntakeDbContext, CancellationToken)"/>
    public static Task CheckAsync(string? named, Caller caller, IntakeDbContext db, CancellationToken ct) =>
        CheckAsync(named is null ? [] : [named], caller, db, ct);

    /// <summary>The storefront that a request writes for.</summary>
    /// <exception cref="ValidationProblemException">None is named where several come into question, or there is no such one.</exception>
    public static async Task<string> ForWritingAsync(string? named, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        var only = caller is { AllStorefronts: false, Storefronts: [var single] } ? single : null;
        var storefrontId = named ?? only ?? throw new ValidationProblemException(
            ("/storefrontId", "Name the storefront: your account is not bound to one. | 请指明店铺:当前账号未绑定唯一店铺。"));
        return await IsKnownAsync(storefrontId, caller, db, ct)
            ? storefrontId
            : throw new ValidationProblemException(("/storefrontId", "There is no such storefront. | 店铺不存在。"));
    }

    /// <summary>Every storefront that there is or was.</summary>
    public static IQueryable<string> All(IntakeDbContext db) =>
        db.Set<Storefront>().Select(row => row.Id).Union(db.FeedCounters.Select(row => row.StorefrontId));

    /// <summary>As the gateway has told, or because something came for it before the gateway's word.</summary>
    public static async Task<bool> ExistsAsync(string storefrontId, ServiceDbContext db, CancellationToken ct) =>
        await db.Set<Storefront>().AnyAsync(row => row.Id == storefrontId, ct)
        || await db.Set<FeedCounter>().AnyAsync(row => row.StorefrontId == storefrontId, ct);

    private static async Task<bool> IsKnownAsync(string storefrontId, Caller caller, IntakeDbContext db, CancellationToken ct) =>
        caller.AllStorefronts ? await ExistsAsync(storefrontId, db, ct) : caller.Storefronts.Contains(storefrontId);
}
