using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Standalone;

/// <summary>
/// Copies a data folder, whether its platform runs or not, to one instant over all databases: for a moment no service can write, and in
/// that moment every database is given a reader that goes on seeing it while the copy is made beside the writers.
/// </summary>
internal static class Backup
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <param name="data">The folder with the data; hosts of their own may share it.</param>
    /// <param name="to">Made here, and must not be there yet. What is interrupted leaves a folder that ends in <c>.partial</c>.</param>
    /// <exception cref="BackupException">It cannot be made, or what was copied is damaged.</exception>
    public static void Make(string data, string to, TimeProvider clock)
    {
        if (!Directory.Exists(data) || Databases(data).Count == 0)
            throw new BackupException($"There is no data in {data}.");
        if (Path.Exists(to))
            throw new BackupException($"{to} is there already; a backup never replaces another.");
        if (IsWithin(data, to))
            throw new BackupException($"{to} is within the data; what is erased there would stay in the backup beside it.");
        var partial = $"{to}.partial";
        if (Directory.Exists(partial))
            Directory.Delete(partial, recursive: true);
        OwnFolder(partial);

        var taken = CopyDatabases(data, partial, clock);
        // After the databases: a row is written after its file, so that each row of the copy finds it
        foreach (var file in DataFiles.Beside(data))
            CopyFile(Path.Combine(data, file), Path.Combine(partial, file));
        var files = Directory.EnumerateFiles(partial, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .ToDictionary(file => Path.GetRelativePath(partial, file).Replace('\\', '/'), Checksum);
        File.WriteAllText(
            Path.Combine(partial, BackupContents.FileName), JsonSerializer.Serialize(new BackupContents(taken, files), Written));
        Directory.Move(partial, to);
    }

    /// <summary>Puts a backup into a new data folder, after every file of it was found whole.</summary>
    /// <param name="sendAgain">
    /// Events that were sent within so long before the backup are sent again, for what was on its way in a broker then; the services drop
    /// what they have. Not longer than they remember what they took in (<c>Messaging:KeepInbox</c>).
    /// </param>
    /// <exception cref="BackupException">It is not whole, or the folder has something in it.</exception>
    public static void Restore(string from, string data, TimeSpan sendAgain)
    {
        var contents = Contents(from);
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
            throw new BackupException($"{data} is not empty; a backup is put into a new folder.");
        var damaged = contents.Files.FirstOrDefault(
            file => Path.Combine(from, file.Key) is var path && (!File.Exists(path) || Checksum(path) != file.Value));
        if (damaged.Key is not null)
            throw new BackupException($"{damaged.Key} of the backup is missing or damaged; nothing was restored.");

        OwnFolder(data);
        foreach (var file in contents.Files.Keys)
            CopyFile(Path.Combine(from, file), Path.Combine(data, file));
        foreach (var database in Databases(data))
        {
            using var connection = Open(Path.Combine(data, database));
            Execute(
                connection,
                $"UPDATE Outbox SET SentAt = NULL, Attempts = 0, LeasedUntil = 0 WHERE SentAt >= {(contents.TakenAt - sendAgain).UtcTicks}");
        }
    }

    private static DateTimeOffset CopyDatabases(string data, string to, TimeProvider clock)
    {
        var (writers, readers) = (new List<SqliteConnection>(), new List<SqliteConnection>());
        var databases = Databases(data);
        try
        {
            // Always in one order; a service holds no database but its own, so nothing waits in a circle
            foreach (var database in databases)
            {
                writers.Add(Open(Path.Combine(data, database)));
                Execute(writers[^1], "BEGIN IMMEDIATE");
            }

            foreach (var database in databases)
            {
                readers.Add(Open(Path.Combine(data, database)));
                // A transaction begins to see with its first read
                Execute(readers[^1], "BEGIN; SELECT count(*) FROM sqlite_master");
            }

            var taken = clock.GetUtcNow();
            writers.ForEach(writer => writer.Dispose());
            foreach (var (database, reader) in databases.Zip(readers))
            {
                using var copy = Open(Path.Combine(to, database));
                reader.BackupDatabase(copy);
                // One file, without a log beside it
                Execute(copy, "PRAGMA journal_mode = DELETE");
                if (Ask(copy, "PRAGMA quick_check") is var found and not "ok")
                    throw new BackupException($"The copy of {database} is damaged: {found}");
            }

            return taken;
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
            readers.ForEach(reader => reader.Dispose());
        }
    }

    private static BackupContents Contents(string from)
    {
        var file = Path.Combine(from, BackupContents.FileName);
        if (!File.Exists(file))
            throw new BackupException($"{from} is no backup: {BackupContents.FileName} is missing.");
        try
        {
            var contents = JsonSerializer.Deserialize<BackupContents>(File.ReadAllText(file), Written);
            if (contents?.Files is not { Count: > 0 } files)
                throw new BackupException($"{file} names no files.");
            if (files.Keys.FirstOrDefault(name => Path.IsPathRooted(name) || !IsWithin(from, Path.Combine(from, name))) is { } outside)
                throw new BackupException($"{file} names {outside}, which is not in the backup.");
            return contents;
        }
        catch (JsonException failure)
        {
            throw new BackupException($"{file} cannot be read: {failure.Message}");
        }
    }

    private static bool IsWithin(string folder, string path) =>
        Path.GetFullPath(path).StartsWith(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal);

    private static List<string> Databases(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*.db").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static SqliteConnection Open(string file)
    {
        var address = new SqliteConnectionStringBuilder { DataSource = file, Pooling = false, DefaultTimeout = 60 };
        var connection = new SqliteConnection(address.ToString());
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static string? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToString(command.ExecuteScalar(), CultureInfo.InvariantCulture);
    }

    private static void CopyFile(string from, string to)
    {
        OwnFolder(Path.GetDirectoryName(to)!);
        try
        {
            File.Copy(from, to);
        }
        catch (FileNotFoundException)
        {
            // Taken away since it was listed: a message that was sent, a file that was erased
        }
    }

    private static void OwnFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string Checksum(string file)
    {
        using var stream = File.OpenRead(file);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}

/// <summary>What a backup holds, as it stands in its folder.</summary>
/// <param name="TakenAt">The instant that all databases show.</param>
/// <param name="Files">SHA-256 of each file, in hexadecimal digits, by its path in the folder.</param>
internal sealed record BackupContents(DateTimeOffset TakenAt, IReadOnlyDictionary<string, string> Files)
{
    public const string FileName = "backup.json";
}

/// <summary>A backup that was not made or not restored, in one line for the one who asked.</summary>
internal sealed class BackupException(string message) : Exception(message);
