using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using CsvHelper;

namespace ComplaintPlatform.Intake.Imports;

/// <summary>One row as it stands in the file.</summary>
/// <param name="Cells">Of a CSV file; of the others the line is the only one.</param>
internal sealed record ImportedRow(int Number, IReadOnlyList<string> Cells);

/// <summary>What was found by looking through the file once.</summary>
/// <param name="Columns">JSON: the field of each column; empty for NDJSON.</param>
internal sealed record ImportedFile(string Charset, string Columns, int Rows)
{
    private const int LongestRow = 1 << 20;
    private const int MostColumns = 200;

    private static readonly CsvReaderOptions Csv = CsvReaderOptions.Default with
    {
        // The heading is read as the first row: its names are matched by us
        HasHeader = false,
        MaxRecordSize = LongestRow,
        IncludeValuesInExceptions = false,
    };

    static ImportedFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Finds out how the file is written, and refuses what cannot be an import as a whole.</summary>
    public static async Task<ImportedFile> LookThroughAsync(Func<Task<Stream>> open, ImportRequest request, int mostRows, CancellationToken ct)
    {
        var charset = await CharsetAsync(open, request.Charset, ct);
        var (columns, rows) = ("", 0);
        try
        {
            if (request.Format is ImportFormat.Csv)
            {
                var heading = await HeadingAsync(open, charset, ct);
                columns = JsonSerializer.Serialize(ImportColumns.Of(heading, request.Columns), JsonDefaults.Options);
            }
            else if (!string.IsNullOrWhiteSpace(request.Columns))
            {
                throw new ValidationProblemException(
                    "parameter.invalid", ("/columns", "Only a CSV file has columns. | 仅 CSV 文件可指定列。"));
            }

            await foreach (var _ in ReadAsync(open, request.Format, charset, ct))
            {
                if (++rows > mostRows)
                    throw new ProblemException(413, "import.too_many_rows", $"At most {mostRows} rows at once. | 单次最多 {mostRows} 行。");
            }
        }
        catch (CsvFormatException malformed)
        {
            throw new ValidationProblemException(
                "import.malformed",
                ("/", $"The file cannot be read as CSV at row {malformed.RecordNumber}. | 文件第 {malformed.RecordNumber} 行无法按 CSV 读取。"));
        }

        return rows > 0 ? new ImportedFile(charset, columns, rows)
            : throw new ValidationProblemException("import.empty", ("/", "The file has no rows. | 文件中没有数据行。"));
    }

    /// <summary>The rows of the file, in order.</summary>
    public static async IAsyncEnumerable<ImportedRow> ReadAsync(
        Func<Task<Stream>> open, ImportFormat format, string charset, [EnumeratorCancellation] CancellationToken ct)
    {
        using var text = new StreamReader(await open(), EncodingOf(charset), detectEncodingFromByteOrderMarks: true, 64 << 10);
        var number = 0;
        if (format is ImportFormat.Ndjson)
        {
            while (await text.ReadLineAsync(ct) is { } line)
            {
                if (!string.IsNullOrWhiteSpace(line))
                    yield return new ImportedRow(++number, [line]);
            }

            yield break;
        }

        using var csv = CsvReader.Create(text, Csv, true);
        if (!await csv.ReadAsync(ct))
            yield break;
        while (await csv.ReadAsync(ct))
        {
            var cells = CellsOf(csv);
            if (cells.Any(cell => cell.Length > 0))
                yield return new ImportedRow(++number, cells);
        }
    }

    private static async Task<IReadOnlyList<string>> HeadingAsync(Func<Task<Stream>> open, string charset, CancellationToken ct)
    {
        using var text = new StreamReader(await open(), EncodingOf(charset), detectEncodingFromByteOrderMarks: true);
        using var csv = CsvReader.Create(text, Csv, true);
        if (!await csv.ReadAsync(ct))
            throw new ValidationProblemException("import.empty", ("/", "The file has no rows. | 文件中没有数据行。"));
        var heading = CellsOf(csv).Select(cell => cell.Trim()).ToList();
        // Spreadsheets leave empty columns at the end
        while (heading.Count > 0 && heading[^1].Length == 0)
            heading.RemoveAt(heading.Count - 1);
        return heading.Count <= MostColumns ? heading
            : throw new ValidationProblemException("import.columns", ("/columns", $"At most {MostColumns} columns. | 最多 {MostColumns} 列。"));
    }

    private static string[] CellsOf(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var place = 0; place < cells.Length; place++)
            cells[place] = csv.GetString(place);
        return cells;
    }

    // What is valid UTF-8 is UTF-8: no text of some length in another encoding is that by accident. The rest of what Chinese programs write
    // is GB18030.
    private static async Task<string> CharsetAsync(Func<Task<Stream>> open, string? named, CancellationToken ct)
    {
        string[] tries = named is { Length: > 0 } ? [named] : ["utf-8", "gb18030"];
        foreach (var charset in tries)
        {
            try
            {
                using var text = new StreamReader(await open(), EncodingOf(charset), detectEncodingFromByteOrderMarks: true, 64 << 10);
                var buffer = new char[32 << 10];
                var holdsNull = false;
                int count;
                while ((count = await text.ReadBlockAsync(buffer, ct)) > 0)
                    holdsNull |= buffer.AsSpan(0, count).Contains('\0');
                if (!holdsNull)
                    return charset;
            }
            catch (DecoderFallbackException)
            {
                // The next one
            }
        }

        throw new ValidationProblemException(
            "import.charset", ("/charset", "The file is no text in UTF-8, UTF-16 or GB18030. | 文件不是 UTF-8、UTF-16 或 GB18030 编码的文本。"));
    }

    private static Encoding EncodingOf(string charset) => charset.ToUpperInvariant() switch
    {
        "UTF-8" => new UTF8Encoding(false, throwOnInvalidBytes: true),
        "GB18030" or "GBK" or "GB2312" =>
            Encoding.GetEncoding("GB18030", EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback),
        "UTF-16" => new UnicodeEncoding(false, true, throwOnInvalidBytes: true),
        _ => throw new ValidationProblemException(
            "parameter.invalid", ("/charset", "Must be one of: utf-8, gb18030, utf-16. | 必须是以下值之一:utf-8、gb18030、utf-16。")),
    };
}
