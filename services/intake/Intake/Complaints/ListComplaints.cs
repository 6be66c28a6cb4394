using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>Lists complaints, newest first unless <c>sort</c> says otherwise.</summary>
internal static class ListComplaints
{
    private const int ExcerptLength = 100;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/", HandleAsync).WithName(nameof(ListComplaints)).AllowRoles([Roles.Storefront, .. Roles.Staff]);

    internal static async Task<Ok<Page<ComplaintSummary>>> HandleAsync(
        [AsParameters] ComplaintFilter filter, PageRequest page, HttpContext http, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        KnownParameters.Check(http.Request, "limit", "cursor", "count");
        await filter.CheckAsync(caller, db, ct);
        var sort = ComplaintSort.Of(filter.Sort);
        var masked = await Mask.HidesAsync(db, caller, storefrontId: null, ct);
        var matching = filter.Apply(db.Register.AsNoTracking(), db, people: !masked);
        var rows = await sort.Page(matching, page)
            .Select(row => new
            {
                Entry = row,
                Complaint = db.Complaints.Where(complaint => complaint.Id == row.Id).Select(complaint => new
                {
                    complaint.Reference,
                    complaint.Subject,
                    Excerpt = complaint.Text.Substring(0, ExcerptLength),
                    complaint.Order!.Amount,
                    complaint.Order!.Currency,
                }).First(),
            })
            .ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(
            rows,
            row => sort.CursorOf(row.Entry),
            row => new ComplaintSummary(
                row.Entry.Id, row.Complaint.Reference, row.Entry.StorefrontId, row.Entry.Status, row.Entry.NeedsInfo, row.Entry.ReceivedAt,
                row.Entry.LastChangedAt, row.Entry.Channel,
                masked ? Mask.Text(row.Complaint.Subject) : row.Complaint.Subject,
                masked ? Mask.Text(row.Complaint.Excerpt)! : row.Complaint.Excerpt,
                row.Complaint.Amount is { } amount ? new Money(amount, row.Complaint.Currency!) : null, row.Entry.EscalationLevel,
                ClassificationView.Of(row.Entry), CaseView.Of(row.Entry)),
            total));
    }
}
