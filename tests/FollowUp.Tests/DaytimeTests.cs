using System.Globalization;
using ComplaintPlatform.FollowUp.FollowUps;
using ComplaintPlatform.FollowUp.Policies;
using NodaTime;

namespace ComplaintPlatform.FollowUp.Tests;

public sealed class DaytimeTests
{
    private static readonly Daytime Berlin = new(DateTimeZoneProviders.Tzdb["Europe/Berlin"], new LocalTime(9, 0), new LocalTime(20, 0));

    [Theory]
    [InlineData("2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z")]
    [InlineData("2026-03-10T03:00:00Z", "2026-03-10T08:00:00Z")]
    [InlineData("2026-03-10T19:00:00Z", "2026-03-11T08:00:00Z")]
    [InlineData("2026-03-28T20:00:00Z", "2026-03-29T07:00:00Z")]
    public void At_night_it_moves_on_to_the_morning(string time, string expected) =>
        Berlin.NotBefore(At(time)).ShouldBe(At(expected));

    [Theory]
    [InlineData("2026-03-10T12:00:00Z", "2026-03-10T12:00:00Z")]
    [InlineData("2026-03-10T03:00:00Z", "2026-03-09T19:00:00Z")]
    [InlineData("2026-03-10T22:00:00Z", "2026-03-10T19:00:00Z")]
    [InlineData("2026-10-26T05:00:00Z", "2026-10-25T19:00:00Z")]
    public void At_night_it_moves_back_to_the_evening(string time, string expected) =>
        Berlin.NotAfter(At(time)).ShouldBe(At(expected));

    [Fact]
    public void A_limit_that_falls_into_the_night_waits_for_the_morning()
    {
        var rule = new FollowUpRule(null, null, FollowUpChannel.Phone, 0, 2);

        rule.DueAt(At("2026-03-10T21:00:00Z"), Berlin).ShouldBe(At("2026-03-11T08:00:00Z"));
    }

    [Theory]
    [InlineData("2026-09-30T12:00:00Z", "2026-09-30T12:00:00Z", "2026-09-30T12:00:00Z")]
    [InlineData("2026-09-30T19:00:00Z", "2026-10-04T07:00:00Z", "2026-09-30T18:00:00Z")]
    [InlineData("2026-10-02T10:00:00Z", "2026-10-04T07:00:00Z", "2026-09-30T18:00:00Z")]
    [InlineData("2026-10-04T03:00:00Z", "2026-10-04T07:00:00Z", "2026-09-30T18:00:00Z")]
    public void Holidays_are_passed_over_forwards_and_backwards(string time, string next, string last)
    {
        var berlin = new Daytime(
            DateTimeZoneProviders.Tzdb["Europe/Berlin"], new LocalTime(9, 0), new LocalTime(20, 0),
            new HashSet<LocalDate> { new(2026, 10, 1), new(2026, 10, 2), new(2026, 10, 3) });

        berlin.NotBefore(At(time)).ShouldBe(At(next));
        berlin.NotAfter(At(time)).ShouldBe(At(last));
    }

    private static DateTimeOffset At(string time) => DateTimeOffset.Parse(time, CultureInfo.InvariantCulture);
}
