using System.Text;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using CsvHelper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Imports;

/// <param name="State"><c>queued</c>, <c>running</c> or <c>completed</c>.</param>
/// <param name="Charset">As found, or as named.</param>
/// <param name="Total">Rows of the file.</param>
/// <param name="Processed">Rows of which it is known what became of them.</param>
/// <param name="Accepted">Rows that became a complaint; in a dry run, that would.</param>
/// <param name="Repeated">Rows whose complaint was there before, by its <c>externalId</c>.</param>
/// <param name="Failed">Rows that were refused; <c>/imports/{id}/errors</c> says why.</param>
public sealed record ImportResponse(
    Guid Id, string StorefrontId, ImportState State, ImportFormat Format, string Charset, bool DryRun, int Total, int Processed,
    int Accepted, int Repeated, int Failed, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>What the request says of the file.</summary>
internal sealed record ImportRequest(
    ImportFormat Format, string? StorefrontId, string? Columns, string? Charset, string? Channel, string? Currency, bool DryRun, bool Again);

/// <summary>What taking a file in needs.</summary>
internal sealed record ImportWork(
    IntakeDbContext Db, IEvidenceStore Store, IOptions<IntakeOptions> Options, Caller Caller, TimeProvider Clock);

internal static class ImportComplaints
{
    private static readonly CsvWriterOptions Csv = CsvWriterOptions.Default with { NewLine = "\r\n" };

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("", HandleAsync).WithName(nameof(ImportComplaints)).AllowRoles([Roles.Storefront, .. Roles.Management])
            .WithSummary("Import complaints from a file")
            .WithDescription(
                "The body is the file: CSV with a heading, or NDJSON with one complaint as for `POST /complaints` on each line. UTF-8 (with or without "
                + "a mark), UTF-16 and GB18030 are told apart. Columns are named like the fields (`text`, `order.externalId`, `order.amount`) or by "
                + "their usual Chinese names; `columns` maps others, as JSON from column to field, `-` leaves one out. `dryRun=true` checks every row and "
                + "takes nothing in. A row is taken in once, however often the import is interrupted; the same file is refused (409) unless `again=true`.")
            .WithBodyLimit(LargestUpload(group))
            .WithMetadata(new AcceptsMetadata(["text/csv", "application/x-ndjson"], typeof(string)));
        group.MapGet("/{id:guid}", GetAsync).WithName("GetImport").AllowRoles([Roles.Storefront, .. Roles.Management])
            .WithSummary("Progress of an import")
            .WithDescription("How many rows were taken in, had been there before, and were refused, and whether it is at its end.");
        group.MapGet("/{id:guid}/errors", ErrorsAsync).WithName("GetImportErrors").AllowRoles([Roles.Storefront, .. Roles.Management])
            .WithSummary("Rows that were refused, as CSV")
            .WithDescription("Each with its number in the file, the field and the reason; cells that a spreadsheet would compute are neutralised.")
            .Produces(200, contentType: "text/csv");
    }

    internal static async Task<Accepted<ImportResponse>> HandleAsync(
        [AsParameters] ImportParameters parameters, HttpContext http, [AsParameters] ImportWork work, CancellationToken ct)
    {
        var request = parameters.Checked();
        var storefrontId = await KnownStorefronts.ForWritingAsync(request.StorefrontId, work.Caller, work.Db, ct);
        var (id, sha256) = await StoreAsync(http, work, ct);
        try
        {
            var (db, dry) = (work.Db, request.DryRun);
            if (!dry && !request.Again
                && await db.Imports.AsNoTracking().FirstOrDefaultAsync(
                    row => row.StorefrontId == storefrontId && row.Sha256 == sha256 && !row.DryRun, ct) is { } before)
            {
                throw new DomainRuleException(
                    "import.repeated",
                    $"The same file was imported before ({before.Id}); send again=true if it is meant. | 该文件此前已导入({before.Id});如确需再次导入,请加 again=true。");
            }

            var file = await ImportedFile.LookThroughAsync(
                async () => (await work.Store.OpenReadAsync(id, ct))!, request, work.Options.Value.MostImportedRows, ct);
            var import = Import.Of(id, storefrontId, request, file, sha256, work.Caller.Actor, work.Clock.GetUtcNow());
            db.Imports.Add(import);
            return TypedResults.Accepted($"/api/v1/imports/{id}", Show(import, new Counts(0, 0, 0)));
        }
        catch (ProblemException)
        {
            await work.Store.DeleteAsync(id, CancellationToken.None);
            http.Items.Remove(typeof(ImportComplaints));
            throw;
        }
    }

    internal static async Task<Results<Ok<ImportResponse>, NotFoundProblem>> GetAsync(Guid id, IntakeDbContext db, CancellationToken ct)
    {
        if (await db.Imports.AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct) is not { } import)
            return Problems.NotFound();
        var rows = db.ImportRows.AsNoTracking().Where(row => row.ImportId == id);
        var counts = new Counts(
            await rows.CountAsync(row => row.Fields == null && !row.Repeated, ct), await rows.CountAsync(row => row.Repeated, ct),
            await rows.CountAsync(row => row.Fields != null, ct));
        return TypedResults.Ok(Show(import, counts));
    }

    internal static async Task<Results<PushStreamHttpResult, NotFoundProblem>> ErrorsAsync(
        Guid id, RequestLanguage language, IntakeDbContext db, CancellationToken ct)
    {
        if (!await db.Imports.AnyAsync(row => row.Id == id, ct))
            return Problems.NotFound();
        var refused = db.ImportRows.AsNoTracking().Where(row => row.ImportId == id && row.Fields != null).OrderBy(row => row.Number)
            .AsAsyncEnumerable();
        return TypedResults.Stream(stream => WriteAsync(refused, stream, language, ct), "text/csv; charset=utf-8", "import-errors.csv");
    }

    private static async Task WriteAsync(IAsyncEnumerable<ImportRow> refused, Stream stream, Language language, CancellationToken ct)
    {
        await using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        await using var csv = CsvWriter.Create(text, Csv, true);
        await csv.WriteRecordAsync(["row", "field", "message"], ct);
        await foreach (var row in refused.WithCancellation(ct))
        {
            foreach (var (field, message) in row.Fields!.Split('\n').Zip(row.Messages!.Split('\n')))
            {
                await csv.WriteRecordAsync(
                    [$"{row.Number}", CsvCells.AsText(field), CsvCells.AsText(Texts.Pick(message, language))], ct);
            }
        }
    }

    // Durable before the answer, and read once: a unit of work that lost a race runs again
    private static async Task<(Guid Id, string Sha256)> StoreAsync(HttpContext http, ImportWork work, CancellationToken ct)
    {
        if (http.Items.TryGetValue(typeof(ImportComplaints), out var known))
            return ((Guid, string))known!;
        var id = SequentialId.Next();
        if (http.Request.Body.CanSeek)
            http.Request.Body.Position = 0;
        if (await work.Store.WriteAsync(id, http.Request.Body, work.Options.Value.LargestUpload, ct) is not var (length, sha256, _))
            throw new ProblemException(413, "body.too_large", "The file is too large. | 文件过大。");
        if (length == 0)
        {
            await work.Store.DeleteAsync(id, CancellationToken.None);
            throw new ValidationProblemException("import.empty", ("/", "The file is empty. | 文件为空。"));
        }

        http.Items[typeof(ImportComplaints)] = (id, sha256);
        return (id, sha256);
    }

    private static ImportResponse Show(Import row, Counts counts) => new(
        row.Id, row.StorefrontId, row.State, row.Format, row.Charset, row.DryRun, row.Total,
        counts.Accepted + counts.Repeated + counts.Failed, counts.Accepted, counts.Repeated, counts.Failed, row.CreatedAt, row.StartedAt,
        row.FinishedAt);

    private static long LargestUpload(IEndpointRouteBuilder routes) =>
        routes.ServiceProvider.GetRequiredService<IOptions<IntakeOptions>>().Value.LargestUpload;

    private sealed record Counts(int Accepted, int Repeated, int Failed);
}

