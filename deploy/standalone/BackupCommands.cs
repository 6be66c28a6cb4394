using System.CommandLine;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Standalone;

/// <summary><c>backup --data DIR --to DIR</c> and <c>restore --from DIR --data DIR [--send-again 01:00:00]</c>.</summary>
internal static class BackupCommands
{
    private static readonly Option<DirectoryInfo> Data =
        new("--data") { Description = "The data folder.", DefaultValueFactory = _ => new DirectoryInfo("data") };

    private static readonly Option<DirectoryInfo> To = new("--to") { Description = "The new folder for the backup.", Required = true };
    private static readonly Option<DirectoryInfo> From = new("--from") { Description = "The folder of a backup.", Required = true };

    private static readonly Option<TimeSpan> SendAgain = new("--send-again")
    {
        Description = "Events sent within so long before the backup are sent again: a broker may have held them.",
        DefaultValueFactory = _ => TimeSpan.FromHours(1),
    };

    public static bool Has(string command) => command is "backup" or "restore";

    /// <returns>The exit code: 0, or 1 after a line that says why not.</returns>
    public static int Run(string[] args)
    {
        var backup = new Command("backup", "Copies a data folder, whether its platform runs or not, to one instant over all databases.") { Data, To };
        backup.SetAction(given => Try(() =>
        {
            Backup.Make(given.GetValue(Data)!.FullName, given.GetValue(To)!.FullName, TimeProvider.System);
            return $"Backed up to {given.GetValue(To)}.";
        }));
        var restore = new Command("restore", "Puts a backup into a new data folder.") { From, Data, SendAgain };
        restore.SetAction(given => Try(() =>
        {
            Backup.Restore(given.GetValue(From)!.FullName, given.GetValue(Data)!.FullName, given.GetValue(SendAgain));
            return $"Restored to {given.GetValue(Data)}. Customers who were erased after the backup must be erased again.";
        }));
        return new RootCommand("The whole platform in one process.") { backup, restore }.Parse(args).Invoke();
    }

    private static int Try(Func<string> work)
    {
        DataFolder.CloseToOthers();
        try
        {
            Console.WriteLine(work());
            return 0;
        }
        catch (Exception failure) when (failure is BackupException or IOException or UnauthorizedAccessException or SqliteException)
        {
            Console.Error.WriteLine(failure.Message);
            return 1;
        }
    }
}
