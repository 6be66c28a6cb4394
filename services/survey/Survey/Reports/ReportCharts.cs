using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>
/// Charts as inline SVG: they print sharp, need no script and are read out by their titles. What a colour says also stands there as a
/// number or a sign.
/// </summary>
internal static class ReportCharts
{
    private const string Blue = "#1657c4", Pale = "#b9cdec", Red = "#a8201a", Grid = "#d5dbe3";
    private const int Width = 900;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="Share">0 to 1.</param>
    /// <param name="Marked">It stands out.</param>
    internal sealed record Bar(string Name, double Share, double? Before, string Label, bool Marked);

    internal sealed record ShareBar(string Name, Estimate Share);

    public static void Bars(StringBuilder html, IReadOnlyList<Bar> bars, string now, string before, string title)
    {
        const int row = 34, left = 250, right = 130, top = 26;
        var largest = Math.Max(0.01, bars.Select(bar => Math.Max(bar.Share, bar.Before ?? 0)).DefaultIfEmpty(0).Max());
        Open(html, top + (bars.Count * row) + 6, title);
        Rect(html, left, 4, 12, 12, Blue);
        Words(html, left + 18, 15, now, "start");
        Rect(html, left + 130, 4, 12, 12, Pale);
        Words(html, left + 148, 15, before, "start");
        for (var at = 0; at < bars.Count; at++)
        {
            var (bar, y) = (bars[at], top + (at * row));
            Words(html, left - 8, y + 18, Cut(bar.Name, 36), "end");
            Rect(html, left, y + 4, Length(bar.Share), 14, bar.Marked ? Red : Blue);
            if (bar.Before is { } earlier)
                Rect(html, left, y + 20, Length(earlier), 6, Pale);
            Words(html, left + Length(bar.Share) + 6, y + 16, bar.Label, "start");
        }

        html.Append("</svg>");

        double Length(double share) => share / largest * (Width - left - right);
    }

    public static void Course(StringBuilder html, IReadOnlyList<ReportTrendMonth> months, string title)
    {
        const int left = 50, right = 50, top = 20, height = 200, bottom = 30;
        var most = Math.Max(1, months.Max(month => month.Received));
        var step = (Width - left - right) / (double)months.Count;
        Open(html, top + height + bottom, title);
        for (var line = 0; line <= 4; line++)
        {
            var y = top + height - (line * height / 4.0);
            html.Append(CultureInfo.InvariantCulture, $"<line x1=\"{left}\" y1=\"{y:0.#}\" x2=\"{Width - right}\" y2=\"{y:0.#}\" stroke=\"{Grid}\"/>");
            Words(html, left - 6, y + 4, Math.Round(most * line / 4.0).ToString("0", CultureInfo.InvariantCulture), "end", muted: true);
            Words(html, Width - right + 6, y + 4, $"{line * 25} %", "start", muted: true);
        }

        var points = new List<string>();
        for (var at = 0; at < months.Count; at++)
        {
            var month = months[at];
            var (x, tall) = (left + (at * step), month.Received * height / (double)most);
            Rect(html, x + (step * 0.18), top + height - tall, step * 0.64, tall, at == months.Count - 1 ? Blue : Pale);
            if (month.Received > 0)
                Words(html, x + (step / 2), top + height - 8, month.Received.ToString(CultureInfo.InvariantCulture), "middle", muted: at < months.Count - 1, white: at == months.Count - 1);
            Words(html, x + (step / 2), top + height + 18, month.Month, "middle", muted: true);
            if (month.Csat is { Value: { } csat, Low: { } low, High: { } high })
            {
                html.Append(CultureInfo.InvariantCulture,
                    $"<line x1=\"{x + (step / 2):0.#}\" y1=\"{Y(low):0.#}\" x2=\"{x + (step / 2):0.#}\" y2=\"{Y(high):0.#}\" stroke=\"{Red}\" stroke-opacity=\".6\"/>");
                html.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x + (step / 2):0.#}\" cy=\"{Y(csat):0.#}\" r=\"3.5\" fill=\"{Red}\"/>");
                points.Add(string.Create(CultureInfo.InvariantCulture, $"{x + (step / 2):0.#},{Y(csat):0.#}"));
            }
        }

        html.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{string.Join(' ', points)}\" fill=\"none\" stroke=\"{Red}\" stroke-width=\"2\"/></svg>");

