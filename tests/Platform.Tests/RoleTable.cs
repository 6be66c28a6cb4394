using System.Text;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>The table of <c>docs/roles.md</c>: one row for each operation, one column for each kind of caller. It is the truth.</summary>
internal sealed class RoleTable
{
    public static readonly IReadOnlyList<string> Callers = [Roles.Anonymous, Roles.Storefront, .. Roles.Staff];

    private const string RowStart = "| `";
    private const string Base = "/api/v1";

    private readonly Dictionary<string, HashSet<string>> _rows;

    private RoleTable(Dictionary<string, HashSet<string>> rows) => _rows = rows;

    public IReadOnlyCollection<string> Operations => _rows.Keys;

    public static string File => Path.Combine(HostProcess.RepositoryRoot(), "docs", "roles.md");

    public static string NameOf(string verb, string path) =>
        $"{verb.ToUpperInvariant()} {(path.StartsWith(Base, StringComparison.Ordinal) ? path[Base.Length..] : path)}";

    public bool Allows(string operation, string caller) => _rows[operation].Contains(caller);

    public IReadOnlySet<string> AllowedIn(string operation) => _rows[operation];

    /// <summary>With what the document says of operations that have no row yet.</summary>
    public RoleTable With(IEnumerable<(string Operation, IReadOnlyList<string> Roles)> documented)
    {
        var rows = documented.ToDictionary(one => one.Operation, one => one.Roles.ToHashSet());
        foreach (var (operation, allowed) in _rows)
            rows[operation] = allowed;
        return new RoleTable(rows);
    }

    public static RoleTable Read() => new(System.IO.File.ReadLines(File)
        .Where(line => line.StartsWith(RowStart, StringComparison.Ordinal))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1])
        .ToDictionary(
            cells => cells[0].Trim('`'),
            cells => Callers.Where((_, column) => cells[column + 1] == "yes").ToHashSet()));

    /// <summary>Adds rows for the operations that have none, as the document says; rows that stand there are left as they are.</summary>
    public static void Complete(IEnumerable<(string Operation, IReadOnlyList<string> Roles)> documented)
    {
        var text = System.IO.File.ReadAllText(File);
        var head = text[..text.IndexOf("| Operation |", StringComparison.Ordinal)];
        var known = Read();
        var rows = documented.ToDictionary(one => one.Operation, one => one.Roles.ToHashSet());
        foreach (var operation in known.Operations.Where(rows.ContainsKey))
            rows[operation] = known._rows[operation];

        var table = new StringBuilder(head);
        table.Append("| Operation | ").AppendJoin(" | ", Callers).AppendLine(" |")
            .Append("|---|").AppendJoin("", Callers.Select(_ => "---|")).AppendLine();
        foreach (var (operation, roles) in rows.OrderBy(row => row.Key.Split(' ')[1], StringComparer.Ordinal)
            .ThenBy(row => row.Key, StringComparer.Ordinal))
            table.Append(RowStart).Append(operation).Append("` | ")
                .AppendJoin(" | ", Callers.Select(caller => roles.Contains(caller) ? "yes" : "")).AppendLine(" |");
        System.IO.File.WriteAllText(File, table.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>What the document of the API says about who may call.</summary>
    public static IReadOnlyList<string> DocumentedRoles(JsonElement operation) =>
        operation.TryGetProperty("x-roles", out var roles) ? [.. roles.EnumerateArray().Select(role => role.GetString()!)] : [];
}
