using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.Search;

/// <summary>Makes complaints searchable that came before there was a search, in small steps beside the day's work; then it ends.</summary>
internal sealed partial class SearchBackfill(
    IServiceScopeFactory scopes, IUnitOfWork<IntakeDbContext> unitOfWork, ILogger<SearchBackfill> logger)
    : BackgroundService
{
    private const int Step = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var more = true; more && !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                more = await IndexSomeAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                // A complaint that changed at the same moment is tried again
                LogFailed(logger, failure);
                await Task.Delay(Pause, stoppingToken);
            }
        }
    }

    private async Task<bool> IndexSomeAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<IntakeDbContext>();
        var ids = await db.Database.SqlQuery<Guid>(
            $"SELECT c.Id AS Value FROM Complaints c WHERE NOT EXISTS (SELECT 1 FROM SearchParts p WHERE p.ComplaintId = c.Id)")
            .OrderBy(id => id).Take(Step).ToListAsync(ct);
        if (ids.Count == 0)
            return false;

        await db.Messages.Where(message => ids.Contains(message.ComplaintId)).LoadAsync(ct);
        foreach (var complaint in await db.Complaints.Where(row => ids.Contains(row.Id)).ToListAsync(ct))
            complaint.IndexAnew();
        await unitOfWork.CommitAsync(db, ct);
        return true;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Earlier complaints could not be made searchable; trying again")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
