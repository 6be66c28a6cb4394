using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace ComplaintPlatform.Web.Telemetry;

/// <summary>Sums up what the meters of this process report, as Prometheus reads it (text format 0.0.4). No exporter package can be had for that.</summary>
internal sealed class MetricsCollector : IDisposable
{
    private const int LongestLabel = 100;
    private const string Overflow = "overflow=\"true\"";

    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

    // Never a label: a person or an address may stand in it
    private static readonly HashSet<string> Withheld =
        ["url.full", "url.path", "url.query", "client.address", "client.port", "network.peer.address", "enduser.id", "user.id"];

    [ThreadStatic]
    private static StringBuilder? labelText;

    private readonly ConcurrentDictionary<string, Family> families = new(StringComparer.Ordinal);
    private readonly MeterListener listener = new();
    private readonly Lock scrape = new();
    private readonly int maxSeries;

    public MetricsCollector(IMeterFactory own, IConfiguration configuration)
    {
        maxSeries = configuration.GetValue("Metrics:MaxSeries", 500);
        listener.InstrumentPublished = (instrument, listening) =>
        {
            // Meters of another host in this process are that host's to show
            var ours = instrument.Meter.Scope is not IMeterFactory factory || ReferenceEquals(factory, own);
            if (ours && ServiceTelemetry.Meters.Any(name => instrument.Meter.Name == name || instrument.Meter.Name.StartsWith(name + ".", StringComparison.Ordinal)))
                listening.EnableMeasurementEvents(instrument, FamilyOf(instrument));
        };
        listener.SetMeasurementEventCallback<byte>((_, value, tags, family) => Record(value, tags, family));
        listener.SetMeasurementEventCallback<short>((_, value, tags, family) => Record(value, tags, family));
        listener.SetMeasurementEventCallback<int>((_, value, tags, family) => Record(value, tags, family));
        listener.SetMeasurementEventCallback<long>((_, value, tags, family) => Record(value, tags, family));
        listener.SetMeasurementEventCallback<float>((_, value, tags, family) => Record(value, tags, family));
        listener.SetMeasurementEventCallback<double>((_, value, tags, family) => Record(value, tags, family));
        listener.SetMeasurementEventCallback<decimal>((_, value, tags, family) => Record((double)value, tags, family));
    }

    private enum Kind
    {
        Counter,
        Gauge,
        Histogram,
    }

    public void Start() => listener.Start();

    public void Dispose() => listener.Dispose();

    public string Render()
    {
        lock (scrape)
        {
            foreach (var family in families.Values.Where(family => family.IsObserved))
                family.Series.Clear();
            listener.RecordObservableInstruments();

            var text = new StringBuilder();
            foreach (var (name, family) in families.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                family.Render(name, text);
            return text.ToString();
        }
    }

    private Family FamilyOf(Instrument instrument)
    {
        var type = instrument.GetType().GetGenericTypeDefinition();
        var kind = type == typeof(Histogram<>) ? Kind.Histogram
            : type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? Kind.Counter
            : Kind.Gauge;
        var adds = kind is not Kind.Gauge || type == typeof(UpDownCounter<>) || instrument.IsObservable;
        var bounds = kind is Kind.Histogram ? Bounds(instrument) : [];
        return families.GetOrAdd(NameOf(instrument, kind), _ => new Family(kind, instrument.Description, instrument.IsObservable, adds, bounds));
    }

    private static double[] Bounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        { Unit: "s" } => Seconds,
        { Unit: "ms" } => [.. Seconds.Select(bound => bound * 1000)],
        _ => [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000, 1_000_000],
    };

    private static string NameOf(Instrument instrument, Kind kind)
    {
        var unit = instrument.Unit switch
        {
            "s" => "_seconds",
            "ms" => "_milliseconds",
            "By" => "_bytes",
            "1" when kind is Kind.Gauge => "_ratio",
            _ => "",
        };
        var name = Clean(instrument.Name);
        if (!name.EndsWith(unit, StringComparison.Ordinal))
            name += unit;
        return kind is Kind.Counter && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Clean(string name)
    {
        var clean = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        return char.IsAsciiDigit(clean[0]) ? "_" + clean : clean;
    }

    private void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        // On the path of every request, several times: what can be kept between two calls is kept
        var family = (Family)state!;
        var text = labelText ??= new StringBuilder();
        text.Clear();
        family.LayoutOf(tags).Write(tags, text);
        Span<char> labels = text.Length <= 512 ? stackalloc char[text.Length] : new char[text.Length];
        text.CopyTo(0, labels, text.Length);
        if (!family.SeriesByLabels.TryGetValue(labels, out var series))
            series = family.Series.GetOrAdd(family.Series.Count < maxSeries ? labels.ToString() : Overflow, _ => new Series(family.Bounds.Length));
        series.Record(value, family);
    }

