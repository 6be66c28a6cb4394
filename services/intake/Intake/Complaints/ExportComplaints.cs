using System.Globalization;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>One complaint in an export: no names and no contact points.</summary>
internal sealed record ExportedComplaint(
    Guid Id, string Reference, string StorefrontId, string Status, DateTimeOffset ReceivedAt, DateTimeOffset LastChangedAt, string Channel,
    Guid? CustomerId, string? OrderId, string? Product, string? Sku, string? Carrier, string? Supplier, string? Store, Money? Amount,
    string? Category, string? ReasonCode, string? Urgency, string? Severity, string? CustomerType, string? Difficulty, string? Demands,
    double? Sentiment, double? EscalationRisk, string? EscalationLevel, string? Agent, string? Department, string? SlaState,
    DateTimeOffset? FirstResponseDueAt, DateTimeOffset? ResolutionDueAt, bool NeedsInfo, string? Subject, string Text, string? Expectation);

/// <summary>Streams what the list shows for the same filter, however long it is.</summary>
internal static class ExportComplaints
{
    private static readonly (string Name, Func<ExportedComplaint, string?> Value)[] Columns =
    [
        ("id", row => row.Id.ToString()), ("reference", row => row.Reference), ("storefrontId", row => row.StorefrontId),
        ("status", row => row.Status), ("receivedAt", row => JsonDefaults.Rfc3339(row.ReceivedAt)),
        ("lastChangedAt", row => JsonDefaults.Rfc3339(row.LastChangedAt)), ("channel", row => row.Channel),
        ("customerId", row => row.CustomerId?.ToString()), ("orderId", row => row.OrderId), ("product", row => row.Product),
        ("sku", row => row.Sku), ("carrier", row => row.Carrier), ("supplier", row => row.Supplier), ("store", row => row.Store),
        ("amount", row => row.Amount?.AmountText), ("currency", row => row.Amount?.Currency), ("category", row => row.Category),
        ("reasonCode", row => row.ReasonCode), ("urgency", row => row.Urgency), ("severity", row => row.Severity),
        ("customerType", row => row.CustomerType), ("difficulty", row => row.Difficulty), ("demands", row => row.Demands),
        ("sentiment", row => Number(row.Sentiment)), ("escalationRisk", row => Number(row.EscalationRisk)),
        ("escalationLevel", row => row.EscalationLevel), ("agent", row => row.Agent), ("department", row => row.Department),
        ("slaState", row => row.SlaState), ("firstResponseDueAt", row => Time(row.FirstResponseDueAt)),
        ("resolutionDueAt", row => Time(row.ResolutionDueAt)), ("needsInfo", row => row.NeedsInfo ? "true" : "false"),
        ("subject", row => row.Subject), ("text", row => row.Text), ("expectation", row => row.Expectation),
    ];

    private static readonly CsvWriterOptions Csv = CsvWriterOptions.Default with { NewLine = "\r\n" };

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/export", HandleAsync).WithName(nameof(ExportComplaints)).AllowRoles([Roles.Storefront, .. Roles.Staff]);

    /// <param name="format"><c>csv</c> (default) or <c>ndjson</c>.</param>
    internal static async Task<PushStreamHttpResult> HandleAsync(
        [AsParameters] ComplaintFilter filter, HttpContext http, Caller caller, IntakeDbContext db, CancellationToken ct,
        string format = "csv")
    {
        KnownParameters.Check(http.Request, "format");
        if (format is not ("csv" or "ndjson"))
            throw ComplaintFilter.Refused("format", ["csv", "ndjson"]);

        // Everything that can be refused is refused before the first byte
        await filter.CheckAsync(caller, db, ct);
        var sort = ComplaintSort.Of(filter.Sort);
        var masked = await Mask.HidesAsync(db, caller, storefrontId: null, ct);
        var rows = Read(sort.Order(filter.Apply(db.Listed<RegisterEntry>().AsNoTracking(), db, people: !masked)), db);
        if (masked)
        {
            rows = rows.Select(row => row with
            {
                Subject = Mask.Text(row.Subject),
                Text = Mask.Text(row.Text)!,
                Expectation = Mask.Text(row.Expectation),
            });
        }

        return format == "csv"
            ? TypedResults.Stream(stream => WriteCsvAsync(rows, stream, ct), "text/csv; charset=utf-8", "complaints.csv")
            : TypedResults.Stream(stream => WriteLinesAsync(rows, stream, ct), "application/x-ndjson", "complaints.ndjson");
    }

    private static IAsyncEnumerable<ExportedComplaint> Read(IQueryable<RegisterEntry> entries, IntakeDbContext db) =>
        entries.Join(db.Complaints, entry => entry.Id, complaint => complaint.Id, (entry, complaint) => new { entry, complaint })
            .AsAsyncEnumerable()
            .Select(row => new ExportedComplaint(
                row.entry.Id, row.complaint.Reference, row.entry.StorefrontId, EnumText.Of(row.entry.Status), row.entry.ReceivedAt,
                row.entry.LastChangedAt, EnumText.Of(row.entry.Channel), row.entry.CustomerId, row.entry.OrderExternalId, row.entry.Product,
                row.entry.Sku, row.entry.Carrier, row.entry.Supplier, row.entry.Store, row.complaint.Order?.Price(), row.entry.Category,
                row.entry.ReasonCode, row.entry.Urgency, row.entry.Severity, row.entry.CustomerType, row.entry.Difficulty,
                row.entry.Demands,
                row.entry.Sentiment, row.entry.EscalationRisk, row.entry.EscalationLevel, row.entry.AgentName, row.entry.Department,
                row.entry.SlaState, row.entry.FirstResponseDueAt, row.entry.ResolutionDueAt, row.entry.NeedsInfo, row.complaint.Subject,
                row.complaint.Text, row.complaint.Expectation));

    private static async Task WriteCsvAsync(IAsyncEnumerable<ExportedComplaint> rows, Stream stream, CancellationToken ct)
    {
        // The mark at the start is how spreadsheets tell UTF-8 from the machine's own code page
        await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = CsvWriter.Create(text, Csv, true);
        await csv.WriteRecordAsync([.. Columns.Select(column => column.Name)], ct);
        await foreach (var row in rows.WithCancellation(ct))
            await csv.WriteRecordAsync([.. Columns.Select(column => CsvCells.AsText(column.Value(row)))], ct);
    }

    private static async Task WriteLinesAsync(IAsyncEnumerable<ExportedComplaint> rows, Stream stream, CancellationToken ct)
    {
        await foreach (var row in rows.WithCancellation(ct))
        {
            await JsonSerializer.SerializeAsync(stream, row, JsonDefaults.Options, ct);
            await stream.WriteAsync("\n"u8.ToArray(), ct);
        }
    }

    private static string? Time(DateTimeOffset? time) => time is { } known ? JsonDefaults.Rfc3339(known) : null;

    private static string? Number(double? number) => number?.ToString(CultureInfo.InvariantCulture);
}
