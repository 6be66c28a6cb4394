using System.Globalization;
using ComplaintPlatform.Resolution.Calendars;
using ComplaintPlatform.Resolution.Policies;
using static ComplaintPlatform.Resolution.Deadlines.DeadlineClock;

namespace ComplaintPlatform.Resolution.Deadlines;

/// <summary>The arithmetic of the clock in words, in the time zone of its calendar.</summary>
internal static class ClockTexts
{
    public static LocalizedText Started(ClockTerms terms, WorkingTime working, Figures figures) => new(
        $"开始计时：规则“{terms.RuleId}”，目标 {Zh(terms.Target)}（{ClockZh(terms, working)}），到期 {Due(figures, working)}{CappedZh(figures)}。",
        $"Started: rule '{terms.RuleId}', target {En(terms.Target)} ({ClockEn(terms, working)}), due {Due(figures, working)}{CappedEn(figures)}.");

    public static LocalizedText Paused(Figures figures) => new(
        $"暂停：已用 {Zh(figures.Used)}，剩余 {Zh(figures.Allowance)} − {Zh(figures.Used)} = {Zh(figures.Allowance - figures.Used)}。",
        $"Paused: {En(figures.Used)} used, left {En(figures.Allowance)} − {En(figures.Used)} = {En(figures.Allowance - figures.Used)}.");

    public static LocalizedText Stopped(Figures figures) => new(
        $"停止：案件结束，目标既未达成也未超时；已用 {Zh(figures.Used)}。",
        $"Stopped: the case ended, the target is neither met nor late; {En(figures.Used)} used.");

    public static LocalizedText Resumed(ClockTerms terms, WorkingTime working, TimeSpan paused, TimeSpan counted, Figures figures)
    {
        var left = figures.Allowance - figures.Used;
        var (zh, en) = terms.Clock is DeadlineClockKind.Business ? ($"（其中工作时间 {Zh(counted)}）", $" ({En(counted)} of it working time)")
            : ("", "");
        return new LocalizedText(
            $"恢复：暂停了 {Zh(paused)}{zh}；从此刻起剩余 {Zh(left)}，新到期 {Due(figures, working)}{CappedZh(figures)}。",
            $"Resumed after a pause of {En(paused)}{en}; {En(left)} left from here, new due {Due(figures, working)}{CappedEn(figures)}.");
    }

    public static LocalizedText PolicyChanged(
        ClockTerms before, ClockTerms after, WorkingTime working, Figures figures, bool met, bool breached)
    {
        var zh = $"规则变更：“{before.RuleId}” {Zh(before.Target)} → “{after.RuleId}” {Zh(after.Target)}（{ClockZh(after, working)}）；";
        var en = $"Policy changed: '{before.RuleId}' {En(before.Target)} → '{after.RuleId}' {En(after.Target)} ({ClockEn(after, working)}); ";
        if (met)
            return new LocalizedText(zh + "本轮已完成，新规则从下一轮起适用。", en + "this cycle is finished, the new terms hold from the next one.");

        zh += $"自本轮开始重新计算：{Zh(figures.Allowance)} − 已用 {Zh(figures.Used)} = 剩余 {Zh(figures.Allowance - figures.Used)}，到期 {Due(figures, working)}{CappedZh(figures)}";
        en += $"reckoned again from the start of the cycle: {En(figures.Allowance)} − {En(figures.Used)} used = {En(figures.Allowance - figures.Used)} left, "
            + $"due {Due(figures, working)}{CappedEn(figures)}";
        return breached
            ? new LocalizedText(zh + "；此前的超时记录保留。", en + "; the breach before it stays on record.")
            : new LocalizedText(zh + "。", en + ".");
    }

    public static LocalizedText CalendarChanged(WorkingTime working, DateTimeOffset before, Figures figures) => new(
        $"日历变更：日历“{working.Id}”自此刻起按新版本计算，到期 {working.Describe(before)} → {Due(figures, working)}{CappedZh(figures)}；此前已计的时间不变。",
        $"Calendar changed: from here on the new version of calendar '{working.Id}' counts, due {working.Describe(before)} → "
            + $"{Due(figures, working)}{CappedEn(figures)}; the time counted before stays.");

    public static LocalizedText Part(ClockPart part, WorkingTime working) => part.Counts
        ? new($"{working.Describe(part.From)} 至 {working.Describe(part.To)}：计时 {Zh(part.Length)}",
            $"{working.Describe(part.From)} to {working.Describe(part.To)}: {En(part.Length)} used")
        : new($"{working.Describe(part.From)} 至 {working.Describe(part.To)}：停计 {Zh(part.Length)}",
            $"{working.Describe(part.From)} to {working.Describe(part.To)}: the clock stood for {En(part.Length)}");

