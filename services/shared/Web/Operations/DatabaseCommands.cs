using System.Globalization;
using ComplaintPlatform.Persistence.Data;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace ComplaintPlatform.Web.Operations;

/// <summary>What a host does with its databases instead of serving requests.</summary>
public static class DatabaseCommands
{
    private const string SendAgainSince = "--send-again-since";

    /// <summary>
    /// <c>--migrate</c> brings this host's databases up to date. <c>--migration-script</c> prints the idempotent T-SQL that does so on SQL
    /// Server; no server is needed for that. <c>--send-again-since 2026-11-29T10:00:00Z</c>, after a database was restored, lets events
    /// leave again that left since then: the broker may have held them, and consumers drop what they have. Each ends
    /// the process.
    /// </summary>
    /// <returns>Whether there was such a command.</returns>
    public static async Task<bool> RunDatabaseCommandAsync(this WebApplication app, string[] args)
    {
        if (args.Contains("--migration-script"))
        {
            foreach (var database in app.Services.GetServices<DatabaseOfService>())
            {
                await using var context = database.ForSqlServerScript();
                await Console.Out.WriteLineAsync(ServiceDatabase.MigrationScript(context));
            }

            return true;
        }

        if (args.Contains("--migrate"))
        {
            await app.WithEachDatabaseAsync(async (service, context) =>
            {
                var flaw = await ServiceDatabase.MigrateAsync(context, CancellationToken.None);
                await Console.Out.WriteLineAsync($"The database of {service} is up to date.");
                if (flaw is not null)
                    await Console.Error.WriteLineAsync(flaw);
            });
            return true;
        }

        if (Array.IndexOf(args, SendAgainSince) is >= 0 and var at)
        {
            if (!DateTimeOffset.TryParse(
                args.ElementAtOrDefault(at + 1), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since))
            {
                await Console.Error.WriteLineAsync($"{SendAgainSince} needs a time, such as 2026-11-29T10:00:00Z.");
                Environment.ExitCode = 2;
                return true;
            }

            await app.WithEachDatabaseAsync(async (service, context) =>
            {
                var events = await ServiceDatabase.SendAgainAsync(context, since, CancellationToken.None);
                await Console.Out.WriteLineAsync($"{events} events of {service} are sent again.");
            });
            return true;
        }

        return false;
    }

    private static async Task WithEachDatabaseAsync(this WebApplication app, Func<string, ServiceDbContext, Task> work)
    {
        foreach (var database in app.Services.GetServices<DatabaseOfService>())
        {
            await using var scope = app.Services.CreateAsyncScope();
            await work(database.Service, (ServiceDbContext)scope.ServiceProvider.GetRequiredService(database.ContextType));
        }
    }
}
