using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Policies;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Training;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Classification.ModelVersions;

/// <summary>
/// Carries out the training that is asked for, on whichever replica takes its lease first; when that one dies, another starts it again. The
/// training has a thread of its own and rests often, so that classification goes on beside it.
/// </summary>
internal sealed partial class TrainingWorker(
    IServiceScopeFactory scopes, IUnitOfWork<ClassificationDbContext> unitOfWork, IOptions<TrainingSettings> options, TimeProvider clock,
    ILogger<TrainingWorker> logger)
    : BackgroundService
{
    public const string Failed = "model.training_failed";
    public const string GivenUp = "model.training_given_up";

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly TrainingSettings _settings = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await ClaimAsync(stoppingToken) is { } claim)
                    await CarryOutAsync(claim, stoppingToken);
            }
            catch (DbUpdateConcurrencyException)
            {
                // Another replica was first
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogInterrupted(logger, exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(LookEvery, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<Claimed?> ClaimAsync(CancellationToken ct)
    {
        await using var scope = Open(out var db);
        var now = clock.GetUtcNow();
        var row = await db.Models.FirstOrDefaultAsync(row => row.State == TrainingState.Training
            && (row.LeasedUntil == null || row.LeasedUntil <= now), ct);
        if (row is null)
            return null;

        var claim = new Claimed(row.Name, row.Seed, Guid.NewGuid());
        var isGivenUp = row.Tries >= _settings.Tries;
        if (isGivenUp)
            row.Fail(GivenUp, now);
        else
            row.Claim(claim.Owner, now + _settings.Lease);
        await unitOfWork.CommitAsync(db, ct);
        return isGivenUp ? null : claim;
    }

    private async Task CarryOutAsync(Claimed claim, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            var started = Stopwatch.GetTimestamp();
            var material = await ReadMaterialAsync(ct);
            var request = new TrainingRequest(claim.Version, clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                claim.Seed);
            var pace = new TrainingPace(_settings.RestShare, stop.Token);
            var work = TrainingPace.RunAside(() => Work(material, request, pace), _settings.Niceness);
            try
            {
                while (await Task.WhenAny(work, Task.Delay(_settings.Heartbeat, clock, ct)) != work)
                {
                    ct.ThrowIfCancellationRequested();
                    if (!await ChangeAsync(claim, (row, _) => row.Report(pace.Done, clock.GetUtcNow() + _settings.Lease), ct))
                        return;
                }
            }
            finally
            {
                await stop.CancelAsync();
                await ((Task)work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            var files = await work;
            var old = await OldFilesAsync(ct);
            await ChangeAsync(claim, (row, db) =>
            {
                db.ModelFiles.RemoveRange(old);
                db.ModelFiles.AddRange(files.Whole, files.Judged);
                row.Finish(files.Outcome, material.Corrections.Count, clock.GetUtcNow());
            }, ct);
            LogTrained(logger, claim.Version, material.Corrections.Count, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            await ChangeAsync(claim, (row, _) => row.Release(), CancellationToken.None);
            throw;
        }
        catch (Exception exception) when (exception is not DbUpdateException)
        {
            LogFailed(logger, claim.Version, exception);
            await ChangeAsync(claim, (row, _) => row.Fail(Failed, clock.GetUtcNow()), ct);
        }
    }

    // Besides the new one; the rows stay, with what the models reached
    private async Task<List<TrainedModelFile>> OldFilesAsync(CancellationToken ct)
    {
        await using var scope = Open(out var db);
        var active = (await ActiveModel.InForceAsync(db, ct)).Policy.Version;
        var kept = await db.Models.Where(row => row.State == TrainingState.Ready).OrderByDescending(row => row.Number)
            .Take(_settings.KeepFiles - 1).Select(row => row.Name).ToListAsync(ct);
        var old = await db.ModelFiles.Where(file => file.Name != active && !kept.Contains(file.Name))
            .Select(file => new { file.Name, file.Part }).ToListAsync(ct);
        return old.ConvertAll(file => TrainedModelFile.Of(file.Name, file.Part, []));
    }

    private async Task<TrainingMaterial> ReadMaterialAsync(CancellationToken ct)
    {
        await using var scope = Open(out var db);
        var rules = await PolicyDocument.ReadAsync(db, RulesEndpoints.Kind, null, () => RuleSet.Default, ct);
        var taxonomy = await PolicyDocument.ReadAsync(db, TaxonomyEndpoints.Kind, null, () => Taxonomy.Default, ct);
        var axes = await PolicyDocument.ReadAsync(db, AxisPolicyEndpoints.Kind, null, () => new AxisPolicy(), ct);
        var corrections = await CorrectedExamples.ReadAsync(db, taxonomy.Policy, _settings, ct);
        var start = DefaultModel.Load();
        return new TrainingMaterial(start, await ReadActiveAsync(db, start, ct), corrections, new RuleMatcher(rules.Policy),
            taxonomy.Policy, axes.Policy);
    }

    private async Task<LinearModel> ReadActiveAsync(ClassificationDbContext db, LinearModel shipped, CancellationToken ct)
    {
        if ((await ActiveModel.InForceAsync(db, ct)).Policy.Version is not { } version)
            return shipped;

        try
        {
            return await ActiveModel.LoadAsync(db, version, ModelPart.Judged, ct);
        }
        catch (ModelFileException exception)
        {
            LogNotCompared(logger, version, exception);
            return shipped;
        }
    }

    private static TrainedFiles Work(TrainingMaterial material, TrainingRequest request, TrainingPace pace)
    {
        var outcome = CorrectionTraining.Run(material, request, pace.Step);
        return new TrainedFiles(
            outcome,
            TrainedModelFile.Of(request.Version, ModelPart.Whole, ModelFile.Write(outcome.Model, CompressionLevel.Optimal)),
            TrainedModelFile.Of(request.Version, ModelPart.Judged, ModelFile.Write(outcome.Judged, CompressionLevel.Optimal)));
    }

    // False where the training is no longer ours
    private async Task<bool> ChangeAsync(Claimed claim, Action<TrainedModel, ClassificationDbContext> change, CancellationToken ct)
    {
        await using var scope = Open(out var db);
        if (await db.Models.FirstOrDefaultAsync(row => row.Name == claim.Version, ct) is not { } row || !row.IsOf(claim.Owner))
            return false;

        change(row, db);
        await unitOfWork.CommitAsync(db, ct);
        return true;
    }

    private AsyncServiceScope Open(out ClassificationDbContext db)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        db = scope.ServiceProvider.GetRequiredService<ClassificationDbContext>();
        return scope;
    }

    [LoggerMessage(LogLevel.Information, "Model {Version} was trained from {Corrections} corrected complaints in {Seconds:F1} s")]
    private static partial void LogTrained(ILogger logger, string version, int corrections, double seconds);

    [LoggerMessage(LogLevel.Error, "The training of model {Version} failed")]
    private static partial void LogFailed(ILogger logger, string version, Exception exception);

    [LoggerMessage(LogLevel.Warning, "A training was interrupted; it is started again when its lease has run out")]
    private static partial void LogInterrupted(ILogger logger, Exception exception);

    [LoggerMessage(LogLevel.Warning, "The active model {Version} cannot be read to compare with; the one that ships is taken")]
    private static partial void LogNotCompared(ILogger logger, string version, Exception exception);

    private sealed record Claimed(string Version, int Seed, Guid Owner);

    private sealed record TrainedFiles(TrainingOutcome Outcome, TrainedModelFile Whole, TrainedModelFile Judged);
}