    private static void WriteEscaped(object value, StringBuilder text)
    {
        // The number of an answer or a port
        if (value is int number)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number}");
            return;
        }

        var given = value switch
        {
            string words => words,
            bool flag => flag ? "true" : "false",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
        if (given.Length > LongestLabel)
            given = given[..LongestLabel];
        if (given.AsSpan().IndexOfAny('\\', '"', '\n') < 0)
            text.Append(given);
        else
            text.Append(given.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
    }

    private sealed class Family(Kind kind, string? description, bool observed, bool adds, double[] bounds)
    {
        private const int MostLayouts = 16;

        private volatile LabelLayout[] layouts = [];

        public ConcurrentDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);

        public ConcurrentDictionary<string, Series>.AlternateLookup<ReadOnlySpan<char>> SeriesByLabels => Series.GetAlternateLookup<ReadOnlySpan<char>>();

        public bool IsObserved => observed;

        public bool Adds => adds;

        public double[] Bounds => bounds;

        /// <summary>An instrument has few layouts: the tags of success, and those of failure.</summary>
        public LabelLayout LayoutOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var known = layouts;
            foreach (var layout in known)
            {
                if (layout.Fits(tags))
                    return layout;
            }

            var added = new LabelLayout(tags);
            if (known.Length < MostLayouts)
                layouts = [.. known, added];
            return added;
        }

        public void Render(string name, StringBuilder text)
        {
            if (Series.IsEmpty)
                return;
            var help = (description ?? name).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);
            text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n');
            text.Append("# TYPE ").Append(name).Append(' ').Append(kind switch { Kind.Counter => "counter", Kind.Gauge => "gauge", _ => "histogram" }).Append('\n');
            foreach (var (labels, series) in Series.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            {
                var (sum, counts) = series.Read();
                if (kind is not Kind.Histogram)
                {
                    Line(text, name, labels, sum);
                    continue;
                }

                var comma = labels.Length > 0 ? "," : "";
                long below = 0;
                for (var bucket = 0; bucket < counts.Length; bucket++)
                {
                    below += counts[bucket];
                    var bound = bucket < bounds.Length ? Number(bounds[bucket]) : "+Inf";
                    Line(text, name + "_bucket", $"{labels}{comma}le=\"{bound}\"", below);
                }

                Line(text, name + "_sum", labels, sum);
                Line(text, name + "_count", labels, below);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value)
        {
            text.Append(name);
            if (labels.Length > 0)
                text.Append('{').Append(labels).Append('}');
            text.Append(' ').Append(Number(value)).Append('\n');
        }

        private static string Number(double value) =>
            double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
    }

    /// <summary>Which of an instrument's tags are labels, under which names and in which order.</summary>
    private sealed class LabelLayout
    {
        private readonly string[] given;
        private readonly (int At, string Name)[] shown;

        public LabelLayout(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            given = new string[tags.Length];
            for (var at = 0; at < tags.Length; at++)
                given[at] = tags[at].Key;
            // The last of two tags with one name counts
            shown =
            [
                .. given.Index().Where(tag => !Withheld.Contains(tag.Item)).GroupBy(tag => Clean(tag.Item), StringComparer.Ordinal)
                    .Select(tags => (tags.Last().Index, tags.Key)).OrderBy(tag => tag.Key, StringComparer.Ordinal),
            ];
        }

        // Names of tags are constants of the code that measures
        public bool Fits(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            if (tags.Length != given.Length)
                return false;
            for (var at = 0; at < given.Length; at++)
            {
                if (!ReferenceEquals(tags[at].Key, given[at]) && tags[at].Key != given[at])
                    return false;
            }

            return true;
        }

        public void Write(ReadOnlySpan<KeyValuePair<string, object?>> tags, StringBuilder text)
        {
            foreach (var (at, name) in shown)
            {
                if (tags[at].Value is not { } value)
                    continue;
                if (text.Length > 0)
                    text.Append(',');
                text.Append(name).Append("=\"");
                WriteEscaped(value, text);
                text.Append('"');
            }
        }
    }

    private sealed class Series(int bounds)
    {
        private readonly Lock gate = new();
        private readonly long[] counts = new long[bounds + 1];
        private double sum;

        public void Record(double value, Family family)
        {
            lock (gate)
            {
                sum = family.Adds ? sum + value : value;
                var bucket = 0;
                while (bucket < family.Bounds.Length && !(value <= family.Bounds[bucket]))
                    bucket++;
                counts[bucket]++;
            }
        }

        public (double Sum, long[] Counts) Read()
        {
            lock (gate)
                return (sum, [.. counts]);
        }
    }
}
