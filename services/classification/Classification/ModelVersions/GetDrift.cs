using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Insights;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <param name="Weeks">Oldest first; the last one is the running week.</param>
public sealed record DriftResponse(IReadOnlyList<DriftWeek> Weeks);

/// <param name="Week">ISO 8601, in UTC.</param>
/// <param name="Classified">Complaints received in the week.</param>
/// <param name="Axes">All models together.</param>
public sealed record DriftWeek(string Week, int Classified, IReadOnlyList<DriftAxis> Axes, IReadOnlyList<DriftOfModel> Models);

public sealed record DriftOfModel(string ModelVersion, int Classified, IReadOnlyList<DriftAxis> Axes);

/// <param name="Corrected">Complaints corrected on this axis in the week, whenever they were received.</param>
/// <param name="Share">Corrected by classified; <c>null</c> where none was classified.</param>
public sealed record DriftAxis(string Axis, int Corrected, double? Share);

/// <summary>How much of what the models say is corrected, week by week: a share that rises says that the complaints have changed.</summary>
internal static class GetDrift
{
    private const int DefaultWeeks = 12, MostWeeks = 53;

    private static readonly string[] Axes = ["category", "reasonCode", "urgency", "severity", "customerType", "difficulty", "demands",
        "sentiment"];

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/drift", HandleAsync).WithName("GetModelDrift").AllowRoles(Roles.Staff);

    internal static async Task<Ok<DriftResponse>> HandleAsync(int? weeks, ClassificationDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        if (weeks is < 1 or > MostWeeks)
            throw new ValidationProblemException("parameter.invalid", ("/weeks", "Must be between 1 and 53. | 必须在 1 到 53 之间。"));

        var current = IsoWeek.Of(clock.GetUtcNow());
        var answer = new List<DriftWeek>();
        for (var back = (weeks ?? DefaultWeeks) - 1; back >= 0; back--)
            answer.Add(await OfWeekAsync(db, current.Add(-back), ct));

        return TypedResults.Ok(new DriftResponse(answer));
    }

    private static async Task<DriftWeek> OfWeekAsync(ClassificationDbContext db, IsoWeek week, CancellationToken ct)
    {
        var from = new DateTimeOffset(week.Monday, TimeSpan.Zero);
        var to = from.AddDays(7);
        var classified = await db.Classifications.AsNoTracking().Where(row => row.ReceivedAt >= from && row.ReceivedAt < to)
            .GroupBy(row => row.ModelVersion).Select(rows => new { ModelVersion = rows.Key, Count = rows.Count() })
                .ToDictionaryAsync(row => row.ModelVersion, row => row.Count, ct);
        var corrected = (await db.Corrections.AsNoTracking().Where(row => row.At >= from && row.At < to)
            .GroupBy(row => new { row.ModelVersion, row.Axis })
            .Select(rows => new { rows.Key.ModelVersion, rows.Key.Axis, Count = rows.Select(row => row.ComplaintId).Distinct().Count() })
                .ToListAsync(ct))
            .ToDictionary(row => (row.ModelVersion, row.Axis), row => row.Count);

        // A complaint has one classification, and so one model: the counts of models add up
        var models = classified.Keys.Concat(corrected.Keys.Select(key => key.ModelVersion)).Distinct().Order(StringComparer.Ordinal)
            .Select(model => OfModel(model, classified.GetValueOrDefault(model), axis => corrected.GetValueOrDefault((model, axis))))
                .ToList();
        var total = classified.Values.Sum();
        return new DriftWeek(week.ToString(), total, AxesOf(total, axis => corrected.Where(one => one.Key.Axis == axis)
            .Sum(one => one.Value)), models);
    }

    private static DriftOfModel OfModel(string model, int classified, Func<string, int> corrected) =>
        new(model, classified, AxesOf(classified, corrected));

    private static List<DriftAxis> AxesOf(int classified, Func<string, int> corrected) =>
        [.. Axes.Select(axis => new DriftAxis(axis, corrected(axis), classified == 0 ? null
            : Math.Round(corrected(axis) / (double)classified, 4)))];
}
