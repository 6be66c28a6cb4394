using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ComplaintPlatform.ServiceDefaults.Data;

/// <summary>
/// One INSERT, prepared once for its connection, whose values are bound by position. Below ADO.NET, which looks up each parameter by its name and
/// boxes each value: with that, handing the values over cost more than writing them. What is bound is what <see cref="SqliteParameter"/> binds.
/// </summary>
internal sealed class InsertStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private byte[] _utf8 = new byte[1024];

    /// <exception cref="SqliteException">The database knows no such table or column.</exception>
    public InsertStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <param name="column">From 1.</param>
    public void BindNull(int column) => Check(raw.sqlite3_bind_null(_statement, column));

    public void Bind(int column, string value)
    {
        // An empty span has no address, and SQLite would take that for NULL
        if (value.Length == 0)
        {
            Check(raw.sqlite3_bind_text(_statement, column, ""));
            return;
        }

        var atMost = Encoding.UTF8.GetMaxByteCount(value.Length);
        if (_utf8.Length < atMost)
            _utf8 = new byte[atMost];
        Check(raw.sqlite3_bind_text(_statement, column, _utf8.AsSpan(0, Encoding.UTF8.GetBytes(value, _utf8))));
    }

    public void Bind(int column, byte[] value) =>
        Check(value.Length == 0 ? raw.sqlite3_bind_zeroblob(_statement, column, 0) : raw.sqlite3_bind_blob(_statement, column, value));

    public void Bind(int column, Guid value)
    {
        Span<char> characters = stackalloc char[36];
        value.TryFormat(characters, out _);
        for (var at = 0; at < characters.Length; at++)
        {
            _utf8[at] = (byte)characters[at];
            if (_utf8[at] >= 'a')
                _utf8[at] -= 'a' - 'A';
        }

        Check(raw.sqlite3_bind_text(_statement, column, _utf8.AsSpan(0, characters.Length)));
    }

    public void Bind(int column, long value) => Check(raw.sqlite3_bind_int64(_statement, column, value));

    public void Bind(int column, int value) => Bind(column, (long)value);

    public void Bind(int column, bool value) => Bind(column, value ? 1L : 0L);

    /// <exception cref="InvalidOperationException">Not a number: SQLite would keep NULL.</exception>
    public void Bind(int column, double value)
    {
        if (double.IsNaN(value))
            throw new InvalidOperationException("SQLite has no NaN.");
        Check(raw.sqlite3_bind_double(_statement, column, value));
    }

    public void Bind(int column, decimal value) => Bind(column, value.ToString("0.0###########################", CultureInfo.InvariantCulture));

    public void Bind(int column, DateOnly value) => Bind(column, value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <exception cref="SqliteException">The database refuses the row.</exception>
    public void Execute()
    {
        try
        {
            Check(raw.sqlite3_step(_statement));
        }
        finally
        {
            // It repeats the code of the step
            _ = raw.sqlite3_reset(_statement);
        }
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
