using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Kernel;
using NodaTime;
using NodaTime.Text;

namespace ComplaintPlatform.FollowUp.FollowUps;

/// <param name="Due">A call may be made from now on and is due then; a message leaves then.</param>
/// <param name="RetryNotBefore">A try before it is noted and does not count.</param>
/// <param name="OverdueSince">Since when a call is missing.</param>
/// <param name="MessageError">Why no message reaches the customer, so that the question goes by phone.</param>
/// <param name="Reference">The complaint's number, as the customer knows it.</param>
/// <param name="Person">Who it is about, and whether that can be said now.</param>
/// <param name="BestTime">When the customer may be disturbed.</param>
/// <param name="Resolution">What was done, in the agent's words.</param>
/// <param name="LastWords">What was noted at the last try.</param>
/// <param name="Script">What is said to the customer, in <paramref name="ScriptLanguage"/>.</param>
/// <param name="ScriptLanguage">The customer's own, else that of the complaint: <c>zh-CN</c> or <c>en</c>.</param>
/// <param name="Hints">What the agent keeps in mind, in the language of the request.</param>
public sealed record FollowUpResponse(
    Guid Id, Guid ComplaintId, string? Reference, string StorefrontId, int Cycle, FollowUpState State, FollowUpChannel Channel,
    DateTimeOffset Due,
    bool AwaitsAnswer, DateTimeOffset? RetryNotBefore, DateTimeOffset? OverdueSince, string? MessageError,
    string Urgency, string CustomerType, string Category, string Language, FollowUpOutcome? Outcome, FollowUpClaim? Claim,
    FollowUpPerson Person, FollowUpBestTime BestTime, string? Resolution, string? LastWords,
    IReadOnlyList<FollowUpAttemptResponse> Attempts, int AttemptsLeft, IReadOnlyList<string> Script,
    string ScriptLanguage, IReadOnlyList<string> Hints)
{
    internal static FollowUpResponse From(CaseFollowUp row, FollowUpReading reading)
    {
        var spoken = Kernel.Language.Find(reading.Contact?.Language) ?? Kernel.Language.FromTag(row.Language);
        var attempts = row.Attempts.OrderBy(attempt => attempt.Number).ToList();
        return new(
            row.Id, row.ComplaintId, reading.Reference, row.StorefrontId, row.Cycle, row.State, row.Channel, row.DueAt,
            row.AwaitsAnswer, row.RetryNotBefore, row.OverdueSince, row.MessageError,
            row.Urgency, row.CustomerType, row.Category, row.Language, row.Outcome,
            row.ClaimAt(reading.Now) is var (by, agent, until) ? new FollowUpClaim(by, agent, until) : null,
            reading.Person,
            FollowUpBestTime.At(reading.Policy, reading.Zone, reading.Now),
            row.Resolution,
            attempts.FindLast(attempt => attempt.Notes is not null)?.Notes,
            [.. attempts.Select(FollowUpAttemptResponse.From)],
            row.IsOpen ? Math.Max(0, reading.Policy.Attempts - row.AttemptCount) : 0,
            reading.Policy.Script.LinesIn(spoken, new Dictionary<string, string?>
            {
                ["name"] = reading.Person is { Name: { } name } person
                    ? person.Masked ? name : Salutation.NameOf(name, spoken) : Salutation.NameOf(null, spoken),
                ["reference"] = reading.Reference,
                ["storefront"] = reading.StorefrontName,
                ["resolution"] = row.Resolution,
            }),
            spoken.Tag,
            reading.Policy.Script.HintsIn(reading.Language));
    }
}

public sealed record FollowUpClaim(Guid UserId, string Name, DateTimeOffset Until);

public enum PersonState
{
    Known,

    /// <summary>The service that keeps customers does not answer now; asked again, it may.</summary>
    Unavailable,

    /// <summary>There is no such customer any more.</summary>
    Erased,
}

/// <param name="Masked">Name and number are whole for the agent who has claimed the call alone.</param>
public sealed record FollowUpPerson(string? Name, string? Phone, bool Masked, PersonState State);

/// <param name="From">Local time of the storefront.</param>
/// <param name="LocalTime">What time it is there now.</param>
public sealed record FollowUpBestTime(string TimeZone, string From, string To, string LocalTime, bool IsNow)
{
    internal static FollowUpBestTime At(FollowUpPolicy policy, DateTimeZone zone, DateTimeOffset now) => new(
        zone.Id, policy.DaytimeFrom, policy.DaytimeTo,
        LocalTimePattern.CreateWithInvariantCulture("HH:mm").Format(Instant.FromDateTimeOffset(now).InZone(zone).TimeOfDay),
        policy.DaytimeIn(zone).Holds(now));
}

/// <param name="Counts">Whether it was one of the policy's tries; one within the pause after another is not.</param>
public sealed record FollowUpAttemptResponse(
    int Number, DateTimeOffset At, FollowUpChannel Channel, FollowUpOutcome Outcome, string By, string? Notes, bool Counts)
{
    internal static FollowUpAttemptResponse From(FollowUpAttempt row) =>
        new(row.Number, row.At, row.Channel, row.Outcome, row.By, row.Notes, row.Counts);
}
