using ComplaintPlatform.Resolution.Deadlines;

namespace ComplaintPlatform.Resolution.Tests.Deadlines;

internal static class ClockFacts
{
    public static ClockTerms Terms(double hours, DeadlineClockKind clock = DeadlineClockKind.Calendar, double? cap = null) => new()
    {
        RuleId = "sample",
        Target = TimeSpan.FromHours(hours),
        Clock = clock,
        Cap = cap is { } limit ? TimeSpan.FromHours(limit) : null,
    };

    public static ClockEvent Event(DateTimeOffset at, ClockEventKind kind, ClockTerms? terms = null) =>
        new() { At = at, Kind = kind, Terms = terms };
}
