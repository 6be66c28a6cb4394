using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// Writes new rows as EF's model maps them, without the change tracker: no snapshots, no comparing, no sorting, and one prepared statement for each
/// table and connection. Most rows of a complaint are only ever added (events, timelines, inboxes, answers), and following them cost more than
/// writing them.
/// </summary>
internal static class AppendedRows
{
    private static readonly ConcurrentDictionary<IEntityType, RowShape> Shapes = new();
    private static readonly ConditionalWeakTable<DbConnection, Dictionary<RowShape, DbCommand>> Statements = [];

    /// <summary>Writes the rows in the given order, inside the context's transaction. SQLite only.</summary>
    /// <exception cref="DbUpdateException">The database refused a row.</exception>
    public static void Write(ServiceDbContext context, IReadOnlyList<object> rows)
    {
        if (rows.Count == 0)
            return;
        var connection = context.Database.GetDbConnection();
        var transaction = context.Database.CurrentTransaction!.GetDbTransaction();
        var statements = Statements.GetOrCreateValue(connection);
        foreach (var row in rows)
        {
            var shape = ShapeOf(context, row.GetType());
            if (!statements.TryGetValue(shape, out var command))
                statements[shape] = command = shape.Prepare(connection);
            command.Transaction = transaction;
            try
            {
                shape.Bind(command, row);
                command.ExecuteNonQuery();
            }
            catch (DbException exception)
            {
                throw new DbUpdateException($"A row of {shape.Table} could not be written.", exception);
            }
        }
    }

    private static RowShape ShapeOf(ServiceDbContext context, Type type) =>
        context.Model.FindEntityType(type) is { } entity
            ? Shapes.GetOrAdd(entity, static (entity, sql) => new RowShape(entity, sql), context.GetService<ISqlGenerationHelper>())
            : throw new InvalidOperationException($"{type} is no entity of {context.GetType()}.");

    /// <summary>The columns of an entity, with those of what it owns in the same table.</summary>
    private sealed class RowShape
    {
        private readonly List<(string Column, Func<object, object?> Read)> _columns = [];
        private readonly string _sql;

        public RowShape(IEntityType entity, ISqlGenerationHelper sql)
        {
            Table = entity.GetTableName()!;
            var table = StoreObjectIdentifier.Table(Table, entity.GetSchema());
            AddColumns(entity, table, row => row);
            foreach (var owned in entity.GetNavigations().Where(navigation => navigation.ForeignKey.IsOwnership && !navigation.IsOnDependent))
            {
                if (owned.IsCollection || owned.TargetEntityType.GetTableName() != Table)
                    throw new NotSupportedException($"{entity.Name}.{owned.Name} has a table of its own: add the entity to its set.");
                var getter = owned.GetGetter();
                AddColumns(owned.TargetEntityType, table, row => getter.GetClrValue(row!));
            }

            var columns = _columns.Select(column => sql.DelimitIdentifier(column.Column));
            _sql = $"INSERT INTO {sql.DelimitIdentifier(Table, entity.GetSchema())} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", _columns.Select((_, at) => $"@p{at}"))})";
        }

        public string Table { get; }

        public DbCommand Prepare(DbConnection connection)
        {
            var command = connection.CreateCommand();
            command.CommandText = _sql;
            for (var at = 0; at < _columns.Count; at++)
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = $"@p{at}";
                command.Parameters.Add(parameter);
            }

            return command;
        }

        public void Bind(DbCommand command, object row)
        {
            for (var at = 0; at < _columns.Count; at++)
                command.Parameters[at].Value = _columns[at].Read(row) ?? DBNull.Value;
        }

        private void AddColumns(IEntityType entity, StoreObjectIdentifier table, Func<object?, object?> owner)
        {
            foreach (var property in entity.GetProperties())
            {
                // What is owned has its owner's key
                if (entity.IsOwned() && property.IsPrimaryKey())
                    continue;
                if (property.IsShadowProperty() || property.ValueGenerated is not ValueGenerated.Never)
                    throw new NotSupportedException($"{entity.Name}.{property.Name} has no value of its own: add the entity to its set.");
                _columns.Add((property.GetColumnName(table)!, Reader(property, owner)));
            }
        }

        private static Func<object, object?> Reader(IProperty property, Func<object?, object?> owner)
        {
            var getter = property.GetGetter();
            var converter = property.GetTypeMapping().Converter;
            return row =>
            {
                var value = owner(row) is { } holder ? getter.GetClrValue(holder) : null;
                return converter is null || (value is null && !converter.ConvertsNulls) ? value : converter.ConvertToProvider(value);
            };
        }
    }
}
