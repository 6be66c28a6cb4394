using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.PersonalData;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>What exporting a customer takes.</summary>
internal sealed record CustomerReading(
    IntakeDbContext Db, StorefrontProfiles Profiles, ServiceRecords Services, IEvidenceStore Evidence, IServiceProvider Provider,
    PersonalRecords<IntakeDbContext> Own, RequestLanguage Language, Caller Caller, TimeProvider Clock);

/// <summary>
/// Everything that every service keeps of a customer, as one archive: complaints with messages and timeline, what each other service holds,
/// and the evidence files as they came.
/// </summary>
internal static class ExportCustomer
{
    private static readonly JsonSerializerOptions Readable =
        new(JsonDefaults.Options) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static void Map(RouteGroupBuilder group) =>
        group.MapGet("/{id}/export", HandleAsync).WithName(nameof(ExportCustomer)).AllowRoles([Roles.Storefront, .. Roles.Management])
            .Produces(200, contentType: "application/zip").Produces<Problem>(404, Problem.MediaType)
            .Produces<Problem>(503, Problem.MediaType);

    /// <param name="id">The storefront's id of the customer, the customer's own id, or a phone number.</param>
    /// <param name="storefrontId">Needed where several storefronts use the same id.</param>
    internal static async Task<IResult> HandleAsync(
        string id, HttpContext http, [AsParameters] CustomerReading reading, CancellationToken ct, string? storefrontId = null)
    {
        var db = reading.Db;
        if (await GetCustomer.FindOneAsync(db.Customers.AsNoTracking(), id, storefrontId, db, reading.Profiles, ct) is not { } customer)
            return Problems.NotFound();
        // The archive is the customer's whole file: nothing in it is masked
        if (await Mask.HidesAsync(db, reading.Caller, customer.StorefrontId, ct))
        {
            throw Problems.Forbidden(
                "customer.masked", "Your role does not see who customers are, so it cannot export one. | 您的角色无权查看客户身份,不能导出客户数据。");
        }

        var complaints = await db.Complaints.AsNoTracking().Where(row => row.CustomerId == customer.Id)
            .OrderBy(row => row.ReceivedAt).ToListAsync(ct);
        var ids = complaints.ConvertAll(row => row.Id);
        var services = new Dictionary<string, JsonObject>
        {
            [IntakeService.Name] = await reading.Own.ReadAsync(reading.Provider, new PersonalScope(ids, customer.Id), ct),
        };
        // All of them before the first byte: half an archive would pass for the whole
        foreach (var service in Erasure.Services.Where(name => name != IntakeService.Name))
            services[service] = await reading.Services.OfAsync(service, customer.StorefrontId, ids, ct);

        http.Response.Headers.CacheControl = "no-store";
        // The end of an entry is compressed when its stream is closed, which the framework's archive does synchronously
        http.Features.GetRequiredFeature<IHttpBodyControlFeature>().AllowSynchronousIO = true;
        return TypedResults.Stream(
            body => WriteAsync(body, customer, complaints, services, reading, ct), "application/zip", $"customer-{customer.Id:N}.zip");
    }

    private static async Task WriteAsync(
        Stream body, Customer customer, List<Complaint> complaints, Dictionary<string, JsonObject> services, CustomerReading reading,
        CancellationToken ct)
    {
        await using var archive = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8, ct);
        await AddAsync(archive, "about.json", new
        {
            exportedAt = reading.Clock.GetUtcNow(),
            storefrontId = customer.StorefrontId,
            customerId = customer.Id,
            complaints = complaints.Select(row => row.Reference),
            services = services.Keys,
        }, ct);
        await AddAsync(archive, "customer.json", CustomerOf(customer), ct);
        foreach (var complaint in complaints)
            await AddComplaintAsync(archive, complaint, customer, reading, ct);
        foreach (var (service, records) in services)
            await AddAsync(archive, $"services/{service}.json", records, ct);
    }

    private static async Task AddComplaintAsync(
        ZipArchive archive, Complaint complaint, Customer customer, CustomerReading reading, CancellationToken ct)
    {
        var db = reading.Db;
        var folder = $"complaints/{complaint.Reference}";
        var entry = await db.Register.AsNoTracking().FirstAsync(row => row.Id == complaint.Id, ct);
        await AddAsync(archive, $"{folder}/complaint.json", ComplaintResponse.Of(complaint, entry, customer, []), ct);
        var messages = await db.Messages.AsNoTracking().Where(row => row.ComplaintId == complaint.Id).OrderBy(row => row.At)
            .Select(row => new MessageResponse(row.Id, row.By, row.Text, row.At)).ToListAsync(ct);
        await AddAsync(archive, $"{folder}/messages.json", messages, ct);
        var zone = (await reading.Profiles.OfAsync(complaint.StorefrontId, db, ct)).TimeZone;
        var timeline = await db.Timeline.AsNoTracking().Where(row => row.ComplaintId == complaint.Id).OrderBy(row => row.Sequence).ToListAsync(ct);
        await AddAsync(
            archive, $"{folder}/timeline.json", timeline.ConvertAll(row => GetTimeline.ToItem(row, reading.Language.Language, zone)), ct);
        foreach (var file in await db.Attachments.AsNoTracking().Where(row => row.ComplaintId == complaint.Id).ToListAsync(ct))
        {
            if (await reading.Evidence.OpenReadAsync(file.Id, ct) is not { } content)
                continue;
            await using (content)
            {
                var target = archive.CreateEntry($"{folder}/attachments/{file.Id:N}-{Plain(file.FileName)}", CompressionLevel.NoCompression);
                await using var stream = await target.OpenAsync(ct);
                await content.CopyToAsync(stream, ct);
            }
        }
    }

    private static async Task AddAsync<T>(ZipArchive archive, string name, T content, CancellationToken ct)
    {
        await using var stream = await archive.CreateEntry(name, CompressionLevel.Fastest).OpenAsync(ct);
        await JsonSerializer.SerializeAsync(stream, content, Readable, ct);
    }

    private static CustomerExport CustomerOf(Customer customer) => new(
        customer.Id, customer.ExternalId, customer.Name, customer.Email, customer.Phone, customer.PhoneE164, customer.AppUserId,
        customer.Language, customer.PreferredContactTimes, customer.FirstOrderAt, customer.OrderCount, customer.LifetimeMoney(), customer.Vip,
        ContactPreferences.Of(customer));

    // Names of files come from outside: in an archive a name must not lead out of its folder
    private static string Plain(string name) =>
        string.Concat(name.Select(character => char.IsLetterOrDigit(character) || character is '.' or '-' or '_' ? character : '_')).TrimStart('.');

    private sealed record CustomerExport(
        Guid Id, string? ExternalId, string? Name, string? Email, string? Phone, string? PhoneE164, string? AppUserId, string? Language,
        string? PreferredContactTimes, DateTimeOffset? FirstOrderAt, int? OrderCount, Money? LifetimeValue, bool Vip,
        ContactPreferences ContactPreferences);
}
