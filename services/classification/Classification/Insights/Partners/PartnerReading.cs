using ComplaintPlatform.Classification.Insights.Statistics;
using ComplaintPlatform.Kernel.Statistics;

namespace ComplaintPlatform.Classification.Insights.Partners;

/// <summary>What was counted of one partner in a period: its complaints on days with known orders, and those orders.</summary>
internal readonly record struct PartnerCount(long Complaints, long Orders);

/// <summary>What the counts of all partners say of each, and who is pointed out.</summary>
internal sealed class PartnerReading(PartnerPolicy policy)
{
    private sealed record Draft(string Name, PartnerCount Now, PartnerCount Before, RateRatio Change, RateRatio AgainstOthers);

    public List<PartnerResponse> Read(
        IReadOnlyDictionary<string, PartnerCount> now, IReadOnlyDictionary<string, PartnerCount> before,
        IReadOnlyDictionary<string, int> complaints)
    {
        var all = new PartnerCount(now.Values.Sum(count => count.Complaints), now.Values.Sum(count => count.Orders));
        var drafts = now.Keys.Union(complaints.Keys).Select(name =>
        {
            var (own, past) = (now.GetValueOrDefault(name), before.GetValueOrDefault(name));
            return new Draft(
                name, own, past,
                RateRatio.Of(past.Complaints, past.Orders, own.Complaints, own.Orders),
                RateRatio.Of(all.Complaints - own.Complaints, all.Orders - own.Orders, own.Complaints, own.Orders));
        }).ToList();

        // With a hundred partners five would rise by chance at 5 %: the price of looking at many is paid
        var watched = drafts.FindAll(draft => draft.Now.Orders >= policy.MinimumOrders);
        var rises = Believed(watched.ConvertAll(draft => draft.Change));
        var worse = Believed(watched.ConvertAll(draft => draft.AgainstOthers));
        return drafts.ConvertAll(draft => Response(draft, complaints.GetValueOrDefault(draft.Name), rises, worse));
    }

    private PartnerResponse Response(Draft draft, int complaints, double rises, double worse)
    {
        var rate = EventRate.Of(draft.Now.Complaints, draft.Now.Orders);
        List<PartnerAlert> alerts = [];
        if (draft.Now.Orders >= policy.MinimumOrders)
        {
            if (rate.Low > policy.LimitPerThousand)
                alerts.Add(PartnerAlert.AboveLimit);
            if (IsMore(draft.Change, policy.MinimumRise, rises))
                alerts.Add(PartnerAlert.Rising);
            if (IsMore(draft.AgainstOthers, policy.MinimumAgainstOthers, worse))
                alerts.Add(PartnerAlert.WorseThanOthers);
        }

        return new PartnerResponse(
            draft.Name, complaints, rate, EventRate.Of(draft.Before.Complaints, draft.Before.Orders), TrendOf(draft.Change), draft.Change,
            draft.AgainstOthers, alerts, draft.Now.Orders == 0 ? PartnerResponse.NoOrders : null);
    }

    private double Believed(List<RateRatio> ratios) => FalseDiscovery.Threshold(
        ratios.Where(ratio => ratio.PValue is not null).Select(ratio => ratio.PValue!.Value), ratios.Count, policy.FalseAlarmRate);

    // Without any event before there is no factor, and the lower end still says whether it is a rise
    private static bool IsMore(RateRatio ratio, double atLeast, double threshold) =>
        ratio.PValue <= threshold && ratio.Low > 1 && (ratio.Value is null || ratio.Value >= atLeast);

    private static PartnerTrend TrendOf(RateRatio change) => change switch
    {
        { PValue: null } => PartnerTrend.Unknown,
        { Low: > 1 } => PartnerTrend.Rising,
        { High: < 1 } => PartnerTrend.Falling,
        _ => PartnerTrend.Steady,
    };
}
