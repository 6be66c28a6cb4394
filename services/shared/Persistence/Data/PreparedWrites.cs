using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Lets EF write to SQLite with statements that are prepared once for each connection and shape of row. On its own EF writes the SQL of
/// each row anew, and SQLite parses it anew, which is most of what a commit costs. Rows that the database completes (generated values, JSON
/// columns) go EF's usual way.
/// </summary>
internal sealed class PreparedWrites(ModificationCommandBatchFactoryDependencies dependencies) : IModificationCommandBatchFactory
{
    private static readonly ConditionalWeakTable<DbConnection, StatementsOfConnection> Statements = [];

    public ModificationCommandBatch Create() => new Batch(dependencies);

    private static bool IsPlain(IReadOnlyModificationCommand command)
    {
        if (command.StoreStoredProcedure is not null
            || command.EntityState is not (EntityState.Added or EntityState.Modified or EntityState.Deleted))
            return false;
        foreach (var column in command.ColumnModifications)
        {
            if (column.IsRead || column.JsonPath is not null || column.TypeMapping is null
                || (column.IsCondition && ConditionValue(column) is null))
                return false;
        }

        return true;
    }

    // The value the row was found with; a key never changes
    private static object? ConditionValue(IColumnModification column) => column.UseOriginalValue ? column.OriginalValue : column.Value;

    private sealed class Batch(ModificationCommandBatchFactoryDependencies dependencies) : ModificationCommandBatch
    {
        private readonly List<IReadOnlyModificationCommand> _commands = [];
        private SingularModificationCommandBatch? _usual;
        private bool _moreExpected;

        public override IReadOnlyList<IReadOnlyModificationCommand> ModificationCommands => _usual?.ModificationCommands ?? _commands;

        public override bool RequiresTransaction => _usual?.RequiresTransaction ?? _commands.Count > 1;

        public override bool AreMoreBatchesExpected => _moreExpected;

        public override bool TryAddCommand(IReadOnlyModificationCommand modificationCommand)
        {
            if (_usual is not null)
                return false;
            if (IsPlain(modificationCommand))
            {
                _commands.Add(modificationCommand);
                return true;
            }

            if (_commands.Count > 0)
                return false;
            _usual = new SingularModificationCommandBatch(dependencies);
            return _usual.TryAddCommand(modificationCommand);
        }

        public override void Complete(bool moreBatchesExpected)
        {
            _moreExpected = moreBatchesExpected;
            _usual?.Complete(moreBatchesExpected);
        }

        public override void Execute(IRelationalConnection connection)
        {
            if (_usual is not null)
            {
                _usual.Execute(connection);
                return;
            }

            var statements = Statements.GetValue(connection.DbConnection, opened => new StatementsOfConnection(opened));
            foreach (var command in _commands)
                Execute(command, connection, statements);
        }

        // SQLite knows no other way than to wait on the thread
        public override Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken = default)
        {
            if (_usual is not null)
                return _usual.ExecuteAsync(connection, cancellationToken);
            Execute(connection);
            return Task.CompletedTask;
        }

        private void Execute(IReadOnlyModificationCommand row, IRelationalConnection connection, StatementsOfConnection statements)
        {
            int written;
            try
            {
                var command = statements.Get(row, connection.DbConnection, dependencies.SqlGenerationHelper);
                command.Transaction = connection.CurrentTransaction?.GetDbTransaction();
                Bind(command, row);
                written = command.ExecuteNonQuery();
            }
            catch (DbException exception)
            {
                throw new DbUpdateException(RelationalStrings.UpdateStoreException, exception, row.Entries);
            }

            if (written != 1)
                throw new DbUpdateConcurrencyException(RelationalStrings.UpdateConcurrencyException(1, written), row.Entries);
        }

