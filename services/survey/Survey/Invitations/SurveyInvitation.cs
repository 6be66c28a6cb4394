using System.Globalization;
using System.Security.Cryptography;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Survey.Policies;
using ComplaintPlatform.Survey.Questionnaires;
using ComplaintPlatform.Survey.Records;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Survey.Invitations;

public enum InvitationState { Scheduled, Open, Answered, Expired, Revoked, Skipped }

/// <summary>
/// One customer asked about one cycle of a case. It keeps the case's facts, so that the answers can be counted by them, and of its link
/// only the hash.
/// </summary>
internal sealed class SurveyInvitation : IStorefrontOwned, IDueRow
{
    public const string Sampling = "sampling";
    public const string CoolDown = "cool_down";

    private readonly List<SurveyAnswer> _answers = [];

    private SurveyInvitation()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public int Cycle { get; private init; }

    public Guid? CustomerId { get; private init; }

    public Guid? AgentId { get; private init; }

    public string Category { get; private init; } = "";

    public string Urgency { get; private init; } = "";

    public string CustomerType { get; private init; } = "";

    /// <summary>The channel by which the complaint came in.</summary>
    public string Channel { get; private init; } = "";

    public string Language { get; private init; } = "";

    public DateTimeOffset ClosedAt { get; private init; }

    /// <summary>The month of <see cref="ClosedAt"/> where the storefront is, such as <c>2026-03</c>.</summary>
    public string Month { get; private init; } = "";

    /// <summary>The day of <see cref="ClosedAt"/> where the storefront is, such as <c>2026-03-31</c>.</summary>
    public string Day { get; private set; } = "";

    public string Department { get; private init; } = "";

    public string Severity { get; private set; } = "";

    public string Difficulty { get; private set; } = "";

    public string ReasonCode { get; private set; } = "";

    public string ComplainantKind { get; private set; } = "";

    public string Product { get; private set; } = "";

    public string ProductCategory { get; private set; } = "";

    public string Carrier { get; private set; } = "";

    public string Supplier { get; private set; } = "";

    public string Store { get; private set; } = "";

    /// <summary>From the receipt of the complaint to its first answer; <c>null</c> where there was none, or it is not known.</summary>
    public int? WaitedSeconds { get; private set; }

    /// <summary>From the receipt of the complaint to its resolution.</summary>
    public int? RepairedSeconds { get; private set; }

    public Guid QuestionnaireId { get; private init; }

    public int QuestionnaireVersion { get; private init; }

    public InvitationState State { get; private set; }

    /// <summary>Why the customer was not asked.</summary>
    public string? SkipReason { get; private init; }

    public bool ByPhone { get; private init; }

    public int Generation { get; private init; }

    public string TokenHash { get; private init; } = "";

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? OpenedAt { get; private set; }

    public DateTimeOffset? RemindAt { get; private set; }

    public DateTimeOffset? ExpiresAt { get; private set; }

    public DateTimeOffset? AnsweredAt { get; private set; }

    public string? AnsweredBy { get; private set; }

    /// <summary>Filled in on the phone by the agent who is judged in it.</summary>
    public bool ByOwnAgent { get; private set; }

    public int? Score { get; private set; }

    public bool? Solved { get; private set; }

    /// <summary>From 0 to 10, where the questionnaire asks for it.</summary>
    public int? Recommendation { get; private set; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public IReadOnlyList<SurveyAnswer> Answers => _answers;

    public static SurveyInvitation Schedule(
        CaseClosed closed, SurveyPolicy policy, ActiveQuestionnaire questionnaire, string? skipReason, DateTimeZone zone, Links links,
        DateTimeOffset now)
    {
        const int firstGeneration = 1;
        var id = SequentialId.Next();
        return new SurveyInvitation
        {
            Id = id,
            StorefrontId = closed.StorefrontId,
            ComplaintId = closed.ComplaintId,
            Cycle = closed.Cycle,
            CustomerId = closed.Case.CustomerId,
            AgentId = closed.Case.AgentId,
            Category = closed.Case.Category,
            Urgency = closed.Case.Urgency,
            CustomerType = closed.Case.CustomerType,
            Channel = closed.Case.Channel,
            Language = closed.Case.Language,
            ClosedAt = closed.OccurredAt,
            Month = LocalDate(closed.OccurredAt, zone).ToString("uuuu-MM", CultureInfo.InvariantCulture),
            Day = LocalDate(closed.OccurredAt, zone).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture),
            Department = closed.Case.Department,
            QuestionnaireId = questionnaire.QuestionnaireId,
            QuestionnaireVersion = questionnaire.Version,
            State = skipReason is null ? InvitationState.Scheduled : InvitationState.Skipped,
            SkipReason = skipReason,
            ByPhone = policy.PhoneCustomerTypes.Contains(closed.Case.CustomerType),
            Generation = firstGeneration,
            TokenHash = Links.Hash(links.Token(Links.Survey, id, firstGeneration)),
            CreatedAt = now,
            NextAt = skipReason is null ? now.AddMinutes(policy.DelayMinutes) : null,
            Version = 1,
        };
    }

