using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// Writes new rows to SQLite as EF's model maps them, without the change tracker: no snapshots, no comparing, no sorting, and one prepared statement
/// for each table of the connection. Most rows of a complaint are only ever added (events, timelines, inboxes, answers), and following them cost more
/// than writing them.
/// </summary>
internal sealed class AppendedRows(SqliteConnection connection) : IDisposable
{
    private static readonly ConcurrentDictionary<IEntityType, RowShape> Shapes = new();

    private readonly Dictionary<Type, (RowShape Shape, InsertStatement Statement)> _statements = [];

    /// <summary>Writes the rows in the given order, inside the connection's transaction.</summary>
    /// <exception cref="DbUpdateException">The database refused a row.</exception>
    public void Write(ServiceDbContext context, IReadOnlyList<object> rows)
    {
        foreach (var row in rows)
        {
            if (!_statements.TryGetValue(row.GetType(), out var insert))
                _statements[row.GetType()] = insert = Prepare(context, row.GetType());
            try
            {
                insert.Shape.Bind(insert.Statement, row);
                insert.Statement.Execute();
            }
            catch (SqliteException exception)
            {
                throw new DbUpdateException($"A row of {insert.Shape.Table} could not be written.", exception);
            }
        }
    }

    public void Dispose()
    {
        foreach (var (_, statement) in _statements.Values)
            statement.Dispose();
    }

    private (RowShape Shape, InsertStatement Statement) Prepare(ServiceDbContext context, Type type)
    {
        var entity = context.Model.FindEntityType(type) ?? throw new InvalidOperationException($"{type} is no entity of {context.GetType()}.");
        var shape = Shapes.GetOrAdd(entity, static (entity, sql) => new RowShape(entity, sql), context.GetService<ISqlGenerationHelper>());
        return (shape, new InsertStatement(connection, shape.Sql));
    }
}
