using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>How the report's page is written: texts in one language, everything encoded, figures with what they stand on.</summary>
internal sealed class ReportMarkup(Language language)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="Head">In both languages.</param>
    /// <param name="IsFigure">Set to the right.</param>
    internal sealed record Column(string Head, bool IsFigure = true);

    public StringBuilder Html { get; } = new();

    public Language Language => language;

    public string Text(string both) => Encoder.Encode(Texts.Pick(both.ReplaceLineEndings(" "), language).Trim());

    public static string Encode(string text) => Encoder.Encode(text);

    public void Section(string title, string? hint, Action body)
    {
        Html.Append("<section><h2>").Append(Text(title)).Append("</h2>");
        if (hint is not null)
            Html.Append("<p class=\"small muted\">").Append(Text(hint)).Append("</p>");
        body();
        Html.Append("</section>");
    }

    /// <summary>What is wider than a phone is moved sideways, also by the keyboard.</summary>
    public void Wide(string name, Action body)
    {
        Html.Append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Append(Text(name)).Append("\">");
        body();
        Html.Append("</div>");
    }

    /// <param name="name">What it is of, for those who hear it.</param>
    /// <param name="rows">Cells are markup already; the first names the row.</param>
    public void Table(string name, IReadOnlyList<Column> columns, IEnumerable<string[]> rows) => Wide(name, () =>
    {
        Html.Append("<table><thead><tr>");
        foreach (var column in columns)
            Html.Append(column.IsFigure ? "<th scope=\"col\" class=\"n\">" : "<th scope=\"col\">").Append(Text(column.Head)).Append("</th>");
        Html.Append("</tr></thead><tbody>");
        foreach (var row in rows)
        {
            Html.Append("<tr><th scope=\"row\">").Append(row[0]).Append("</th>");
            for (var at = 1; at < row.Length; at++)
                Html.Append(columns[at].IsFigure ? "<td class=\"n\">" : "<td>").Append(row[at]).Append("</td>");
            Html.Append("</tr>");
        }

        Html.Append("</tbody></table>");
    });

    public void Tile(string label, string value, string more, string mood = "") => Html.Append(CultureInfo.InvariantCulture,
        $"<div class=\"tile{mood}\"><span class=\"muted small\">{Text(label)}</span><b>{value}</b><span class=\"muted small\">{more}</span></div>");

    // Above or below the goal only where the whole interval is
    public void Goal(string label, Estimate share, int goalPercent, bool few)
    {
        var (goal, mood) = (goalPercent / 100.0, "");
        if (!few && share.High < goal)
            mood = " bad";
        else if (!few && share.Low >= goal)
            mood = " good";
        var sign = mood switch { " bad" => " ✗", " good" => " ✓", _ => "" };
        Tile(label, ReportDecisions.Percent(share.Value) + Mark(few) + sign, $"{Interval(share)} · {Text("goal | 目标")} {goalPercent} %", mood);
    }

    /// <summary>In the unit that a reader would say it in.</summary>
    public string Duration(int? seconds) => seconds switch
    {
        null => "–",
        < 60 => $"{seconds} {Text("s | 秒")}",
        < 5_400 => Said(seconds.Value / 60.0, "min | 分钟"),
        < 172_800 => Said(seconds.Value / 3_600.0, "h | 小时"),
        _ => Said(seconds.Value / 86_400.0, "days | 天"),
    };

    public static string Arrow(Comparison change) =>
        change is { Significant: true, Difference: { } difference } ? difference > 0 ? " ▲" : " ▼" : "";

    public static string Mark(bool few) => few ? " ○" : "";

    public static string Number(double? value) => value?.ToString("0.###", CultureInfo.InvariantCulture) ?? "–";

    public static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Interval(Estimate estimate, bool withCount = true, bool score = false)
    {
        if (estimate.Count == 0)
            return "<span class=\"muted small\">n=0</span>";
        var format = score ? "0.00" : "0";
        var factor = score ? 1 : 100;
        var interval = string.Create(CultureInfo.InvariantCulture,
            $"({(factor * estimate.Low!.Value).ToString(format, CultureInfo.InvariantCulture)}–{(factor * estimate.High!.Value).ToString(format, CultureInfo.InvariantCulture)})");
        return $"<span class=\"muted small\">{interval}{(withCount ? $" n={estimate.Count}" : "")}</span>";
    }

    private string Said(double value, string unit) => $"{value.ToString(value < 10 ? "0.#" : "0", CultureInfo.InvariantCulture)} {Text(unit)}";
}
