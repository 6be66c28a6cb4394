using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>What an agent knows better; axes that are not given stay.</summary>
/// <param name="Reason">Why, in the agent's words.</param>
public sealed record CorrectClassificationRequest(
    [property: Required, StringLength(2_000, MinimumLength = 1), PlainText] string Reason,
    [property: StringLength(100)] string? Category = null,
    [property: StringLength(20)] string? ReasonCode = null,
    [property: StringLength(20)] string? Urgency = null,
    [property: StringLength(20)] string? Severity = null,
    [property: StringLength(20)] string? CustomerType = null,
    [property: StringLength(20)] string? Difficulty = null,
    [property: MaxLength(10)] IReadOnlyList<string>? Demands = null,
    [property: Range(-1.0, 1.0)] double? Sentiment = null,
    StatementResponse? Statement = null);

internal static class CorrectClassification
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPatch("/{id:guid}/classification", HandleAsync).WithName(nameof(CorrectClassification)).RequireIfMatch()
            .AllowRoles([.. Roles.CaseWorkers, Roles.Administrator]);

    internal static async Task<Results<TaggedOk<ClassificationResponse>, NotFoundProblem>> HandleAsync(
        Guid id, CorrectClassificationRequest request, IfMatch ifMatch, Caller caller, ClassificationDbContext db, ActiveEngine engine, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Classifications.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } classification)
            return Problems.NotFound("classification.pending", "No classification is known for this complaint yet. | 该投诉尚无分类结果。");
        ifMatch.EnsureMatches(classification.Version);

        var axes = new Axes(classification.Response(), engine.Current);
        axes.Set("category", request.Category, answer => answer.Category, (answer, axis) => answer with { Category = axis }, axes.IsCategory);
        axes.Set<string>("reasonCode", request.ReasonCode, answer => answer.ReasonCode!, (answer, axis) => answer with { ReasonCode = axis! }, axes.IsReasonCode);
        axes.Set("urgency", request.Urgency, answer => answer.Urgency, (answer, axis) => answer with { Urgency = axis }, AxisValues.Urgencies.Contains);
        axes.Set("severity", request.Severity, answer => answer.Severity, (answer, axis) => answer with { Severity = axis },
            value => value is AxisValues.Minor or AxisValues.General or AxisValues.Serious);
        axes.Set("customerType", request.CustomerType, answer => answer.CustomerType, (answer, axis) => answer with { CustomerType = axis },
            value => value is AxisValues.New or AxisValues.Returning or AxisValues.Loyal or AxisValues.Vip);
        axes.Set("difficulty", request.Difficulty, answer => answer.Difficulty, (answer, axis) => answer with { Difficulty = axis },
            value => value is AxisValues.Simple or AxisValues.Medium or AxisValues.Complex);
        axes.Set("demands", request.Demands, answer => answer.Demands, (answer, axis) => answer with { Demands = axis },
            values => values.All(AxisValues.Demands.Contains));
        if (request.Sentiment is { } sentiment)
            axes.Set("sentiment", (object)sentiment, answer => new AxisResponse<object>(answer.Sentiment.Value, 0, "", []),
                (answer, axis) => answer with { Sentiment = answer.Sentiment.CorrectedTo((double)axis.Value) }, _ => true);
        if (request.Statement is { } statement)
            axes.Answer = axes.Answer with { Statement = statement };
        axes.ThrowIfWrong();

        var now = clock.GetUtcNow();
        var by = caller.UserId ?? throw Problems.Forbidden("permission.denied", "Only people correct classifications. | 只有人工账号可以更正分类。");
        foreach (var (axis, from, to) in axes.Changes)
            db.Corrections.Add(Correction.Of(classification, axis, from, to, request.Reason, by, now));
        var category = classification.Category;
        db.Publish(classification.Correct(axes.Answer, by, request.Reason, now));
        db.UncountedComplaints.AddRange(UncountedComplaint.Moved(classification, category));
        return ETags.Ok(classification.Response(), classification.Version);
    }

    private sealed class Axes(ClassificationResponse answer, ClassificationEngine engine)
    {
        private readonly List<(string Pointer, string Message)> _errors = [];

        public ClassificationResponse Answer { get; set; } = answer;

        public List<(string Axis, string From, string To)> Changes { get; } = [];

        public bool IsCategory(string value) => engine.Taxonomy.Contains(value);

        public bool IsReasonCode(string value) => engine.Taxonomy.ReasonCodes.Any(code => code.Code == value);

        public void Set<T>(
            string axis, T? value, Func<ClassificationResponse, AxisResponse<T>> get, Func<ClassificationResponse, AxisResponse<T>, ClassificationResponse> with, Func<T, bool> isKnown)
            where T : class
        {
            if (value is null)
                return;
            if (!isKnown(value))
            {
                _errors.Add(($"/{axis}", "This value is not known. | 未知的取值。"));
                return;
            }

            var current = get(Answer);
            var (from, to) = (Text(current.Value), Text(value));
            if (from != to)
                Changes.Add((axis, from, to));
            Answer = with(Answer, current.CorrectedTo(value));
        }

        public void ThrowIfWrong()
        {
            if (_errors.Count > 0)
                throw new ValidationProblemException([.. _errors]);
        }

        private static string Text(object? value) => value switch
        {
            null => "",
            IReadOnlyList<string> several => string.Join(',', several),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