    /// <summary>Freezes what the answers are counted by beside the case's own facts; as the complaint is known now.</summary>
    public void Freeze(ComplaintRecord complaint)
    {
        Severity = complaint.Severity;
        Difficulty = complaint.Difficulty;
        ReasonCode = complaint.ReasonCode;
        ComplainantKind = complaint.ComplainantKind;
        Product = complaint.Product;
        ProductCategory = complaint.ProductCategory;
        Carrier = complaint.Carrier;
        Supplier = complaint.Supplier;
        Store = complaint.Store;
        (WaitedSeconds, RepairedSeconds) = TimesOf(complaint);
    }

    /// <summary>Events come in any order: how long it took may be known only after the case has closed.</summary>
    public void Time(ComplaintRecord complaint)
    {
        if (TimesOf(complaint) is var times && times == (WaitedSeconds, RepairedSeconds))
            return;
        (WaitedSeconds, RepairedSeconds) = times;
        Version++;
    }

    /// <summary>For invitations of before days were kept.</summary>
    public void Date(DateTimeZone zone)
    {
        Day = LocalDate(ClosedAt, zone).ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        Version++;
    }

    /// <summary>Chosen by the complaint's id, so that a second delivery chooses alike.</summary>
    public static bool IsSampled(Guid complaintId, int percent) =>
        BitConverter.ToUInt16(SHA256.HashData(complaintId.ToByteArray())) % 100 < percent;

    /// <summary>What is due now: asks, reminds, or ends it.</summary>
    public IReadOnlyList<IDomainEvent> Advance(SurveyPolicy policy, DateTimeOffset now)
    {
        if (State is InvitationState.Scheduled)
            return Open(policy, now);
        if (State is InvitationState.Open && ExpiresAt <= now)
            return [Expire(now)];
        if (State is InvitationState.Open && RemindAt <= now)
            return [Remind(now)];

        Wait(State is InvitationState.Open ? RemindAt ?? ExpiresAt : null);
        return [];
    }

    /// <summary>The case started again: what this cycle was asked about is over.</summary>
    public IReadOnlyList<IDomainEvent> Revoke(DateTimeOffset now)
    {
        if (State is not (InvitationState.Scheduled or InvitationState.Open))
            return [];

        End(InvitationState.Revoked);
        return
        [
            new SurveyRevoked
            {
                EventId = SequentialId.Next(),
                OccurredAt = now,
                StorefrontId = StorefrontId,
                ComplaintId = ComplaintId,
                Version = Version,
                Cycle = Cycle,
                SurveyId = Id,
            },
        ];
    }

    /// <exception cref="ProblemException">409 answered before, 410 expired or revoked.</exception>
    public void EnsureAnswerable(DateTimeOffset now)
    {
        if (State is InvitationState.Answered)
            throw new DomainRuleException("survey.already_answered", "This survey was answered before. Thank you. | 该问卷已填写,感谢您的反馈。");
        if (State is InvitationState.Revoked or InvitationState.Skipped)
            throw Problems.Gone("survey.revoked", "This survey is no longer needed. | 该问卷已不再需要填写。");
        if (State is InvitationState.Expired || ExpiresAt <= now)
            throw Problems.Gone("survey.expired", "This survey has ended. | 该问卷已过期。");
    }

    /// <summary>What an agent fills in for the customer on the phone.</summary>
    /// <exception cref="DomainRuleException"><c>survey.own_case</c>: nobody is asked about oneself, where the policy says so.</exception>
    public void EnsureMayBeFilledInBy(Guid? agentId, SurveyPolicy policy)
    {
        if (AgentId is null || AgentId != agentId)
            return;
        if (policy.OwnAgentAnswers is OwnAgentAnswers.Refuse)
        {
            throw new DomainRuleException("survey.own_case",
                "The survey is about your own work: a colleague has to make this call. | 该问卷评价的是您本人的处理,请由其他同事致电填写。");
        }

        ByOwnAgent = true;
    }

