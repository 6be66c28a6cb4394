using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ComplaintPlatform.Web.Security;

/// <summary>A name under which this host signs.</summary>
internal sealed record SigningName(string Issuer);

public static class SigningNames
{
    /// <summary>
    /// This host signs as <paramref name="issuer"/>: the key is there before the first request, and readiness asks whether it is accepted.
    /// </summary>
    public static IServiceCollection AddSigningName(this IServiceCollection services, string issuer) =>
        services.AddSingleton(new SigningName(issuer));
}

/// <summary>Makes what is missing before anything else starts; a file that cannot be used ends the start, and is named.</summary>
internal sealed class KeysAtStart(KeyRing keys, IEnumerable<SigningName> names) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        keys.DeriveKey("start");
        foreach (var name in names)
            keys.SigningKey(name.Issuer);
        foreach (var issuer in InternalTokens.TrustedIssuers)
            keys.PublicKey(issuer);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

/// <summary>Ready is only a host whose tokens others accept with the key that it has published.</summary>
internal sealed class KeyReadiness(InternalTokens tokens, IEnumerable<SigningName> names) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        foreach (var issuer in names.Select(name => name.Issuer).Intersect(InternalTokens.TrustedIssuers))
        {
            if (await tokens.OwnRefusalAsync(issuer) is { } reason)
                return HealthCheckResult.Unhealthy($"A token that this host signs as {issuer} is refused: {reason}");
        }

        return HealthCheckResult.Healthy();
    }
}