/// <param name="Format"><c>csv</c> or <c>ndjson</c>.</param>
/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
/// <param name="Columns">JSON object from column to field; <c>-</c> leaves a column out.</param>
/// <param name="Charset"><c>utf-8</c>, <c>gb18030</c> or <c>utf-16</c>; found out where it is not named.</param>
/// <param name="Channel">Of rows that name none; <c>api</c> where this is left out.</param>
/// <param name="Currency">ISO 4217, of amounts without one.</param>
/// <param name="DryRun">Check only.</param>
/// <param name="Again">Import a file a second time.</param>
internal sealed record ImportParameters(
    string? Format, string? StorefrontId, string? Columns, string? Charset, string? Channel, string? Currency, bool? DryRun, bool? Again)
{
    public ImportRequest Checked()
    {
        if (!EnumText.TryParse<ImportFormat>(Format ?? "", out var format))
            throw ComplaintFilter.Refused("format", ["csv", "ndjson"]);
        if (Channel is not null && !EnumText.TryParse<Channel>(Channel, out _))
            throw ComplaintFilter.Refused("channel", Enum.GetValues<Channel>().Select(EnumText.Of));
        if (Currency is not null && !Currencies.IsKnown(Currency))
        {
            throw new ValidationProblemException(
                "parameter.invalid", ("/currency", "Must be an ISO 4217 currency code. | 必须是 ISO 4217 货币代码。"));
        }

        return new ImportRequest(format, StorefrontId, Columns, Charset, Channel, Currency, DryRun ?? false, Again ?? false);
    }
}
