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
        if (figures.CpuPerAccepted is { } cpu)
            Line($"{name} CPU", $"{cpu:0.000} ms per accepted complaint: client, proxy, endpoint and store together");
        Errors(figures.Errors);
    }

    public static void Latency(string name, Percentiles latency)
    {
        var (count, p50, p90, p99, p999, max) = latency;
        Line(name, count == 0
            ? "nothing measured"
            : $"p50 {p50:0.00}  p90 {p90:0.00}  p99 {p99:0.00}  p99.9 {p999:0.00}  max {max:0.00} ms  (n={count})");
    }

    public static void Errors(SortedDictionary<string, long> errors) =>
        Line("errors", errors.Count == 0 ? "none" : Text(errors));

    public static string Text(SortedDictionary<string, long> errors) =>
        string.Join(", ", errors.Select(pair => $"{pair.Key}: {pair.Value}"));

    public static void Line(string name, string text) => Console.WriteLine($"{name,-26} {text}");

    public static async Task WriteAsync<T>(string? path, T figures, CancellationToken ct)
    {
        if (path is null)
            return;

        await using var file = File.Create(path);
        await JsonSerializer.SerializeAsync(file, figures, Json, ct);
    }
}
