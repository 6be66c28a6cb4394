using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>How good the screening is, from the decisions of staff.</summary>
/// <param name="Precision">
/// Of the flagged messages that were decided, the share that became complaints, with Wilson's 95 % interval; <c>null</c> with count 0 while
/// none is decided.
/// </param>
/// <param name="Recall">
/// Of all complaints in the messages, the share that was flagged. Estimated: the sample of the unflagged ones tells how many complaints
/// were passed over. With F flagged messages of which the share p was confirmed, and U unflagged ones of which the share q was confirmed in
/// the sample (each weighted by the inverse of the rate at which it was drawn), it is F·p / (F·p + U·q). Its 95 % interval takes Wilson's
/// interval at 97.5 % for p and for q together (Bonferroni). <c>null</c> with count 0 while neither side tells anything: without decisions
/// on flagged messages, without decisions on the sample, or without any complaint. The count is that of the decisions behind it.
/// </param>
/// <param name="Messages">How many there were of each kind.</param>
/// <param name="Behaviours">The same precision for what customers do; what is not signalled there is not sampled.</param>
/// <param name="PrecisionMethod">How precision and its interval are reckoned.</param>
/// <param name="RecallMethod">How recall and its interval are reckoned.</param>
public sealed record SignalQualityResponse(
    Estimate Precision, Estimate Recall, MessageCounts Messages, IReadOnlyList<BehaviourQuality> Behaviours, string PrecisionMethod,
    string RecallMethod);

/// <param name="Received">All of them.</param>
/// <param name="Unscreened">Still waiting for the classifier.</param>
/// <param name="Flagged">Something spoke for a complaint.</param>
/// <param name="FlaggedOpen">Of these, not decided yet.</param>
/// <param name="Unflagged">Nothing spoke for a complaint, the sample among them.</param>
/// <param name="Sampled">Unflagged ones that were put up for decision.</param>
/// <param name="SampledOpen">Of these, not decided yet.</param>
/// <param name="SampledComplaints">Of these, what became a complaint all the same.</param>
public sealed record MessageCounts(
    int Received, int Unscreened, int Flagged, int FlaggedOpen, int Unflagged, int Sampled, int SampledOpen, int SampledComplaints);

/// <param name="Kind">What was noticed.</param>
/// <param name="Signals">How often.</param>
/// <param name="Open">Not decided yet.</param>
public sealed record BehaviourQuality(SignalKind Kind, int Signals, int Open, Estimate Precision);

/// <param name="StorefrontId">Of this one alone.</param>
/// <param name="ReceivedFrom">Of what came from then on.</param>
/// <param name="ReceivedTo">Of what came before.</param>
internal sealed record QualityPeriod(string? StorefrontId, DateTimeOffset? ReceivedFrom, DateTimeOffset? ReceivedTo);

internal static class GetSignalQuality
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/quality", HandleAsync).WithName(nameof(GetSignalQuality)).AllowRoles(Roles.Staff)
            .WithSummary("Precision and recall of the screening")
            .WithDescription(
                "From the decisions on what was received within the period. A share of the unflagged messages (policy, 1 %) is put up for decision too; "
                + "recall is estimated from it.");

    internal static async Task<Ok<SignalQualityResponse>> HandleAsync(
        [AsParameters] QualityPeriod period, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        await KnownStorefronts.CheckAsync(period.StorefrontId, caller, db, ct);
        var rows = db.Signals.AsNoTracking();
        if (period.StorefrontId is { } storefrontId)
            rows = rows.Where(row => row.StorefrontId == storefrontId);
        if (period.ReceivedFrom?.ToUniversalTime() is { } from)
            rows = rows.Where(row => row.ReceivedAt >= from);
        if (period.ReceivedTo?.ToUniversalTime() is { } to)
            rows = rows.Where(row => row.ReceivedAt < to);

        var cells = (await rows.GroupBy(row => new { row.Kind, row.State, row.Flagged, row.Sampled, IsScreened = row.ScreenedAt != null })
            .Select(group => new
            {
                group.Key,
                Count = group.Count(),
                Weights = group.Sum(row => row.SampleWeight),
                Squares = group.Sum(row => row.SampleWeight * row.SampleWeight),
            }).ToListAsync(ct))
            .ConvertAll(cell => new Cell(
                cell.Key.Kind, cell.Key.State, cell.Key.Flagged, cell.Key.Sampled, cell.Key.IsScreened, cell.Count, cell.Weights, cell.Squares));
        return TypedResults.Ok(Of(cells));
    }

    private static SignalQualityResponse Of(List<Cell> cells)
    {
        var messages = cells.FindAll(cell => cell.Kind is SignalKind.Message);
        var flagged = messages.FindAll(cell => cell.Flagged);
        var unflagged = messages.FindAll(cell => cell is { IsScreened: true, Flagged: false });
        var sampled = unflagged.FindAll(cell => cell.Sampled);
        var decided = sampled.FindAll(cell => cell.IsDecided);
        var complaints = decided.FindAll(cell => cell.IsComplaint);
        var recall = FoundShare.Of(
            Stratum.Even(Count(flagged), Count(flagged.FindAll(cell => cell.IsDecided)), Count(flagged.FindAll(cell => cell.IsComplaint))),
            Stratum.Weighted(
                Count(unflagged), Count(decided), decided.Sum(cell => cell.Weights), decided.Sum(cell => cell.Squares),
                complaints.Sum(cell => cell.Weights)));
        return new SignalQualityResponse(
            Precision(flagged), recall,
            new MessageCounts(
                Count(messages), Count(messages.FindAll(cell => !cell.IsScreened)), Count(flagged), Open(flagged), Count(unflagged),
                Count(sampled), Open(sampled), Count(complaints)),
            [.. cells.Where(cell => cell.Kind is not SignalKind.Message).GroupBy(cell => cell.Kind).OrderBy(group => group.Key)
                .Select(group => new BehaviourQuality(group.Key, Count(group), Open(group), Precision(group)))],
            Estimate.ShareMethod, FoundShare.Method);
    }

    private static Estimate Precision(IEnumerable<Cell> cells) =>
        Estimate.Share(Count(cells.Where(cell => cell.IsComplaint)), Count(cells.Where(cell => cell.IsDecided)));

    private static int Count(IEnumerable<Cell> cells) => cells.Sum(cell => cell.Count);

    private static int Open(IEnumerable<Cell> cells) => Count(cells.Where(cell => cell.State is SignalState.Open));

    private sealed record Cell(
        SignalKind Kind, SignalState State, bool Flagged, bool Sampled, bool IsScreened, int Count, double Weights, double Squares)
    {
        public bool IsComplaint => State is SignalState.Promoted;

        public bool IsDecided => State is SignalState.Promoted or SignalState.Dismissed;
    }
}
