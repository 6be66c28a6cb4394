using System.Globalization;
using System.Text;
using ComplaintPlatform.Kernel.Statistics;
using ComplaintPlatform.Survey.Satisfaction;

namespace ComplaintPlatform.Survey.Reports;

/// <summary>The report as one table, a figure a line: what a spreadsheet can sort, filter and draw.</summary>
internal static class MonthlyReportCsv
{
    private static readonly string[] Head = ["month", "section", "key", "name", "measure", "value", "count", "low", "high"];

    public static byte[] Write(MonthlyReportResponse report)
    {
        var csv = new StringBuilder();
        Append(csv, Head);
        foreach (var row in Rows(report))
            Append(csv, [report.Month, .. row]);
        // The mark at the start is how spreadsheets tell UTF-8 from the machine's own code page
        return [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(csv.ToString())];
    }

    private static IEnumerable<string[]> Rows(MonthlyReportResponse report)
    {
        var numbers = report.Numbers;
        foreach (var (measure, value) in new[]
        {
            ("received", numbers.Received), ("received_month_before", numbers.Before), ("open", numbers.Open), ("withdrawn", numbers.Withdrawn),
            ("duplicates", numbers.Duplicates),
        })
            yield return Plain("numbers", "", "", measure, value);
        yield return Of("numbers", "", "", "reopened", numbers.Reopened);
        yield return Of("numbers", "", "", "first_response_in_time", numbers.FirstResponseInTime);
        yield return Of("numbers", "", "", "resolved_in_time", numbers.ResolvedInTime);
        foreach (var line in Times("numbers", "", "", numbers.FirstResponseTime, numbers.ResolutionTime))
            yield return line;
        if (numbers.PerThousandOrders is { PerThousand: not null } rate)
            yield return ["numbers", "", "", "per_thousand_orders", Text(rate.PerThousand), Text(rate.Exposure), Text(rate.Low), Text(rate.High)];
        foreach (var money in numbers.Granted)
            yield return ["numbers", money.Currency, "", "granted", money.AmountText, "", "", ""];

        foreach (var (measure, estimate) in new[]
        {
            ("average_score", report.Satisfaction.AverageScore), ("csat", report.Satisfaction.Csat), ("solved_rate", report.Satisfaction.SolvedRate),
            ("nps", report.Satisfaction.Nps), ("response_rate", report.Satisfaction.ResponseRate),
            ("comment_rating", report.Satisfaction.Comments.AverageRating),
        })
            yield return Of("satisfaction", "", "", measure, estimate);
        foreach (var category in report.Categories)
        {
            yield return Plain("categories", category.Code, category.Name, "received", category.Count);
            yield return Plain("categories", category.Code, category.Name, "received_month_before", category.Before);
            yield return Of("categories", category.Code, category.Name, "share", category.Share);
            yield return Of("categories", category.Code, category.Name, "csat", category.Csat);
            foreach (var line in Times("categories", category.Code, category.Name, category.FirstResponseTime, category.ResolutionTime))
                yield return line;
        }

        foreach (var month in report.Trend)
        {
            yield return Plain("trend", month.Month, "", "received", month.Received);
            yield return Of("trend", month.Month, "", "csat", month.Csat);
        }

        foreach (var day in report.Days)
            yield return Plain("days", day.Day, "", "received", day.Count);
        for (var weekday = 0; weekday < report.Peaks.Cells.Count; weekday++)
        {
            for (var hour = 0; hour < report.Peaks.Cells[weekday].Count; hour++)
                yield return Plain("peaks", $"{weekday + 1} {hour:D2}:00", "", "received", report.Peaks.Cells[weekday][hour]);
        }

        foreach (var row in report.Deadlines)
        {
            yield return Of("deadlines", row.Urgency, row.Name, "first_response_in_time", row.FirstResponseInTime);
            yield return Of("deadlines", row.Urgency, row.Name, "resolved_in_time", row.ResolvedInTime);
            foreach (var line in Times("deadlines", row.Urgency, row.Name, row.FirstResponseTime, row.ResolutionTime))
                yield return line;
        }

        foreach (var agent in report.Agents)
        {
            yield return Of("agents", agent.AgentId.ToString(), agent.Name, "average_score", agent.AverageScore);
            yield return Of("agents", agent.AgentId.ToString(), agent.Name, "csat", agent.Csat);
            yield return Of("agents", agent.AgentId.ToString(), agent.Name, "solved_rate", agent.SolvedRate);
        }

        foreach (var theme in report.Suggestions)
            yield return Of("suggestions", theme.Id ?? "", theme.Name, "share", theme.Share);
        foreach (var spot in report.HotSpots)
            yield return ["hot_spots", $"{spot.Week} {spot.Dimension}", spot.Value, spot.Term, Text(spot.Share), Text(spot.Count), "", ""];
        foreach (var action in report.CorrectiveActions)
        {
            yield return
            [
                "corrective_actions", action.Id.ToString(), action.Title, $"effect ({action.State})", Text(action.Effect), "", Text(action.Low),
                Text(action.High),
            ];
        }
    }

    private static IEnumerable<string[]> Times(
        string section, string key, string name, DurationFigure firstResponse, DurationFigure resolution)
    {
        foreach (var (measure, figure) in new[] { ("first_response_seconds", firstResponse), ("resolution_seconds", resolution) })
        {
            yield return [section, key, name, measure + "_median", Text(figure.MedianSeconds), Text(figure.Count), "", ""];
            yield return [section, key, name, measure + "_p90", Text(figure.P90Seconds), Text(figure.Count), "", ""];
        }
    }

    private static string[] Plain(string section, string key, string name, string measure, long value) =>
        [section, key, name, measure, Text(value), "", "", ""];

    private static string[] Of(string section, string key, string name, string measure, Estimate estimate) =>
        [section, key, name, measure, Text(estimate.Value), Text(estimate.Count), Text(estimate.Low), Text(estimate.High)];

    private static string Text(double? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static void Append(StringBuilder csv, IEnumerable<string> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    // A spreadsheet runs a cell that starts like a formula; a negative number is none
    private static string Cell(string text)
    {
        if (text.AsSpan().IndexOfAny("=+-@\t\r") == 0 && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text = "'" + text;
        return text.AsSpan().IndexOfAny("\",\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
