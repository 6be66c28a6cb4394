using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;
using EventRate = ComplaintPlatform.Kernel.Statistics.EventRate;
using RateRatio = ComplaintPlatform.Kernel.Statistics.RateRatio;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>The month as management needs it. Every rate carries what it stands on and its 95 % interval.</summary>
/// <param name="StorefrontId">Left out: all storefronts of the caller.</param>
/// <param name="Complete">The month is over.</param>
/// <param name="Empty">Nothing was recorded in it: there is nothing to conclude from.</param>
/// <param name="Decisions">What stands out from chance and from the goals, in the language of the request, weightiest first.</param>
/// <param name="Trend">13 months, this one last.</param>
public sealed record MonthlyReportResponse(
    string Month, DateTimeOffset From, DateTimeOffset To, string? StorefrontId, string StorefrontName, DateTimeOffset GeneratedAt,
    bool Complete, bool Empty, ReportPolicy Goals, IReadOnlyList<ReportDecision> Decisions, ReportNumbers Numbers, IReadOnlyList<ReportCategory> Categories,
    IReadOnlyList<ReportTrendMonth> Trend, IReadOnlyList<ReportDay> Days, ReportPeaks Peaks, IReadOnlyList<ReportDeadlines> Deadlines,
    ReportSatisfaction Satisfaction, IReadOnlyList<ReportAgent> Agents, IReadOnlyList<ReportTheme> Suggestions,
    IReadOnlyList<ReportHotSpot> HotSpots, IReadOnlyList<ReportCorrectiveAction> CorrectiveActions);

/// <param name="Kind">A stable code, such as <c>category_rising</c>.</param>
/// <param name="Text">What was found.</param>
/// <param name="Action">What to decide.</param>
public sealed record ReportDecision(string Kind, string Text, string Action);

/// <param name="Received">Complaints received in the month.</param>
/// <param name="Before">In the month before.</param>
/// <param name="DailyRate">Complaints a day against the month before, with its exact interval and test.</param>
/// <param name="PerThousandOrders">Where the storefront reported its orders.</param>
/// <param name="Reopened">The share of the month's complaints whose case started again.</param>
/// <param name="Open">Complaints of the month that are still open.</param>
/// <param name="Granted">What accepted offers of the month's complaints cost, by currency.</param>
/// <param name="FirstResponseTime">From the receipt to the first answer; those without one yet are not in it.</param>
/// <param name="ResolutionTime">From the receipt to the resolution that held; those without one yet are not in it.</param>
public sealed record ReportNumbers(
    long Received, long Before, RateRatio DailyRate, EventRate PerThousandOrders, long Open, long Withdrawn, long Duplicates,
    Estimate Reopened, Estimate FirstResponseInTime, Estimate ResolvedInTime, IReadOnlyList<Money> Granted,
    DurationFigure FirstResponseTime, DurationFigure ResolutionTime);

/// <param name="Share">Of all complaints of the month.</param>
/// <param name="Change">Of the share against the month before, tested.</param>
public sealed record ReportCategory(
    string Code, string Name, long Count, Estimate Share, long Before, Estimate ShareBefore, Comparison Change, Estimate AverageScore,
    Estimate Csat, bool FewAnswers, DurationFigure FirstResponseTime, DurationFigure ResolutionTime);

public sealed record ReportTrendMonth(string Month, long Received, Estimate Csat, Estimate AverageScore);

public sealed record ReportDay(string Day, long Count);

/// <param name="Cells">Monday to Sunday, each with its 24 hours, where the storefront is.</param>
/// <param name="BusiestHours">The three fullest hours of the week.</param>
/// <param name="BusiestWindow">The four hours of the day, one after the other, into which most complaints fall.</param>
public sealed record ReportPeaks(IReadOnlyList<IReadOnlyList<long>> Cells, IReadOnlyList<ReportPeak> BusiestHours, ReportWindow? BusiestWindow);

/// <param name="FromHour">0 to 23.</param>
/// <param name="Share">Of all complaints; 17 % were they spread evenly.</param>
public sealed record ReportWindow(int FromHour, int ToHour, Estimate Share);

/// <param name="Weekday">1 is Monday.</param>
public sealed record ReportPeak(int Weekday, int Hour, long Count);

public sealed record ReportDeadlines(
    string Urgency, string Name, Estimate FirstResponseInTime, Estimate ResolvedInTime, DurationFigure FirstResponseTime,
    DurationFigure ResolutionTime);

/// <param name="Change">Of the average score against the month before, tested.</param>
public sealed record ReportSatisfaction(
    Estimate AverageScore, Estimate Csat, Estimate SolvedRate, Estimate Nps, Estimate ResponseRate, bool FewAnswers,
    Estimate AverageScoreBefore, Comparison Change, CommentsResponse Comments);

public sealed record ReportAgent(
    Guid AgentId, string Name, long Asked, Estimate AverageScore, Estimate Csat, Estimate SolvedRate, bool FewAnswers);

public sealed record ReportTheme(string? Id, string Name, int Count, Estimate Share, string Example);

/// <param name="Value">The category, product or store; empty for the whole storefront.</param>
public sealed record ReportHotSpot(
    string Week, string Dimension, string Value, string Term, int Count, double Share, double Expected, DateTimeOffset FlaggedAt);

/// <param name="At">Since when it is in force.</param>
/// <param name="Before">Complaints with its cause in the days before; up to 90, as many as have gone by since.</param>
/// <param name="Effect">The rate per order (where orders are reported, else per day) after against before, exact: below 1 it helped. Left
/// out in the first week.</param>
public sealed record ReportCorrectiveAction(
    Guid Id, string Title, string State, DateTimeOffset At, double? Before, double? After, double? Effect, double? Low, double? High,
    double? PValue);
