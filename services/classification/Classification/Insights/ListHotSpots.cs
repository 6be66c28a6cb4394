using System.Globalization;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.HotSpots;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Policies;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Insights;

/// <param name="Method">How scores and rises are reckoned.</param>
/// <param name="FalseAlarmRate">The expected share of false ones among the rises.</param>
/// <param name="MinimumShared">Terms that fewer complaints share are not shown.</param>
public sealed record HotSpotsResponse(string Week, string Method, double FalseAlarmRate, int MinimumShared,
    IReadOnlyList<HotSpotResponse> Items);

/// <param name="Count">Complaints that name the term.</param>
/// <param name="Share">Their part of all complaints of the value in the week.</param>
/// <param name="Of">What the share is of, such as <c>product X200</c>.</param>
/// <param name="Text">The same as a sentence.</param>
/// <param name="Expected">Complaints that would name it if the week were like the ones before.</param>
/// <param name="PValue">Chance of such a rise without a change, with the price of repeated looks; 1 where there is no past to test
/// against.</param>
/// <param name="Phrases">Longer phrases that say it more closely.</param>
public sealed record HotSpotResponse(
    string StorefrontId, string Dimension, string Value, string Term, int Count, double Share, string Of, string Text, double Expected,
    double ZScore, double PValue, bool Rising,
    IReadOnlyList<string> Phrases, IReadOnlyList<Guid> Examples)
{
    internal static HotSpotResponse From(HotSpot spot, Language language) => new(
        spot.StorefrontId, EnumText.Of(spot.Dimension), spot.Value, spot.Term, spot.Count, spot.Share,
        NameOf(spot, Language.English), TextOf(spot, language),
        spot.Expected, spot.ZScore, spot.PValue, spot.FlaggedAt is not null, spot.PhraseList, spot.ExampleList);

    private static string TextOf(HotSpot spot, Language language)
    {
        var (share, usual) = (Percent(spot.Share), Percent(spot.Documents == 0 ? 0 : spot.Expected / spot.Documents));
        return language == Language.English
            ? $"{share} of the complaints on {NameOf(spot, language)} name \"{spot.Term}\" (before: {usual})."
            : $"{NameOf(spot, language)}的投诉中有 {share} 提到“{spot.Term}”（以往 {usual}）。";
    }

    private static string NameOf(HotSpot spot, Language language) => (spot.Dimension, language == Language.English) switch
    {
        (InsightDimension.Category, true) => $"category {spot.Value}",
        (InsightDimension.Product, true) => $"product {spot.Value}",
        (InsightDimension.Store, true) => $"store {spot.Value}",
        (InsightDimension.Category, _) => $"类别 {spot.Value} ",
        (InsightDimension.Product, _) => $"商品 {spot.Value} ",
        (InsightDimension.Store, _) => $"门店 {spot.Value} ",
        (_, true) => $"storefront {spot.StorefrontId}",
        _ => $"店铺 {spot.StorefrontId} ",
    };

    private static string Percent(double share) => (share * 100).ToString(share < 0.1 ? "0.#" : "0", CultureInfo.InvariantCulture) + " %";
}

/// <summary>What stands out in a week, most striking first; a heat map by dimension, value and term.</summary>
internal static class ListHotSpots
{
    public const string Method = "log-odds with an informative Dirichlet prior against the own past weeks (Monroe, Colaresi, Quinn 2008); "
        + "rises by an exact conditional binomial test, repeated looks paid for, "
        + "Benjamini-Hochberg over all tested terms of the storefront's week";

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/hotspots", HandleAsync).WithName(nameof(ListHotSpots))
            .AllowRoles([Roles.Supervisor, .. Roles.Management, Roles.Auditor]);

    internal static async Task<Ok<HotSpotsResponse>> HandleAsync(
        [AsParameters] InsightFilter filter, RequestLanguage language, ClassificationDbContext db, TimeProvider clock, CancellationToken ct)
    {
        filter.EnsureLimit();
        var week = filter.WeekAt(clock.GetUtcNow());
        var policy = (await PolicyDocument.ReadAsync(db, InsightPolicyEndpoints.Kind, null, () => new InsightPolicy(), ct)).Policy;
        var spots = await filter.Apply(db.HotSpots.AsNoTracking())
            .Where(row => row.Week == week.Number && row.Count >= policy.MinimumShared)
            .OrderByDescending(row => row.ZScore).ThenBy(row => row.Id).Take(filter.Take).ToListAsync(ct);
        return TypedResults.Ok(new HotSpotsResponse(
            week.ToString(), Method, policy.FalseAlarmRate, policy.MinimumShared,
            spots.ConvertAll(spot => HotSpotResponse.From(spot, language))));
    }
}
