using ComplaintPlatform.Contracts;
using ComplaintPlatform.Contracts.Survey;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.FollowUp.Messages.Channels;
using ComplaintPlatform.FollowUp.Policies;
using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.Messaging;
using ComplaintPlatform.Persistence.Scheduling;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.FollowUp.Messages;

/// <summary>
/// A mail to a member of staff about a storefront's month, or about a complaint. The address is the policy's, not a customer's.
/// </summary>
internal sealed class StaffMail : IStorefrontOwned, IDueRow
{
    private const int MostAttempts = 10;

    private StaffMail()
    {
    }

    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Address { get; private init; } = "";

    public string Language { get; private init; } = "";

    /// <summary>The month that is reported; empty for a notice.</summary>
    public string Month { get; private init; } = "";

    /// <summary>The complaint that needs somebody.</summary>
    public Guid? ComplaintId { get; private init; }

    /// <summary>Why it does.</summary>
    public NoticeOccasion? Occasion { get; private init; }

    public MessageState State { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset CreatedAt { get; private init; }

    public DateTimeOffset? NextAt { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    public Guid? LeaseOwner { get; private set; }

    public int Version { get; private set; }

    public string Template => Occasion is null ? MessageTemplates.MonthlyReport : MessageTemplates.StaffNotice;

    public static StaffMail Of(MonthlyReportReady ready, ReportSubscriber subscriber, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = ready.StorefrontId,
        Address = subscriber.Email,
        Language = subscriber.Language,
        Month = ready.Month,
        CreatedAt = now,
        NextAt = now,
        Version = 1,
    };

    public static StaffMail Of(IComplaintEvent happened, NoticeOccasion occasion, NoticeSubscriber subscriber, DateTimeOffset now) => new()
    {
        Id = SequentialId.Next(),
        StorefrontId = happened.StorefrontId,
        Address = subscriber.Email,
        Language = subscriber.Language,
        ComplaintId = happened.ComplaintId,
        Occasion = occasion,
        CreatedAt = now,
        NextAt = now,
        Version = 1,
    };

    public void Tried(SendOutcome outcome, DateTimeOffset now)
    {
        Attempts++;
        State = outcome switch
        {
            SendOutcome.Sent => MessageState.Sent,
            SendOutcome.Refused or SendOutcome.NoSuchAddress => MessageState.Failed,
            _ => Attempts >= MostAttempts ? MessageState.Failed : MessageState.Queued,
        };
        (NextAt, LeasedUntil, LeaseOwner) = (State is MessageState.Queued ? now.AddMinutes(5 * Attempts) : null, null, null);
        Version++;
    }

    public static void Map(EntityTypeBuilder<StaffMail> table)
    {
        table.ToTable("StaffMails");
        table.Ignore(row => row.Template);
        table.Property(row => row.Address).HasMaxLength(254);
        table.Property(row => row.Month).HasMaxLength(7);
        table.HasIndex(row => row.NextAt).HasDatabaseName("IX_StaffMails_Due");
        table.HasIndex(row => row.LeaseOwner);
    }
}

internal sealed class MonthlyReportReadyConsumer(FollowUpDbContext db, PolicySet<FollowUpPolicy> policies, TimeProvider clock)
    : IEventConsumer<MonthlyReportReady>
{
    public async Task HandleAsync(MonthlyReportReady message, CancellationToken ct)
    {
        var (policy, _) = await policies.ReadAsync(db, message.StorefrontId, ct);
        foreach (var subscriber in (policy.ReportSubscribers ?? []).DistinctBy(row => row.Email, StringComparer.OrdinalIgnoreCase))
            db.StaffMails.Add(StaffMail.Of(message, subscriber, clock.GetUtcNow()));
    }
}

internal sealed class StaffMailWorker(IServiceProvider services, Outlets outlets, PolicySet<MessageTemplates> templates, TimeProvider clock)
    : DueRowWorker<FollowUpDbContext, StaffMail>(services)
{
    protected override async Task HandleAsync(IServiceProvider scope, FollowUpDbContext db, Guid rowId, CancellationToken ct)
    {
        var mail = await db.StaffMails.FirstAsync(row => row.Id == rowId, ct);
        if (mail.State is not MessageState.Queued)
            return;

        var (texts, _) = await templates.ReadAsync(db, mail.StorefrontId, ct);
        var name = await db.KnownStorefronts.AsNoTracking().Where(row => row.StorefrontId == mail.StorefrontId)
            .Select(row => row.Name).FirstOrDefaultAsync(ct) ?? mail.StorefrontId;
        var (template, language) = (mail.Template, Language.FromTag(mail.Language));
        var reference = await db.Cases.AsNoTracking().Where(row => row.ComplaintId == mail.ComplaintId).Select(row => row.Reference)
            .FirstOrDefaultAsync(ct) ?? $"{mail.ComplaintId}";
        var text = texts.ComposeForStaff(
            template, language, name, mail.Month, reference, mail.Occasion is { } occasion ? StaffNotices.TextOf(occasion, language) : "");
        var way = outlets.WaysTo(new ContactPoint(null, mail.Address, null, null, null, false, null), [MessageChannel.Email]).FirstOrDefault();
        mail.Tried(way is null ? SendOutcome.Refused : await way.Outlet.SendAsync(
            new Letter(mail.Id, template, mail.CreatedAt, MessageChannel.Email, mail.Address, text), ct), clock.GetUtcNow());
    }
}
