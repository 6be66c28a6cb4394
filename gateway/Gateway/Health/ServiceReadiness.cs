using System.Text.Json;
using ComplaintPlatform.Gateway.Routes;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Health;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Gateway.Health;

/// <summary>Whether a service is ready, as its own <c>/health/ready</c> says; of several instances the best one counts.</summary>
internal sealed class ServiceReadiness : IHealthCheck
{
    private readonly string _service;
    private readonly ServiceQuestions _questions;
    private readonly ServiceAddresses _addresses;
    private readonly GatewayOptions _options;
    private readonly KeptAnswer<IReadOnlyDictionary<string, object>> _kept;

    public ServiceReadiness(
        string service, ServiceQuestions questions, ServiceAddresses addresses, GatewayOptions options, IOptions<HealthOptions> health,
        TimeProvider clock)
    {
        (_service, _questions, _addresses, _options) = (service, questions, addresses, options);
        _kept = new KeptAnswer<IReadOnlyDictionary<string, object>>(AskAsync, Silent, health.Value.Keep, clock);
    }

    private Dictionary<string, object> Silent => new() { [_service] = HealthStatus.Unhealthy };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var states = await _kept.GetAsync();
        return (HealthStatus)states[_service] is HealthStatus.Healthy
            ? HealthCheckResult.Healthy(data: states)
            : HealthCheckResult.Degraded($"{_service} is {EnumText.Of((HealthStatus)states[_service])}.", data: states);
    }

    private async Task<IReadOnlyDictionary<string, object>> AskAsync()
    {
        var answers = await Task.WhenAll(_addresses.Of(_service).Select(AskAsync));
        return answers.MaxBy(states => (HealthStatus)states[_service]) ?? Silent;
    }

    private async Task<Dictionary<string, object>> AskAsync(string address)
    {
        try
        {
            var (_, text) = await _questions.GetAsync(address, ServiceHealth.Path, _options.ReadinessLimit);
            return Read(text);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or JsonException
            or KeyNotFoundException or InvalidOperationException)
        {
            return Silent;
        }
    }

    // One host may answer for several services: what is named after another is the other's
    private Dictionary<string, object> Read(string text)
    {
        using var answer = JsonDocument.Parse(text);
        var states = new Dictionary<string, object>();
        var worst = HealthStatus.Healthy;
        foreach (var check in answer.RootElement.GetProperty("checks").EnumerateObject())
        {
            var isOwn = check.Name.StartsWith(_service + ".", StringComparison.Ordinal);
            if ((!isOwn && check.Name.Contains('.', StringComparison.Ordinal))
                || !EnumText.TryParse<HealthStatus>(check.Value.GetString(), out var status))
                continue;
            if (isOwn)
                states[check.Name] = status;
            worst = status < worst ? status : worst;
        }

        states[_service] = worst;
        return states;
    }
}
