using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Deadlines;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Resolution.Cases;

internal static class GetCase
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id:guid}", HandleAsync).WithName(nameof(GetCase))
            .WithDescription("Shows the work on a complaint.").AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapGet("/{id:guid}/deadlines", DeadlinesAsync).WithName("GetDeadlines")
            .WithDescription("Explains the deadlines of a case: by which rule, by which clock, with which pauses.").AllowRoles(Roles.Staff);
    }

    internal static async Task<TaggedOk<CaseResponse>> HandleAsync(Guid id, [AsParameters] CaseRead read, CancellationToken ct)
    {
        var found = await FindAsync(id, read.Db, ct);
        // What staff say to each other is not the shop's to read
        if (read.Caller.Role == Roles.Storefront)
            found.Contacts.RemoveAll(contact => contact.Direction is ContactDirection.Internal);
        var facts = await read.Db.FactsOfAsync(id, found.StorefrontId, ct);
        var policies = await read.Shelf.ForAsync(read.Db, found.StorefrontId, ct);
        var shown = CaseResponse.Of(found, facts, policies, read.Language, read.Clock.GetUtcNow());
        return ETags.Ok(read.Caller.Role == Roles.Storefront ? shown.ForShop() : shown, found.Version);
    }

    internal static async Task<TaggedOk<CaseDeadlines>> DeadlinesAsync(
        Guid id, RequestLanguage language, ResolutionDbContext db, PolicyShelf shelf, TimeProvider clock, CancellationToken ct)
    {
        var found = await FindAsync(id, db, ct);
        var policies = await shelf.ForAsync(db, found.StorefrontId, ct);
        var now = clock.GetUtcNow();
        return ETags.Ok(
            new CaseDeadlines(id, found.Cycle,
                [.. found.ReadAll(policies, now).Select(read => ExplainedDeadline.Of(
                    read.Target, read.Reading, policies.Calendars[read.Reading.CalendarId], language))]),
            found.Version);
    }

    private static async Task<Case> FindAsync(Guid id, ResolutionDbContext db, CancellationToken ct) =>
        await db.Cases.AsNoTracking().WithEverything().FirstOrDefaultAsync(row => row.Id == id, ct) ?? throw CaseLoading.NotFound();
}

/// <summary>For whom a case is read, and what that needs.</summary>
internal sealed record CaseRead(
    Caller Caller, RequestLanguage Language, ResolutionDbContext Db, PolicyShelf Shelf, TimeProvider Clock);

public sealed record CaseDeadlines(Guid ComplaintId, int Cycle, IReadOnlyList<ExplainedDeadline> Deadlines);

/// <summary>Every fact of a target's clock and the arithmetic; lengths in seconds of the target's own clock.</summary>
public sealed record ExplainedDeadline(
    DeadlineTargetKind Target, DeadlineState State, int Cycle, DateTimeOffset DueAt, DateTimeOffset WarningAt, long Allowance, long Used,
    long Remaining, long Paused, bool Capped,
    DateTimeOffset? MetAt, DateTimeOffset? BreachedAt, bool EverBreached, string RuleId, DeadlineClockKind Clock, string TimeZone,
    IReadOnlyList<ExplainedCycle> EarlierCycles,
    IReadOnlyList<ExplainedStep> Steps,
    IReadOnlyList<ExplainedPart> Parts)
{
    internal static ExplainedDeadline Of(
        DeadlineTargetKind target, DeadlineReading reading, WorkingTime working, Language language) => new(
        target, reading.State, reading.Cycle, reading.Due, reading.WarningAt, Seconds(reading.Allowance), Seconds(reading.Used),
        Seconds(reading.Remaining), Seconds(reading.Paused),
        reading.Capped, reading.MetAt, reading.BreachedAt, reading.EverBreached, reading.RuleId, reading.Clock, reading.TimeZone,
        [.. reading.EarlierCycles.Select(cycle => new ExplainedCycle(
            cycle.Number, cycle.StartedAt, cycle.Due, Seconds(cycle.Allowance), Seconds(cycle.Used), Seconds(cycle.Paused), cycle.MetAt,
            cycle.BreachedAt))],
        [.. reading.Steps.Select(step => new ExplainedStep(
            step.At, step.Kind, step.Cycle, Seconds(step.Used), Seconds(step.Remaining), step.Due, step.Text.In(language.Tag),
            step.Reason?.In(language.Tag)))],
        [.. reading.Parts.Select(part => new ExplainedPart(
            part.From, part.To, part.Counts, Seconds(part.Length), ClockTexts.Part(part, working).In(language.Tag)))]);

    private static long Seconds(TimeSpan length) => (long)length.TotalSeconds;
}

public sealed record ExplainedCycle(
    int Number, DateTimeOffset StartedAt, DateTimeOffset DueAt, long Allowance, long Used, long Paused, DateTimeOffset? MetAt,
    DateTimeOffset? BreachedAt);

/// <summary>A stretch of the cycle; what counts adds up to <c>used</c>.</summary>
/// <param name="Length">Seconds in the time of the target's clock.</param>
public sealed record ExplainedPart(DateTimeOffset From, DateTimeOffset To, bool Counts, long Length, string Text);

public sealed record ExplainedStep(
    DateTimeOffset At, ClockEventKind Kind, int Cycle, long Used, long Remaining, DateTimeOffset DueAt, string Text, string? Reason);
