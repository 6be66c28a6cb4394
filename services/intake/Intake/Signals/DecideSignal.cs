using System.ComponentModel.DataAnnotations;
using System.Globalization;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>What is known beyond the signal; all of it may be left out.</summary>
/// <param name="Text">
/// The problem, where the message does not tell it; of a behaviour, what the customer said when asked. Left out: the message, or a line on
/// what was noticed.
/// </param>
/// <param name="Expectation">What the customer wants.</param>
/// <param name="StatedLoss">What the customer says it cost.</param>
public sealed record PromoteSignalRequest(
    string? Text = null,
    string? Subject = null,
    string? Expectation = null,
    [property: NotNegative] Money? StatedLoss = null)
{
    [StringLength(20_000), PlainText]
    public string? Text { get; } = TypedText.Paragraph(Text);

    [StringLength(200), PlainText]
    public string? Subject { get; } = TypedText.Line(Subject);

    [StringLength(2_000), PlainText]
    public string? Expectation { get; } = TypedText.Paragraph(Expectation);
}

/// <param name="SignalId">What it was spotted in; the complaint names it as well.</param>
/// <param name="ComplaintId">The complaint.</param>
/// <param name="Reference">At most 12 characters, can be read out, ends with a check character.</param>
/// <param name="TrackingUrl">What the customer sees and does; the address is enough, no account is needed.</param>
/// <param name="Missing">Key facts that are worth asking for.</param>
/// <param name="DuplicateCandidates">Earlier complaints that this one may repeat, likeliest first.</param>
public sealed record PromoteSignalResponse(
    Guid SignalId, SignalState State, Guid ComplaintId, string Reference, DateTimeOffset ReceivedAt, string TrackingUrl,
    IReadOnlyList<string> Missing, IReadOnlyList<DuplicateCandidate> DuplicateCandidates);

/// <param name="Reason">Why it is no complaint.</param>
public sealed record DismissSignalRequest(string Reason)
{
    [Required, StringLength(500, MinimumLength = 1), PlainText]
    public string Reason { get; } = TypedText.Required(Reason);
}

/// <summary>What deciding takes.</summary>
internal sealed record SignalDeciding(
    IntakeDbContext Db, ComplaintReception Reception, StorefrontProfiles Profiles, Caller Caller, TimeProvider Clock);

