using System.Text.RegularExpressions;

namespace ComplaintPlatform.Intake;

/// <summary>Cells of the files that we write.</summary>
internal static partial class CsvCells
{
    /// <summary>A spreadsheet runs a cell that starts like a formula; a negative number is none.</summary>
    public static string AsText(string? cell) =>
        cell is not null && cell.AsSpan().IndexOfAny("=+-@\t\r") == 0 && !NegativeNumber().IsMatch(cell) ? "'" + cell : cell ?? "";

    [GeneratedRegex(@"^-[0-9]+(\.[0-9]+)?(E-[0-9]+)?\z", RegexOptions.NonBacktracking)]
    private static partial Regex NegativeNumber();
}
