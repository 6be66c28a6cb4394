using ComplaintPlatform.Intake.Data;
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

/// <summary>The filters of the list; what is not given does not filter.</summary>
internal sealed class ComplaintFilter
{
    public QueryEnum<ComplaintStatus>? Status { get; set; }

    /// <summary>A category, or the upper part of one.</summary>
    public string? Category { get; set; }

    public string? ReasonCode { get; set; }

    public string? Urgency { get; set; }

    public string? Severity { get; set; }

    public string? CustomerType { get; set; }

    public string? Difficulty { get; set; }

    public string? Demand { get; set; }

    public QueryEnum<Channel>? Channel { get; set; }

    public string? StorefrontId { get; set; }

    public Guid? CustomerId { get; set; }

    public string? OrderId { get; set; }

    public Guid? AgentId { get; set; }

    public string? Department { get; set; }

    public string? SlaState { get; set; }

    public DateTimeOffset? ReceivedFrom { get; set; }

    public DateTimeOffset? ReceivedTo { get; set; }

    /// <summary>Words of the text, the subject or the reference.</summary>
    public string? Q { get; set; }

    /// <summary><c>-receivedAt</c> (default) or <c>receivedAt</c>.</summary>
    public string? Sort { get; set; }

    public bool Descending => Sort switch
    {
        null or "-receivedAt" => true,
        "receivedAt" => false,
        _ => throw new ValidationProblemException(("/sort", "Must be receivedAt or -receivedAt. | 只能是 receivedAt 或 -receivedAt。")),
    };

    public IQueryable<RegisterEntry> Apply(IQueryable<RegisterEntry> rows, IntakeDbContext db)
    {
        if (Status is { } status)
            rows = rows.Where(row => row.Status == status.Value);
        if (Category is { } category)
            rows = rows.Where(row => row.Category == category || row.Category!.StartsWith(category + "/"));
        if (ReasonCode is { } reasonCode)
            rows = rows.Where(row => row.ReasonCode == reasonCode);
        if (Urgency is { } urgency)
            rows = rows.Where(row => row.Urgency == urgency);
        if (Severity is { } severity)
            rows = rows.Where(row => row.Severity == severity);
        if (CustomerType is { } customerType)
            rows = rows.Where(row => row.CustomerType == customerType);
        if (Difficulty is { } difficulty)
            rows = rows.Where(row => row.Difficulty == difficulty);
        if (Demand is { } demand)
            rows = rows.Where(row => ("," + row.Demands + ",").Contains("," + demand + ","));
        if (Channel is { } channel)
            rows = rows.Where(row => row.Channel == channel.Value);
        if (StorefrontId is { } storefrontId)
            rows = rows.Where(row => row.StorefrontId == storefrontId);
        if (CustomerId is { } customerId)
            rows = rows.Where(row => row.CustomerId == customerId);
        if (OrderId?.Trim() is { } orderId)
            rows = rows.Where(row => row.OrderExternalId == orderId);
        if (AgentId is { } agentId)
            rows = rows.Where(row => row.AgentId == agentId);
        if (Department is { } department)
            rows = rows.Where(row => row.Department == department);
        if (SlaState is { } slaState)
            rows = rows.Where(row => row.SlaState == slaState);
        if (ReceivedFrom?.ToUniversalTime() is { } from)
            rows = rows.Where(row => row.ReceivedAt >= from);
        if (ReceivedTo?.ToUniversalTime() is { } to)
            rows = rows.Where(row => row.ReceivedAt < to);
        if (Q is { Length: > 0 } words)
            rows = rows.Where(row => db.Complaints.Any(complaint => complaint.Id == row.Id &&
                (complaint.Text.Contains(words) || complaint.Subject!.Contains(words) || complaint.Reference == words)));
        return rows;
    }
}

internal static class ListComplaints
{
    private const int ExcerptLength = 100;

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/", HandleAsync).WithName(nameof(ListComplaints)).AllowRoles([Roles.Storefront, .. Roles.Staff]);

    internal static async Task<Ok<Page<ComplaintSummary>>> HandleAsync(
        [AsParameters] ComplaintFilter filter, PageRequest page, IntakeDbContext db, CancellationToken ct)
    {
        var matching = filter.Apply(db.Register.AsNoTracking(), db);
        var rows = await matching
            .PageBy(page, row => row.ReceivedAt, row => row.Id, filter.Descending)
            .Select(row => new
            {
                Entry = row,
                Complaint = db.Complaints.Where(complaint => complaint.Id == row.Id).Select(complaint => new
                {
                    complaint.Reference,
                    complaint.Subject,
                    Excerpt = complaint.Text.Substring(0, ExcerptLength),
                }).First(),
            })
            .ToListAsync(ct);
        int? total = page.Count ? await matching.CountAsync(ct) : null;
        return TypedResults.Ok(page.ToPage(
            rows,
            row => PageCursor.Of(row.Entry.ReceivedAt, row.Entry.Id),
            row => new ComplaintSummary(
                row.Entry.Id, row.Complaint.Reference, row.Entry.StorefrontId, row.Entry.Status, row.Entry.NeedsInfo, row.Entry.ReceivedAt, row.Entry.Channel,
                row.Complaint.Subject, row.Complaint.Excerpt, ClassificationView.Of(row.Entry), CaseView.Of(row.Entry)),
            total));
    }
}
