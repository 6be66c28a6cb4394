using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.Swagger;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ComplaintPlatform.Web.OpenApi;

/// <summary>
/// One OpenAPI document per service, also where several services share a host: endpoints carry their service as group name.
/// </summary>
public static class ServiceOpenApi
{
    internal const string Bearer = "Bearer", ApiKey = "ApiKey";

    /// <summary>Adds the document <c>/openapi/{service}.json</c>. Ids of operations and schemas start with the service's name.</summary>
    public static IServiceCollection AddServiceOpenApi(this IServiceCollection services, string service, string title)
    {
        if (services.All(known => known.ServiceType != typeof(Marker)))
        {
            services.AddSingleton<Marker>();
            services.AddEndpointsApiExplorer();
            services.AddTransient<ISerializerDataContractResolver>(_ => new JsonSerializerDataContractResolver(JsonDefaults.Options));
            services.AddSwaggerGen(Configure);
        }

        services.ConfigureSwaggerGen(options => options.SwaggerDoc(service, new OpenApiInfo
        {
            Title = title,
            Version = "v1",
        }));
        return services;
    }

    /// <summary>The endpoints mapped in this group belong to the service's document.</summary>
    public static RouteGroupBuilder MapService(this IEndpointRouteBuilder routes, string service) =>
        routes.MapGroup("").WithGroupName(service);

    public static void MapServiceOpenApi(this IEndpointRouteBuilder app)
    {
        if (app.ServiceProvider.GetService<Marker>() is not null)
            app.MapSwagger("/openapi/{documentName}.json", options => options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1)
                .AllowAnonymous();
    }

    private static void Configure(SwaggerGenOptions options)
    {
        options.DocInclusionPredicate((document, endpoint) =>
            endpoint.GroupName == document && endpoint.RelativePath?.StartsWith("internal/", StringComparison.Ordinal) is not true);
        options.CustomOperationIds(OperationId);
        options.CustomSchemaIds(SchemaId);
        options.SupportNonNullableReferenceTypes();
        options.AddServer(new OpenApiServer { Url = "/" });
        options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "JWT",
            Description = "People: the access token of POST /api/v1/auth/token, an ES256 JWT (RFC 7519) that is used and checked as RFC8725 "
                + "asks. It lives for minutes.",
        });
        options.AddSecurityDefinition(ApiKey, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Header,
            Name = "X-Api-Key",
            Description = "Machines: a key bound to one storefront.",
        });
        options.OperationFilter<OperationManners>();
        options.SchemaFilter<SchemaManners>();
        options.DocumentFilter<RefusalAnswers>();
    }

    private static string OperationId(ApiDescription endpoint)
    {
        var name = endpoint.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName
            ?? endpoint.HttpMethod + "-" + endpoint.RelativePath;
        var words = name.Split(['-', '/', '{', '}', ':', '.', '_'], StringSplitOptions.RemoveEmptyEntries).ToList();
        var service = Words(endpoint.GroupName!);
        // A name that already says its service does not say it twice
        var own = string.Concat(words.Select(Capital));
        return JsonNamingPolicy.CamelCase.ConvertName(own.StartsWith(service, StringComparison.Ordinal) ? own : service + own);
    }

    // ComplaintPlatform.Intake.Complaints.Row -> IntakeRow; types of the plumbing carry no service, because they are the same in all
    private static string SchemaId(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return SchemaId(underlying);
        if (type.IsArray)
            return SchemaId(type.GetElementType()!) + "List";
        if (type.IsGenericType)
            return string.Concat(type.GetGenericArguments().Select(SchemaId)) + type.Name[
                ..type.Name.IndexOf('`', StringComparison.Ordinal)];
        var name = type.IsNested ? SchemaId(type.DeclaringType!) + type.Name : type.Name;
        var parts = type.Namespace?.Split('.') ?? [];
        return !type.IsNested && parts is ["ComplaintPlatform", not ("Kernel" or "Persistence" or "Web"), ..]
            && !name.StartsWith(parts[1], StringComparison.Ordinal) ? parts[1] + name : name;
    }

    private static string Words(string name) => string.Concat(name.Split('-').Select(Capital));

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private sealed class Marker;
}