/// <summary>Staff say of a potential complaint whether it is one.</summary>
internal static class DecideSignal
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/promotion", PromoteAsync).WithName("PromoteSignal").AllowRoles(Roles.CaseWorkers)
            .WithSummary("Make a signal a complaint")
            .WithDescription(
                "It becomes one complaint, once: signal and complaint name each other, and the complaint's timeline says where it came from. "
                + "`If-Match` refuses the decision where the signal changed meanwhile.");
        group.MapPost("/{id:guid}/dismissal", DismissAsync).WithName("DismissSignal").AllowRoles(Roles.CaseWorkers)
            .WithSummary("Say that a signal is no complaint")
            .WithDescription("With the reason. Precision and recall of the screening are reckoned from these decisions.");
    }

    internal static async Task<Results<Created<PromoteSignalResponse>, NotFoundProblem>> PromoteAsync(
        Guid id, PromoteSignalRequest request, IfMatch ifMatch, [AsParameters] SignalDeciding deciding, CancellationToken ct)
    {
        var (db, reception, profiles, caller, clock) = deciding;
        if (await db.Signals.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } signal)
            return Problems.NotFound();

        ifMatch.EnsureMatches(signal.Version);
        signal.EnsureOpen();
        var zone = (await profiles.OfAsync(signal.StorefrontId, db, ct)).TimeZone;
        var customer = signal.CustomerId is { } customerId ? await db.Customers.FirstOrDefaultAsync(row => row.Id == customerId, ct) : null;
        var text = request.Text ?? signal.Text ?? Noticed(signal, customer?.Language, zone);
        var received = await reception.ReceiveAsync(
            new ReceiveComplaintRequest(
                ChannelOf(signal.Channel), text, signal.StorefrontId, Order: signal.Order?.Stated(), Subject: request.Subject,
                Expectation: request.Expectation, StatedLoss: request.StatedLoss, OccurredAt: signal.HappenedAt),
            signal.StorefrontId, ct, new ComplaintOrigin(signal.Id, customer));
        var complaint = await db.Complaints.FindAsync([received.Id], ct) ?? throw new InvalidOperationException("The complaint is not there.");
        db.Publish(signal.Promote(complaint, caller.Actor, clock.GetUtcNow()));
        await CountAnewAsync(signal, db, ct);
        return TypedResults.Created(
            $"/api/v1/complaints/{received.Id}",
            new PromoteSignalResponse(
                signal.Id, signal.State, received.Id, received.Reference, received.ReceivedAt, received.TrackingUrl, received.Missing,
                received.DuplicateCandidates));
    }

    internal static async Task<Results<TaggedOk<SignalResponse>, NotFoundProblem>> DismissAsync(
        Guid id, DismissSignalRequest request, IfMatch ifMatch, [AsParameters] SignalDeciding deciding, CancellationToken ct)
    {
        var db = deciding.Db;
        if (await db.Signals.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } signal)
            return Problems.NotFound();

        ifMatch.EnsureMatches(signal.Version);
        signal.Dismiss(request.Reason, deciding.Caller.Actor, deciding.Clock.GetUtcNow());
        await CountAnewAsync(signal, db, ct);
        return ETags.Ok(await SignalResponse.ReadAsync(signal, deciding.Caller, db, ct), signal.Version);
    }

    // What was decided on does not count again
    private static async Task CountAnewAsync(Signal signal, IntakeDbContext db, CancellationToken ct)
    {
        if (BehaviourTally.KindOf(signal.Kind) is { } kind && signal.CustomerId is { } customerId
            && await db.BehaviourTallies.FirstOrDefaultAsync(row => row.CustomerId == customerId && row.Kind == kind, ct) is { } tally)
            tally.Decided();
    }

    private static Channel ChannelOf(SignalChannel? channel) => channel switch
    {
        SignalChannel.Chat => Channel.Chat,
        SignalChannel.Social => Channel.Social,
        SignalChannel.App => Channel.App,
        SignalChannel.Phone => Channel.Phone,
        SignalChannel.Email => Channel.Email,
        SignalChannel.InPerson => Channel.InPerson,
        SignalChannel.Letter => Channel.Letter,
        SignalChannel.Web or SignalChannel.Review => Channel.Web,
        // Behaviours come out of the merchant's systems
        _ => Channel.Api,
    };

    private static string Noticed(Signal signal, string? language, NodaTime.DateTimeZone zone)
    {
        var (seen, last) = (signal.Occurrences.ToString(CultureInfo.InvariantCulture), Register.LocalTimes.Of(signal.LastSeenAt, zone));
        var days = signal.WindowDays.ToString(CultureInfo.InvariantCulture);
        var what = signal.Kind switch
        {
            SignalKind.FrequentReturns => $"Noticed, not filed: {seen} returns within {days} days, the last on {last}. | "
                + $"系统发现(客户未主动投诉):{days} 天内退货 {seen} 次,最近一次 {last}。",
            SignalKind.LongConsultation => $"Noticed, not filed: a long consultation on {last}. | 系统发现(客户未主动投诉):{last} 咨询时间过长。",
            SignalKind.RepeatedConsultations => $"Noticed, not filed: {seen} consultations within {days} days, the last on {last}. | "
                + $"系统发现(客户未主动投诉):{days} 天内咨询 {seen} 次,最近一次 {last}。",
            _ => $"Noticed, not filed: {seen} looks at the order within {days} days, the last on {last}. | "
                + $"系统发现(客户未主动投诉):{days} 天内查询订单状态 {seen} 次,最近一次 {last}。",
        };
        return Texts.Pick(what, language?.StartsWith("en", StringComparison.OrdinalIgnoreCase) == true ? Language.English : Language.Chinese);
    }
}