    public IReadOnlyList<IDomainEvent> Answer(IReadOnlyList<SurveyAnswer> answers, string by, SurveyPolicy policy, DateTimeOffset now)
    {
        EnsureAnswerable(now);
        _answers.AddRange(answers);
        Score = answers.FirstOrDefault(answer => answer.QuestionId == Question.Satisfaction)?.Number;
        Recommendation = answers.FirstOrDefault(answer => answer.QuestionId == Question.Recommendation)?.Number;
        Solved = answers.FirstOrDefault(answer => answer.QuestionId == Question.Solved)?.Choices is { } word ? word == Question.Yes : null;
        State = InvitationState.Answered;
        AnsweredAt = now;
        AnsweredBy = by;
        OpenedAt ??= now;
        Wait(null);
        Version++;
        return Score <= policy.LowScore || Solved is false ? [Answered(now), LowScore(now)] : [Answered(now)];
    }

    public static void Map(ModelBuilder model)
    {
        var table = model.Entity<SurveyInvitation>();
        table.ToTable("Invitations");
        table.HasMany(row => row.Answers).WithOne().HasForeignKey(row => row.InvitationId).OnDelete(DeleteBehavior.Cascade);
        table.Navigation(row => row.Answers).UsePropertyAccessMode(PropertyAccessMode.Field);
        table.HasIndex(row => row.TokenHash).IsUnique();
        table.HasIndex(row => new { row.ComplaintId, row.Cycle }).IsUnique();
        table.HasIndex(row => new { row.CustomerId, row.CreatedAt });
        table.HasIndex(row => new { row.StorefrontId, row.ClosedAt });
        table.HasIndex(row => new { row.StorefrontId, row.CreatedAt, row.Id });
        table.HasIndex(row => new { row.CreatedAt, row.Id });
        table.Property(row => row.Day).HasMaxLength(10);
        table.HasIndex(row => new { row.StorefrontId, row.Day });
        table.HasIndex(row => new { row.StorefrontId, row.AnsweredAt });
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_Invitations_Due");
        table.HasIndex(row => row.LeaseOwner);
        SurveyAnswer.Map(model.Entity<SurveyAnswer>());
    }

    private IReadOnlyList<IDomainEvent> Open(SurveyPolicy policy, DateTimeOffset now)
    {
        State = InvitationState.Open;
        OpenedAt = now;
        ExpiresAt = now.AddDays(policy.ExpiryDays);
        RemindAt = policy.ReminderAfterDays is { } days && days < policy.ExpiryDays ? now.AddDays(days) : null;
        Wait(RemindAt ?? ExpiresAt);
        Version++;
        return ByPhone ? [] : [Due(reminder: false, now)];
    }

    // A customer who was to be called and was not reached gets a first message, not a reminder
    private SurveyDue Remind(DateTimeOffset now)
    {
        RemindAt = null;
        Wait(ExpiresAt);
        Version++;
        return Due(reminder: !ByPhone, now);
    }

    private SurveyExpired Expire(DateTimeOffset now)
    {
        End(InvitationState.Expired);
        return new SurveyExpired
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = ComplaintId,
            Version = Version,
            Cycle = Cycle,
            SurveyId = Id,
        };
    }

    private void End(InvitationState state)
    {
        State = state;
        Wait(null);
        Version++;
    }

    private SurveyAnswered Answered(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = Version,
        Cycle = Cycle,
        SurveyId = Id,
        Score = Score,
        Solved = Solved,
    };

    private LowScoreReceived LowScore(DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = Version,
        Cycle = Cycle,
        SurveyId = Id,
        Score = Score,
        Solved = Solved,
    };

    private SurveyDue Due(bool reminder, DateTimeOffset now) => new()
    {
        EventId = SequentialId.Next(),
        OccurredAt = now,
        StorefrontId = StorefrontId,
        ComplaintId = ComplaintId,
        Version = Version,
        Cycle = Cycle,
        SurveyId = Id,
        Language = Language,
        ExpiresAt = ExpiresAt!.Value,
        Reminder = reminder,
    };

    private static (int? Waited, int? Repaired) TimesOf(ComplaintRecord complaint) =>
        (complaint.SecondsUntil(complaint.FirstRespondedAt), complaint.SecondsUntil(complaint.ResolvedAt));

    private static LocalDate LocalDate(DateTimeOffset at, DateTimeZone zone) => Instant.FromDateTimeOffset(at).InZone(zone).Date;

    private void Wait(DateTimeOffset? until) => (NextAt, LeasedUntil, LeaseOwner) = (until, null, null);
}
