using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Policies;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.ServiceDefaults.Data;
using ComplaintPlatform.ServiceDefaults.Policies;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>
/// The engine in force: built from the stored rules, taxonomy and formulas, and built anew on every replica within seconds of their change, beside
/// the running one, which goes on until the new one is ready.
/// </summary>
internal sealed partial class ActiveEngine(IServiceScopeFactory scopes, TimeProvider clock, ILogger<ActiveEngine> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly LinearModel _model = DefaultModel.Load();
    private volatile ClassificationEngine? _engine;
    private string _tag = "";

    public ClassificationEngine Current => _engine ??= new ClassificationEngine(new RuleMatcher(RuleSet.Default), Taxonomy.Default, new AxisPolicy(), _model);

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
        var tag = rules.Tag + taxonomy.Tag;
        // The tags of the defaults are those of the engine that stands at the start
        if (tag == _tag || (_tag.Length == 0 && tag == "\"i0\"\"i0\""))
            return;

        _engine = new ClassificationEngine(new RuleMatcher(rules.Policy), taxonomy.Policy, new AxisPolicy(), _model);
        _tag = tag;
        LogRebuilt(logger, rules.Policy.Version, taxonomy.Policy.Version);
    }

    [LoggerMessage(LogLevel.Information, "Classification uses rules {Rules} and taxonomy {Taxonomy}")]
    private static partial void LogRebuilt(ILogger logger, string rules, string taxonomy);

    [LoggerMessage(LogLevel.Warning, "The rules could not be read; the engine in force goes on")]
    private static partial void LogKept(ILogger logger, Exception exception);
}
