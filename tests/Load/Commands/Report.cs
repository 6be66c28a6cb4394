using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using ComplaintPlatform.Load.Measuring;

namespace ComplaintPlatform.Load.Commands;

/// <summary>The figures as a person reads them, and as JSON.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static void Throughput(string name, ThroughputFigures figures)
    {
        Line(name, $"{figures.AcceptedPerSecond:0.0} accepted/s ({figures.Accepted} in {figures.Seconds:0.0} s)");
        Latency($"{name} POST", figures.Post);
        Errors(figures.Errors);
    }

    public static void Latency(string name, Percentiles latency)
    {
        if (latency.Count == 0)
            Line(name, "nothing measured");
        else
            Line(name, $"p50 {latency.P50:0.00}  p90 {latency.P90:0.00}  p99 {latency.P99:0.00}  p99.9 {latency.P999:0.00}  max {latency.Max:0.00} ms  (n={latency.Count})");
    }

    public static void Errors(SortedDictionary<string, long> errors) =>
        Line("errors", errors.Count == 0 ? "none" : string.Join(", ", errors.Select(pair => $"{pair.Key}: {pair.Value}")));

    public static void Line(string name, FormattableString text) => Line(name, text.ToString(CultureInfo.InvariantCulture));

    public static void Line(string name, string text) => Console.WriteLine($"{name,-26} {text}");

    public static async Task WriteAsync<T>(string? path, T figures, CancellationToken ct)
    {
        if (path is null)
            return;

        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, figures, Json, ct);
    }
}
