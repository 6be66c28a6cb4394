using System.Text.Json.Serialization.Metadata;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace ComplaintPlatform.Web.Http;

public static class ServiceProblems
{
    public static IServiceCollection AddServiceProblems(this IServiceCollection services)
    {
        services.TryAddSingleton<ProblemWriter>();
        services.Replace(ServiceDescriptor.Singleton<IProblemDetailsService>(provider => provider.GetRequiredService<ProblemWriter>()));
        // Without it a request that cannot be bound is an empty 400 in Production and an exception in Development
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = JsonDefaults.Configure(options.SerializerOptions);
            json.TypeInfoResolver = (json.TypeInfoResolver ?? new DefaultJsonTypeInfoResolver()).WithAddedModifier(NullElements.Refuse);
        });
        return services;
    }

    /// <summary>Must be the first middleware.</summary>
    public static IApplicationBuilder UseServiceProblems(this IApplicationBuilder app) => app.UseMiddleware<ProblemMiddleware>();
}
