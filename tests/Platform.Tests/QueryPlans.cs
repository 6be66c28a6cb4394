using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>
/// Asks SQLite how it answers what Entity Framework asked it, as its log says, and names the statements that read a whole table, or all
/// that a storefront has in it.
/// </summary>
internal static partial class QueryPlans
{
    private const string Executed = "Executed DbCommand";
    private const string Indent = "      ";

    /// <summary>The statements in a console log, each once.</summary>
    public static IReadOnlyCollection<string> Statements(string log)
    {
        var (found, current) = (new HashSet<string>(), (StringBuilder?)null);
        foreach (var line in log.Split('\n'))
        {
            if (line.Contains(Executed, StringComparison.Ordinal))
            {
                current = new StringBuilder();
            }
            else if (current is not null && line.StartsWith(Indent, StringComparison.Ordinal))
            {
                current.AppendLine(line[Indent.Length..]);
            }
            else if (current is not null)
            {
                found.Add(current.ToString().Trim());
                current = null;
            }
        }

        return found;
    }

    /// <param name="small">Tables that do not grow with the complaints.</param>
    /// <returns>The table and the statement, for each that is read as a whole; and every statement that no database explains.</returns>
    public static IEnumerable<(string Table, string Statement)> ReadingWhole(
        string folder, IEnumerable<string> statements, IReadOnlySet<string> small)
    {
        var databases = Directory.GetFiles(folder, "*.db").Select(file =>
        {
            var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
            connection.Open();
            // What Entity Framework gives a connection for decimals; here they only have to be there
            connection.CreateFunction("ef_compare", (string? _, string? _) => 0);
            foreach (var aggregate in (string[])["ef_sum", "ef_avg", "ef_min", "ef_max"])
                connection.CreateAggregate(aggregate, "", (string sum, string? _) => sum);
            return connection;
        }).ToList();
        try
        {
            foreach (var statement in statements.Where(statement => Reading().IsMatch(statement)))
            {
                var tables = Aliases().Matches(statement).ToDictionaryOfLast();
                var plan = databases.Select(database => Plan(database, statement)).FirstOrDefault(plan => plan is not null);
                if (plan is null)
                {
                    yield return ("no plan", statement);
                    continue;
                }

                // A page in the order of an index ends where the page is full
                var isPage = statement.Contains("LIMIT", StringComparison.Ordinal)
                    && !plan.Exists(step => step.Contains("TEMP B-TREE FOR ORDER BY", StringComparison.Ordinal));
                foreach (var step in plan)
                {
                    if (WholeTable().Match(step) is { Success: true } match && !(isPage && match.Groups["index"].Success)
                        && tables.GetValueOrDefault(match.Groups["alias"].Value) is { } table && !small.Contains(table))
                        yield return (table, $"{statement}\n{string.Join('\n', plan)}");
                }
            }
        }
        finally
        {
            databases.ForEach(database => database.Dispose());
        }
    }

    // Null where the statement belongs to another database
    private static List<string>? Plan(SqliteConnection database, string statement)
    {
        using var command = database.CreateCommand();
        command.CommandText = $"EXPLAIN QUERY PLAN {statement}";
        foreach (var name in Parameters().Matches(statement).Select(match => match.Value).Distinct())
            command.Parameters.AddWithValue(name, DBNull.Value);
        try
        {
            var steps = new List<string>();
            using var rows = command.ExecuteReader();
            while (rows.Read())
                steps.Add(rows.GetString(3));
            return steps;
        }
        catch (SqliteException)
        {
            return null;
        }
    }

    private static Dictionary<string, string> ToDictionaryOfLast(this MatchCollection aliases)
    {
        var tables = new Dictionary<string, string>();
        foreach (Match alias in aliases)
            tables[alias.Groups["alias"].Success ? alias.Groups["alias"].Value : alias.Groups["table"].Value] = alias.Groups["table"].Value;
        return tables;
    }

    [GeneratedRegex(@"^\s*(SELECT|UPDATE|DELETE|WITH)\b")]
    private static partial Regex Reading();

    [GeneratedRegex("""(FROM|JOIN|UPDATE)\s+"(?<table>\w+)"(\s+AS\s+"(?<alias>\w+)")?""")]
    private static partial Regex Aliases();

    // "SCAN x", or a search by nothing but the storefront; VIRTUAL TABLE is the full text index
    [GeneratedRegex(@"^(SCAN (?<alias>\w+)(?! VIRTUAL)( USING (?<index>.*))?|SEARCH (?<alias>\w+) USING (?<index>.*)\(StorefrontId=\?\))$")]
    private static partial Regex WholeTable();

    [GeneratedRegex(@"[@$:][A-Za-z_]\w*")]
    private static partial Regex Parameters();
}
