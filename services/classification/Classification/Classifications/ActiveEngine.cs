using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.ModelVersions;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Policies;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>
/// The engine in force: built from the stored rules, taxonomy and formulas and the active model, and built anew on every replica within
/// seconds of their change, beside the running one, which goes on until the new one is ready.
/// </summary>
internal sealed partial class ActiveEngine(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ActiveEngine> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    // What stands before anything was stored
    private const string NothingStored = "\"i0\"";

    private LinearModel _model = DefaultModel.Load();
    private volatile ClassificationEngine? _engine;
    private string _modelTag = NothingStored;
    private string _tag = NothingStored + NothingStored + NothingStored + NothingStored;

    public ClassificationEngine Current => _engine ??= new ClassificationEngine(new RuleMatcher(RuleSet.Default), Taxonomy.Default,
        new AxisPolicy(), _model);

    // The first complaint after a restart is classified by the model that was active before
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogKept(logger, exception);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RefreshAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogKept(logger, exception);
            }

            await Task.Delay(Interval, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RefreshAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<TenantScope>().UseSystem();
        var db = scope.ServiceProvider.GetRequiredService<ClassificationDbContext>();
        var rules = await PolicyDocument.ReadAsync(db, RulesEndpoints.Kind, null, () => RuleSet.Default, ct);
        var taxonomy = await PolicyDocument.ReadAsync(db, TaxonomyEndpoints.Kind, null, () => Taxonomy.Default, ct);
        var axes = await PolicyDocument.ReadAsync(db, AxisPolicyEndpoints.Kind, null, () => new AxisPolicy(), ct);
        var active = await ActiveModel.InForceAsync(db, ct);
        var tag = rules.Tag + taxonomy.Tag + axes.Tag + active.Tag;
        if (tag == _tag)
            return;

        if (active.Tag != _modelTag)
            await LoadModelAsync(db, active, ct);
        _engine = new ClassificationEngine(new RuleMatcher(rules.Policy), taxonomy.Policy, axes.Policy, _model);
        _tag = tag;
        LogRebuilt(logger, rules.Policy.Version, taxonomy.Policy.Version, _model.Version);
    }

    // A file that cannot be used is refused once, not at every look; rules go on changing with the model in force
    private async Task LoadModelAsync(ClassificationDbContext db, PolicyInForce<ActiveModel> active, CancellationToken ct)
    {
        try
        {
            _model = active.Policy.Version is { } version ? await ActiveModel.LoadAsync(db, version, ModelPart.Whole,
                ct) : DefaultModel.Load();
        }
        catch (ModelFileException exception)
        {
            LogRefused(logger, active.Policy.Version, _model.Version, exception);
        }

        _modelTag = active.Tag;
    }

    [LoggerMessage(LogLevel.Information, "Classification uses rules {Rules}, taxonomy {Taxonomy} and model {Model}")]
    private static partial void LogRebuilt(ILogger logger, string rules, string taxonomy, string model);

    [LoggerMessage(LogLevel.Error, "The active model {Refused} cannot be used; {Model} goes on")]
    private static partial void LogRefused(ILogger logger, string? refused, string model, Exception exception);

    [LoggerMessage(LogLevel.Warning, "Rules and model could not be read; the engine in force goes on")]
    private static partial void LogKept(ILogger logger, Exception exception);
}
