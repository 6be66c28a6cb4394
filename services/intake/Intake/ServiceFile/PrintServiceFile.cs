using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Tracking;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Intake.ServiceFile;

/// <summary>Everything that the complaint handling form shows.</summary>
internal sealed record FileContent(
    Complaint Complaint, RegisterEntry Entry, CustomerView? Customer, IReadOnlyList<TimelineEntry> Timeline, IReadOnlyList<Attachment> Files,
    IReadOnlyList<TrackingOffer> Offers, DateTimeZone Zone, DateTimeOffset PrintedAt)
{
    /// <summary>Whoever prints it sees no contact points, in the words of people either.</summary>
    public required bool IsMasked { get; init; }

    public string? Words(string? text) => IsMasked ? Mask.Text(text) : text;
}

/// <summary>What making the form takes.</summary>
internal sealed record FileWork(IntakeDbContext Db, StorefrontProfiles Profiles, Caller Caller, TimeProvider Clock);

/// <summary>The whole service file of a complaint as one page, made for paper.</summary>
internal static class PrintServiceFile
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id:guid}/service-file", HandleAsync).WithName(nameof(PrintServiceFile))
            .WithSummary("The complaint handling form, to be printed")
            .WithDescription(
                "One HTML page for paper (A4) with what is recorded of the complaint and every entry of its timeline, in the language of "
                + "`Accept-Language`, or of `lang`. Who complains stands on it for roles that may see that.")
            .AllowRoles([Roles.Storefront, .. Roles.Staff]).Produces(200, contentType: "text/html").Produces<Problem>(404, Problem.MediaType);

    /// <param name="lang"><c>zh-CN</c> or <c>en</c>; else what the browser asks for.</param>
    internal static async Task<IResult> HandleAsync(
        Guid id, string? lang, HttpContext http, [AsParameters] FileWork work, CancellationToken ct)
    {
        var db = work.Db;
        if (await db.Complaints.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } complaint)
            return Problems.NotFound();
        var language = Language.Find(lang) ?? RequestLanguage.Of(http).Language;
        var entry = await db.Register.AsNoTracking().FirstAsync(row => row.Id == id, ct);
        var customer = complaint.CustomerId is { } customerId
            ? await db.Customers.AsNoTracking().FirstOrDefaultAsync(row => row.Id == customerId, ct) : null;
        var masked = await Mask.HidesAsync(db, work.Caller, complaint.StorefrontId, ct);
        var timeline = await db.Timeline.AsNoTracking().Where(row => row.ComplaintId == id).OrderBy(row => row.Sequence).ToListAsync(ct);
        var now = work.Clock.GetUtcNow();
        var ended = entry.CaseState is "resolved" or "closed";
        return ServiceFilePage.Show(http, language, new FileContent(
            complaint, entry, masked ? null : CustomerView.Of(customer, complaint.CustomerAtReceipt),
            timeline, await db.Attachments.AsNoTracking().Where(row => row.ComplaintId == id).OrderBy(row => row.At).ToListAsync(ct),
            TrackedOffers.Of(timeline, entry.Cycle, ended, language, now),
            (await work.Profiles.OfAsync(complaint.StorefrontId, db, ct)).TimeZone, now)
        {
            IsMasked = masked,
        });
    }
}
