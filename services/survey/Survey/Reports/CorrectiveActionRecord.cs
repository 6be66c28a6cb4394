using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Survey.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RateRatio = ComplaintPlatform.Kernel.Statistics.RateRatio;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>A measure against a cause, from the day it is in force; what it did is counted from the complaints with that cause.</summary>
internal sealed class CorrectiveActionRecord : IStorefrontOwned
{
    // A measure is in the reports of half a year; what it did is measured over up to three months
    private const int ShownDays = 183, MeasuredDays = 90, FewestDays = 7;

    private CorrectiveActionRecord()
    {
    }

    public Guid ActionId { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid CauseId { get; private set; }

    [FreeText]
    public string Title { get; private set; } = "";

    public DateTimeOffset EffectiveAt { get; private set; }

    public bool Verified { get; private set; }

    /// <summary>The version of the latest fact that was taken in.</summary>
    public int ActionVersion { get; private set; }

    public int Version { get; private set; }

    public static CorrectiveActionRecord Of(Guid actionId, string storefrontId) => new() { ActionId = actionId, StorefrontId = storefrontId };

    public void Take(Guid causeId, string title, DateTimeOffset effectiveAt, bool verified, int version)
    {
        Verified |= verified;
        Version++;
        if (version < ActionVersion)
            return;
        (ActionVersion, CauseId, Title, EffectiveAt) = (version, causeId, title, effectiveAt);
    }

    /// <summary>
    /// Those in force in the month or in the months before it, the latest first, each with what it did until the month's end.
    /// </summary>
    public static async Task<IReadOnlyList<ReportCorrectiveAction>> OfMonthAsync(
        SurveyDbContext db, ReportMonth month, string? storefrontId, DateTimeOffset now, Language language, CancellationToken ct)
    {
        var end = month.To < now ? month.To : now;
        var since = end.AddDays(-ShownDays);
        var actions = db.CorrectiveActions.AsNoTracking().Where(row => row.EffectiveAt >= since && row.EffectiveAt < end);
        if (storefrontId is not null)
            actions = actions.Where(row => row.StorefrontId == storefrontId);

        var shown = new List<ReportCorrectiveAction>();
        foreach (var action in await actions.OrderByDescending(row => row.EffectiveAt).Take(20).ToListAsync(ct))
        {
            var days = Math.Min(MeasuredDays, (int)(end - action.EffectiveAt).TotalDays);
            var state = Texts.Pick(action.Verified ? "verified | 已验证" : "done, not verified | 已完成,待验证", language);
            shown.Add(days < FewestDays
                ? new ReportCorrectiveAction(action.ActionId, action.Title, state, action.EffectiveAt, null, null, null, null, null, null)
                : await MeasuredAsync(db, action, state, days, storefrontId, ct));
        }

        return shown;
    }

    public static void Map(EntityTypeBuilder<CorrectiveActionRecord> table)
    {
        table.ToTable("CorrectiveActions");
        table.HasKey(row => row.ActionId);
        table.Property(row => row.Title).HasMaxLength(1000);
        table.HasIndex(row => new { row.StorefrontId, row.EffectiveAt });
    }

    private static async Task<ReportCorrectiveAction> MeasuredAsync(
        SurveyDbContext db, CorrectiveActionRecord action, string state, int days, string? storefrontId, CancellationToken ct)
    {
        var (from, to) = (action.EffectiveAt.AddDays(-days), action.EffectiveAt.AddDays(days));
        var (before, ordersBefore) = await CountAsync(from, action.EffectiveAt);
        var (after, ordersAfter) = await CountAsync(action.EffectiveAt, to);
        // Without orders on either side, against the days
        var ratio = ordersBefore > 0 && ordersAfter > 0
            ? RateRatio.Of(before, ordersBefore, after, ordersAfter) : RateRatio.Of(before, days, after, days);
        return new ReportCorrectiveAction(
            action.ActionId, action.Title, state, action.EffectiveAt, before, after, ratio.Value, ratio.Low, ratio.High, ratio.PValue);

        async Task<(long Complaints, long Orders)> CountAsync(DateTimeOffset first, DateTimeOffset last)
        {
            var complaints = db.Complaints.Where(row => row.CauseId == action.CauseId && row.ReceivedAt >= first && row.ReceivedAt < last);
            var (firstDay, lastDay) = (DateOnly.FromDateTime(first.UtcDateTime), DateOnly.FromDateTime(last.UtcDateTime));
            var orders = db.OrderVolumes.Where(row => row.Day >= firstDay && row.Day < lastDay);
            if (storefrontId is not null)
            {
                complaints = complaints.Where(row => row.StorefrontId == storefrontId);
                orders = orders.Where(row => row.StorefrontId == storefrontId);
            }

            return (await complaints.LongCountAsync(ct), await orders.SumAsync(row => (long)row.Orders, ct));
        }
    }
}

internal sealed class CorrectiveActionConsumer(SurveyDbContext db)
    : IEventConsumer<CorrectiveActionCompleted>, IEventConsumer<CorrectiveActionVerified>
{
    public async Task HandleAsync(CorrectiveActionCompleted message, CancellationToken ct) =>
        (await FindAsync(message.ActionId, message.StorefrontId, ct))
            .Take(message.CauseId, message.Title, message.EffectiveAt, verified: false, message.Version);

    public async Task HandleAsync(CorrectiveActionVerified message, CancellationToken ct) =>
        (await FindAsync(message.ActionId, message.StorefrontId, ct))
            .Take(message.CauseId, message.Title, message.EffectiveAt, verified: true, message.Version);

    private async Task<CorrectiveActionRecord> FindAsync(Guid actionId, string storefrontId, CancellationToken ct)
    {
        if (await db.CorrectiveActions.FindAsync([actionId], ct) is { } known)
            return known;
        var action = CorrectiveActionRecord.Of(actionId, storefrontId);
        db.CorrectiveActions.Add(action);
        return action;
    }
}