        private static void Bind(DbCommand command, IReadOnlyModificationCommand row)
        {
            var at = 0;
            foreach (var column in row.ColumnModifications)
            {
                if (column.IsWrite)
                    command.Parameters[at++].Value = ToProvider(column, column.Value);
            }

            foreach (var column in row.ColumnModifications)
            {
                if (column.IsCondition)
                    command.Parameters[at++].Value = ToProvider(column, ConditionValue(column));
            }
        }

        private static object ToProvider(IColumnModification column, object? value) =>
            (column.TypeMapping!.Converter is { } converter ? converter.ConvertToProvider(value) : value) ?? DBNull.Value;
    }

    /// <summary>
    /// The statements that one connection has prepared, found by what they write. They end when it is closed: opened again it may be another
    /// connection of the pool, and a command that SQLite's provider disposed of at the first closing is not disposed of at the second.
    /// </summary>
    private sealed class StatementsOfConnection
    {
        private readonly Dictionary<(string Table, EntityState State), List<Statement>> _statements = [];

        public StatementsOfConnection(DbConnection connection) => connection.StateChange += (_, change) =>
        {
            if (change.CurrentState is ConnectionState.Closed)
                _statements.Clear();
        };

        public DbCommand Get(IReadOnlyModificationCommand row, DbConnection connection, ISqlGenerationHelper sql)
        {
            if (!_statements.TryGetValue((row.TableName, row.EntityState), out var shapes))
                _statements[(row.TableName, row.EntityState)] = shapes = [];
            foreach (var shape in shapes)
            {
                if (shape.Fits(row.ColumnModifications))
                    return shape.Command;
            }

            var statement = new Statement(row, connection, sql);
            shapes.Add(statement);
            return statement.Command;
        }
    }

    private sealed class Statement
    {
        private readonly (string Name, bool IsWrite, bool IsCondition)[] _columns;

        public Statement(IReadOnlyModificationCommand row, DbConnection connection, ISqlGenerationHelper sql)
        {
            _columns = [.. row.ColumnModifications.Select(column => (column.ColumnName, column.IsWrite, column.IsCondition))];
            Command = connection.CreateCommand();
            var written = _columns.Where(column => column.IsWrite).Select(column => sql.DelimitIdentifier(column.Name)).ToList();
            var condition = _columns.Where(column => column.IsCondition).Select(column => sql.DelimitIdentifier(column.Name)).ToList();
            var text = new StringBuilder();
            var table = sql.DelimitIdentifier(row.TableName, row.Schema);
            switch (row.EntityState)
            {
                case EntityState.Added:
                    var values = written.Select((_, at) => $"@p{at}");
                    text.Append(
                        CultureInfo.InvariantCulture,
                        $"INSERT INTO {table} ({string.Join(", ", written)}) VALUES ({string.Join(", ", values)})");
                    break;
                case EntityState.Modified:
                    var changes = written.Select((column, at) => $"{column} = @p{at}");
                    text.Append(CultureInfo.InvariantCulture, $"UPDATE {table} SET {string.Join(", ", changes)}");
                    break;
                default:
                    text.Append(CultureInfo.InvariantCulture, $"DELETE FROM {table}");
                    break;
            }

            if (condition.Count > 0)
                text.Append(" WHERE ").AppendJoin(" AND ", condition.Select((column, at) => $"{column} = @p{written.Count + at}"));
            Command.CommandText = text.ToString();
            for (var at = 0; at < written.Count + condition.Count; at++)
            {
                var parameter = Command.CreateParameter();
                parameter.ParameterName = $"@p{at}";
                Command.Parameters.Add(parameter);
            }
        }

        public DbCommand Command { get; }

        public bool Fits(IReadOnlyList<IColumnModification> columns)
        {
            if (columns.Count != _columns.Length)
                return false;
            for (var at = 0; at < _columns.Length; at++)
            {
                var column = columns[at];
                var (name, isWrite, isCondition) = _columns[at];
                if (column.IsWrite != isWrite || column.IsCondition != isCondition || column.ColumnName != name)
                    return false;
            }

            return true;
        }
    }
}
