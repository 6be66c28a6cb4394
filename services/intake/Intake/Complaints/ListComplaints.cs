using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Register;
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
        var matching = filter.Apply(db.Listed<RegisterEntry>().AsNoTracking(), db, people: !masked);
        var rows = await sort.Page(matching, page).ToListAsync(ct);
        // By key: together with the page, SQLite would number all complaints first
        var ids = rows.Select(row => row.Id).ToList();
        var texts = await db.Complaints.AsNoTracking().Where(complaint => ids.Contains(complaint.Id))
            .Select(complaint => new
            {
                complaint.Id,
                complaint.Reference,
                complaint.Subject,
                Excerpt = complaint.Text.Substring(0, ExcerptLength),
                complaint.Order!.Amount,
                complaint.Order!.Currency,
            })
            .ToDictionaryAsync(complaint => complaint.Id, ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(rows, sort.CursorOf, Show, total));

        ComplaintSummary Show(RegisterEntry row)
        {
            var complaint = texts[row.Id];
            return new(
                row.Id, complaint.Reference, row.StorefrontId, row.Status, row.NeedsInfo, row.ReceivedAt, row.LastChangedAt, row.Channel,
                masked ? Mask.Text(complaint.Subject) : complaint.Subject,
                masked ? Mask.Text(complaint.Excerpt)! : complaint.Excerpt,
                complaint.Amount is { } amount ? new Money(amount, complaint.Currency!) : null, row.EscalationLevel,
                ClassificationView.Of(row), CaseView.Of(row));
        }
    }
}
