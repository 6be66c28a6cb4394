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
/// <param name="ReasonCode">Empty: none.</param>
/// <param name="SecondCategory">Empty: none.</param>
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
    StatementResponse? Statement = null,
    [property: StringLength(100)] string? SecondCategory = null,
    [property: StringLength(20)] string? Emotion = null,
    [property: Range(0.0, 1.0)] double? Intensity = null,
    [property: Range(0.0, 1.0)] double? EscalationRisk = null);

/// <summary>What a change of a classification needs besides its body.</summary>
internal sealed record ClassificationCall(Guid Id, Caller Caller, IfMatch IfMatch, ClassificationDbContext Db, TimeProvider Clock);

/// <summary>An agent corrects axes; the model learns from it.</summary>
internal static class CorrectClassification
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPatch("/{id:guid}/classification", HandleAsync).WithName(nameof(CorrectClassification)).RequireIfMatch()
            .AllowRoles([.. Roles.CaseWorkers, Roles.Administrator]);

    internal static async Task<Results<TaggedOk<ClassificationResponse>, NotFoundProblem>> HandleAsync(
        [AsParameters] ClassificationCall call, CorrectClassificationRequest request, ActiveEngine engine, CancellationToken ct)
    {
        var db = call.Db;
        if (await db.Classifications.FirstOrDefaultAsync(row => row.Id == call.Id, ct) is not { } classification)
            return Problems.NotFound("classification.pending", "No classification is known for this complaint yet. | 该投诉尚无分类结果。");
        call.IfMatch.EnsureMatches(classification.Version);

        var axes = new Axes(classification.Response(), engine.Current);
        axes.Set("category", request.Category, answer => answer.Category, (answer, axis) => answer with { Category = axis },
            axes.IsCategory);
        axes.Set<string>("reasonCode", request.ReasonCode, answer => answer.ReasonCode!,
            (answer, axis) => answer with { ReasonCode = OrNone(axis) },
            value => value.Length == 0 || axes.IsReasonCode(value));
        axes.Set<string>("secondCategory", request.SecondCategory, answer => answer.SecondCategory!,
            (answer, axis) => answer with { SecondCategory = OrNone(axis) }, value => value.Length == 0 || axes.IsCategory(value));
        axes.Set("emotion", request.Emotion, answer => answer.Emotion, (answer, axis) => answer with { Emotion = axis },
            AxisValues.Emotions.Contains);
        axes.Set("urgency", request.Urgency, answer => answer.Urgency, (answer, axis) => answer with { Urgency = axis },
            AxisValues.Urgencies.Contains);
        axes.Set("severity", request.Severity, answer => answer.Severity, (answer, axis) => answer with { Severity = axis },
            value => value is AxisValues.Minor or AxisValues.General or AxisValues.Serious);
        axes.Set("customerType", request.CustomerType, answer => answer.CustomerType, (answer, axis) => answer with { CustomerType = axis },
            value => value is AxisValues.New or AxisValues.Returning or AxisValues.Loyal or AxisValues.Vip);
        axes.Set("difficulty", request.Difficulty, answer => answer.Difficulty, (answer, axis) => answer with { Difficulty = axis },
            value => value is AxisValues.Simple or AxisValues.Medium or AxisValues.Complex);
        axes.Set("demands", request.Demands, answer => answer.Demands, (answer, axis) => answer with { Demands = axis },
            values => values.All(AxisValues.Demands.Contains));
        axes.SetNumber("sentiment", request.Sentiment, answer => answer.Sentiment, (answer, axis) => answer with { Sentiment = axis });
        axes.SetNumber("intensity", request.Intensity, answer => answer.Intensity, (answer, axis) => answer with { Intensity = axis });
        axes.SetNumber("escalationRisk", request.EscalationRisk, answer => answer.EscalationRisk,
            (answer, axis) => answer with { EscalationRisk = axis });
        if (request.Statement is { } statement)
            axes.SetStatement(statement);
        axes.ThrowIfWrong();
        if (axes.Changes.Count == 0)
            throw new DomainRuleException("correction.changes_nothing", "Everything stands as you say already. | 各项已是您填写的值,没有需要更正的内容。");

        var now = call.Clock.GetUtcNow();
        var by = call.Caller.UserId
            ?? throw Problems.Forbidden("permission.denied", "Only people correct classifications. | 只有人工账号可以更正分类。");
        foreach (var (axis, from, to) in axes.Changes)
            db.Corrections.Add(Correction.Of(classification, axis, from, to, request.Reason, by, now));
        var category = classification.Category;
        db.Publish(classification.Correct(Recalculation.Of(axes.Answer, engine.Current.Policy), by, request.Reason, now));
        db.UncountedComplaints.AddRange(UncountedComplaint.Moved(classification, category));
        return ETags.Ok(classification.Response(), classification.Version);
    }

    private static AxisResponse<string?> OrNone(AxisResponse<string> axis) =>
        new(axis.Value.Length == 0 ? null : axis.Value, axis.Confidence, axis.Source, axis.Evidence);

    private sealed class Axes(ClassificationResponse answer, ClassificationEngine engine)
    {
        private readonly List<(string Pointer, string Message)> _errors = [];

        public ClassificationResponse Answer { get; set; } = answer;

        public List<(string Axis, string From, string To)> Changes { get; } = [];

        public bool IsCategory(string value) => engine.Taxonomy.Contains(value);

        public bool IsReasonCode(string value) => engine.Taxonomy.ReasonCodes.Any(code => code.Code == value);

        public void Set<T>(
            string axis, T? value, Func<ClassificationResponse, AxisResponse<T>> get,
            Func<ClassificationResponse, AxisResponse<T>, ClassificationResponse> with, Func<T, bool> isKnown)
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
            // What is said again beside a change is confirmed
            if (from != to)
                Changes.Add((axis, from, to));
            Answer = with(Answer, current.CorrectedTo(value));
        }

        public void SetNumber(
            string axis, double? value, Func<ClassificationResponse, AxisResponse<double>> get,
            Func<ClassificationResponse, AxisResponse<double>, ClassificationResponse> with)
        {
            if (value is not { } number || number == get(Answer).Value)
                return;

            Changes.Add((axis, Text(get(Answer).Value), Text(number)));
            Answer = with(Answer, get(Answer).CorrectedTo(number));
        }

        public void SetStatement(StatementResponse statement)
        {
            if (statement == Answer.Statement)
                return;

            // The words stand in the answer, which is erased with the customer; the list of corrections says only that there was one
            Changes.Add(("statement", "", ""));
            Answer = Answer with { Statement = statement };
        }

        public void ThrowIfWrong()
        {
            if (_errors.Count > 0)
                throw new ValidationProblemException([.. _errors]);
        }

        private static string Text(object? value) => value switch
        {
            null => "",
            IReadOnlyList<string> several => string.Join(',', several.Order(StringComparer.Ordinal)),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };
    }
}