    public static LocalizedText Met(Figures figures, DateTimeOffset at, bool late) => late || at > figures.Due
        ? new LocalizedText(
            $"完成（超时）：已用 {Zh(figures.Used)}，时限 {Zh(figures.Allowance)}。",
            $"Met late: {En(figures.Used)} used of {En(figures.Allowance)}.")
        : new LocalizedText(
            $"按时完成：已用 {Zh(figures.Used)}，时限 {Zh(figures.Allowance)}，剩余 {Zh(figures.Allowance - figures.Used)}。",
            $"Met in time: {En(figures.Used)} used of {En(figures.Allowance)}, {En(figures.Allowance - figures.Used)} left.");

    public static LocalizedText Reopened(ClockTerms terms, WorkingTime working, TimeSpan left, TimeSpan minimum, Figures figures)
    {
        var percent = (terms.ReopeningMinimum * 100).ToString("0.##", CultureInfo.InvariantCulture);
        return new LocalizedText(
            $"重新打开：上一轮剩余 {Zh(left)}，最低 {percent}% × {Zh(terms.Target)} = {Zh(minimum)}，取较长者 {Zh(figures.Allowance)}，到期 {Due(figures, working)}{CappedZh(figures)}。上一轮记录保留。",
            $"Reopened: {En(left)} left of the cycle before, at least {percent} % × {En(terms.Target)} = {En(minimum)}, the longer is {En(figures.Allowance)}, "
                + $"due {Due(figures, working)}{CappedEn(figures)}. The record of the cycle before is kept.");
    }

    public static LocalizedText AtRisk(ClockTerms terms)
    {
        var percent = (terms.WarningAt * 100).ToString("0.##", CultureInfo.InvariantCulture);
        return new LocalizedText($"预警：已到时限的 {percent}%。", $"At risk: {percent} % of the time allowed is reached.");
    }

    public static LocalizedText Breached(Figures figures, WorkingTime working) => new(
        $"超时：到期 {Due(figures, working)}{CappedZh(figures)}，届时未完成。",
        $"Breached: due {Due(figures, working)}{CappedEn(figures)} and not met by then.");

    public static LocalizedText RecordedBreach(Figures figures) => new(
        $"超时：当时已记录并处理；此后补到的记录不改变它（已用 {Zh(figures.Used)}）。",
        $"Breached: recorded and acted on at the time; what was recorded later does not change it ({En(figures.Used)} used).");

    public static LocalizedText WithoutEffect(ClockEventKind kind, bool met) => kind switch
    {
        _ when met => new LocalizedText("不影响计时：本轮已完成。", "Without effect: this cycle is finished."),
        ClockEventKind.Pause => new LocalizedText("不影响计时：已处于暂停。", "Without effect: paused already."),
        ClockEventKind.Resume => new LocalizedText("不影响计时：未处于暂停。", "Without effect: not paused."),
        _ => new LocalizedText("不影响计时。", "Without effect."),
    };

    internal static string Zh(TimeSpan length) => Write(length, " 小时 ", " 分钟 ", " 秒", "0 分钟");

    internal static string En(TimeSpan length) => Write(length, " h ", " min ", " s", "0 min");

    // Hours are not folded into days: a working day has no fixed length
    private static string Write(TimeSpan length, string hours, string minutes, string seconds, string none)
    {
        var whole = length.Duration();
        var parts = new[] { ((long)whole.TotalHours, hours), (whole.Minutes, minutes), (whole.Seconds, seconds) };
        var text = string.Concat(parts.Where(p => p.Item1 > 0).Select(p => p.Item1.ToString(CultureInfo.InvariantCulture) + p.Item2))
            .TrimEnd();
        return text.Length == 0 ? none : length < TimeSpan.Zero ? "−" + text : text;
    }

    private static string Due(Figures figures, WorkingTime working) => working.Describe(figures.Due) + " (" + working.TimeZone + ")";

    private static string ClockZh(ClockTerms terms, WorkingTime working) =>
        terms.Clock is DeadlineClockKind.Business ? $"工作时间，日历“{working.Id}”" : "全天候";

    private static string ClockEn(ClockTerms terms, WorkingTime working) =>
        terms.Clock is DeadlineClockKind.Business ? $"working time, calendar '{working.Id}'" : "round the clock";

    private static string CappedZh(Figures figures) => figures.Capped ? "（按自然时间上限）" : "";

    private static string CappedEn(Figures figures) => figures.Capped ? " (the limit by the clock)" : "";
}