        double Y(double share) => top + height - (share * height);
    }

    public static void HeatMap(StringBuilder html, IReadOnlyList<IReadOnlyList<long>> cells, IReadOnlyList<string> rows, string title)
    {
        const int left = 54, top = 22, tall = 26;
        var most = cells.Max(row => row.Max());
        var wide = (Width - left) / 24.0;
        Open(html, top + (rows.Count * tall) + 4, title);
        for (var hour = 0; hour < 24; hour++)
            Words(html, left + (hour * wide) + (wide / 2), 14, hour.ToString("D2", CultureInfo.InvariantCulture), "middle", muted: true);
        for (var row = 0; row < cells.Count; row++)
        {
            Words(html, left - 8, top + (row * tall) + 18, rows[row], "end");
            for (var hour = 0; hour < 24; hour++)
            {
                var count = cells[row][hour];
                var (x, y, part) = (left + (hour * wide), top + (row * tall), most == 0 ? 0 : count / (double)most);
                Rect(html, x + 1, y + 1, wide - 2, tall - 2, count == 0 ? "#f3f5f8" : Shade(part));
                if (count > 0)
                {
                    html.Append(CultureInfo.InvariantCulture,
                        $"<text x=\"{x + (wide / 2):0.#}\" y=\"{y + 17}\" text-anchor=\"middle\"{(part > 0.55 ? " class=\"w\"" : "")}>{count}</text>");
                }
            }
        }

        html.Append("</svg>");
    }

    public static void Shares(StringBuilder html, IReadOnlyList<ShareBar> bars, string title)
    {
        const int row = 28, left = 250, right = 190;
        Open(html, (bars.Count * row) + 6, title);
        for (var at = 0; at < bars.Count; at++)
        {
            var (bar, y) = (bars[at], at * row);
            Words(html, left - 8, y + 18, Cut(bar.Name, 36), "end");
            Rect(html, left, y + 6, Width - left - right, 16, "#f3f5f8");
            if (bar.Share is { Value: { } value, Low: { } low, High: { } high })
            {
                Rect(html, left, y + 6, X(value), 16, Pale);
                html.Append(CultureInfo.InvariantCulture,
                    $"<line x1=\"{left + X(low):0.#}\" y1=\"{y + 14}\" x2=\"{left + X(high):0.#}\" y2=\"{y + 14}\" stroke=\"{Blue}\" stroke-width=\"2\"/>");
                Words(html, Width - right + 8, y + 18, string.Create(CultureInfo.InvariantCulture,
                    $"{ReportDecisions.Percent(value)} ({100 * low:0}–{100 * high:0}) n={bar.Share.Count}"), "start");
            }
            else
            {
                Words(html, Width - right + 8, y + 18, "n=0", "start", muted: true);
            }
        }

        html.Append("</svg>");

        double X(double share) => share * (Width - left - right);
    }

    private static void Open(StringBuilder html, int height, string title) => html.Append(CultureInfo.InvariantCulture,
        $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>");

    private static void Rect(StringBuilder html, double x, double y, double width, double height, string fill) => html.Append(
        CultureInfo.InvariantCulture, $"<rect x=\"{x:0.#}\" y=\"{y:0.#}\" width=\"{Math.Max(0, width):0.#}\" height=\"{Math.Max(0, height):0.#}\" fill=\"{fill}\"/>");

    private static void Words(StringBuilder html, double x, double y, string text, string anchor, bool muted = false, bool white = false) => html.Append(
        CultureInfo.InvariantCulture,
        $"<text x=\"{x:0.#}\" y=\"{y:0.#}\" text-anchor=\"{anchor}\"{(muted ? " class=\"m\"" : white ? " class=\"w\"" : "")}>{Encoder.Encode(text)}</text>");

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";

    // From pale to full blue
    private static string Shade(double part) => string.Create(CultureInfo.InvariantCulture,
        $"rgb({(int)(225 - (203 * part))},{(int)(235 - (148 * part))},{(int)(250 - (54 * part))})");
}
