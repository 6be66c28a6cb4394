using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <param name="Method">How similarity is reckoned.</param>
/// <param name="Items">The most similar first.</param>
public sealed record PrecedentsResponse(string Method, IReadOnlyList<PrecedentResponse> Items);

/// <summary>A closed case that is like the one asked about.</summary>
/// <param name="Similarity">0 (nothing in common) to 1 (the same words).</param>
/// <param name="Excerpt">How the complaint begins.</param>
/// <param name="Outcome">Why it was closed: <c>satisfied</c>, <c>unreachable</c> or <c>by_staff</c>.</param>
/// <param name="Solution">What was done.</param>
/// <param name="Remedies">Kinds of the remedies that the customer accepted.</param>
/// <param name="Value">What they were worth together; <c>null</c> without a value or in several currencies.</param>
/// <param name="Score">The customer's, 1 to 5; <c>null</c> where there was no answer.</param>
/// <param name="Solved">What the customer said of it.</param>
public sealed record PrecedentResponse(
    Guid ComplaintId, string Reference, string Category, string Language, double Similarity, string Excerpt, string Outcome,
        string? Solution,
    IReadOnlyList<string> Remedies, Money? Value, int? Score, bool? Solved, double? ResolutionHours, int Cycles, DateTimeOffset ClosedAt)
{
    internal static PrecedentResponse Of(FoundPrecedent found) => new(
        found.Row.Id, found.Row.Reference, found.Row.Category, found.Row.Language, found.Similarity, found.Excerpt, found.Row.Outcome,
        found.Row.Solution, found.Row.RemedyKinds, found.Row.Value, found.Row.Score, found.Row.Solved,
        found.Row.ResolutionHours is { } hours ? Math.Round(hours, 2) : null, found.Row.Cycle, found.Row.ClosedAt);
}

internal sealed class PrecedentFilter
{
    public const int DefaultLimit = 10, MostItems = 50, LongestQuestion = 2_000;

    /// <summary>Words of the problem, in Chinese or English; up to 2,000 characters.</summary>
    public string? Q { get; set; }

    /// <summary>Needed by callers of several storefronts.</summary>
    public string? StorefrontId { get; set; }

    /// <summary>A category with all below it.</summary>
    public string? Category { get; set; }

    /// <summary><c>satisfied</c>, <c>unreachable</c> or <c>by_staff</c>.</summary>
    public string? Outcome { get; set; }

    /// <summary>A kind of remedy that the customer accepted.</summary>
    public string? Remedy { get; set; }

    /// <summary>At least this score of the customer, 1 to 5.</summary>
    public int? MinScore { get; set; }

    /// <summary>1 to 50, 10 by default.</summary>
    public int? Limit { get; set; }

    public IQueryable<Precedent> Apply(IQueryable<Precedent> rows)
    {
        if (Category is { } category)
        {
            var below = category + "/";
            rows = rows.Where(row => row.Category == category || row.Category.StartsWith(below));
        }

        if (Outcome is { } outcome)
            rows = rows.Where(row => row.Outcome == outcome);
        if (Remedy is { } remedy)
        {
            var between = $",{remedy},";
            rows = rows.Where(row => row.Remedies.Contains(between));
        }

        return MinScore is { } score ? rows.Where(row => row.Score >= score) : rows;
    }

    public void Check()
    {
        var errors = new List<(string, string)>();
        if (string.IsNullOrWhiteSpace(Q) || Q.Length > LongestQuestion)
            errors.Add(("/q", "Say what the problem is, in at most 2,000 characters. | 请描述问题,最多 2000 个字符。"));
        if (Limit is < 1 or > MostItems)
            errors.Add(("/limit", "Must be between 1 and 50. | 必须在 1 到 50 之间。"));
        if (MinScore is < 1 or > 5)
            errors.Add(("/minScore", "Must be between 1 and 5. | 必须在 1 到 5 之间。"));
        if (Outcome is { } outcome && !Precedent.Teaches(outcome))
            errors.Add(("/outcome", "Must be satisfied, unreachable or by_staff. | 必须是 satisfied、unreachable 或 by_staff。"));
        if (errors.Count > 0)
            throw new ValidationProblemException("parameter.invalid", [.. errors]);
    }
}

/// <summary>Closed cases as examples, by what they are about.</summary>
internal static class FindPrecedents
{
    private const int ForCase = 5;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/", HandleAsync).WithName(nameof(FindPrecedents)).AllowRoles(Roles.Staff)
            .WithSummary("Closed cases like a described problem")
            .WithDescription("By similarity of the text in Chinese or English, with what solved them and how satisfied the customer was.");

    public static void MapCase(RouteGroupBuilder cases) =>
        cases.MapGet("/{id:guid}/precedents", ForCaseAsync).WithName("ListPrecedentsOfCase").AllowRoles(Roles.Staff)
            .WithSummary("Closed cases most like this one");

    internal static async Task<Ok<PrecedentsResponse>> HandleAsync(
        [AsParameters] PrecedentFilter filter, Caller caller, PrecedentSearch search, CancellationToken ct)
    {
        filter.Check();
        var storefrontId = StorefrontChoice.Of(filter.StorefrontId, caller);
        var found = await search.FindAsync(storefrontId, [filter.Q], filter.Apply, filter.Limit ?? PrecedentFilter.DefaultLimit, ct);
        return TypedResults.Ok(new PrecedentsResponse(PrecedentSearch.Method, [.. found.Select(PrecedentResponse.Of)]));
    }

    internal static async Task<Ok<PrecedentsResponse>> ForCaseAsync(
        Guid id, ResolutionDbContext db, PrecedentSearch search, CancellationToken ct)
    {
        var found = await db.Cases.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) ?? throw CaseLoading.NotFound();
        var precedents = await search.FindForAsync(found, ForCase, ct);
        return TypedResults.Ok(new PrecedentsResponse(PrecedentSearch.Method, [.. precedents.Select(PrecedentResponse.Of)]));
    }
}
