using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ComplaintPlatform.Web.OpenApi;

/// <summary>
/// What every operation has in common and handlers therefore do not say: conditions, keys, paging, refusals, who may call.
/// </summary>
internal sealed partial class OperationManners : IOperationFilter
{
    /// <summary>More of them do not fit into the line of a request.</summary>
    private const int MostValues = 4_096;

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var endpoint = context.ApiDescription;
        var metadata = endpoint.ActionDescriptor.EndpointMetadata;
        var name = metadata.OfType<IEndpointNameMetadata>().LastOrDefault()?.EndpointName;
        operation.Summary ??= name is null ? null : Sentence(name);
        var handler = metadata.OfType<MethodInfo>().FirstOrDefault();
        operation.Description ??= (handler is null ? null : CodeComments.OfHandler(handler)) ?? operation.Summary + ".";

        DescribeParameters(operation, context);
        DescribeBodies(operation, context, metadata);
        DescribeHeaders(operation, endpoint, metadata);
        DescribeCallers(operation, context.Document, metadata);
        DescribeRefusals(operation, context.Document, endpoint);
    }

    private static void DescribeParameters(OpenApiOperation operation, OperationFilterContext context)
    {
        operation.Parameters ??= [];
        foreach (var description in context.ApiDescription.ParameterDescriptions)
        {
            var type = (description.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo.ParameterType;
            var shown = operation.Parameters.FirstOrDefault(parameter => parameter.Name == description.Name);
            if (type is null || shown is null)
                continue;
            shown.Description ??= CommentOn(description, context.MethodInfo) ?? Glossary.Of(shown.Name!)
                ?? Glossary.Of(JsonNamingPolicy.CamelCase.ConvertName(shown.Name!)) ?? Sentence(shown.Name!) + ".";
            // A filter record's properties are read whatever their case; the document has what people write
            if (shown is OpenApiParameter { In: ParameterLocation.Query } query)
                query.Name = JsonNamingPolicy.CamelCase.ConvertName(query.Name!);
            if (type == typeof(PageRequest) || type == typeof(IfMatch) || type == typeof(RequestLanguage))
                operation.Parameters.Remove(shown);
            else if (EnumIn(type) is { } @enum && shown is OpenApiParameter parameter)
            {
                var schema = context.SchemaGenerator.GenerateSchema(@enum, context.SchemaRepository);
                parameter.Schema = type.IsArray ? new OpenApiSchema { Type = JsonSchemaType.Array, Items = schema, MaxItems = MostValues }
                    : schema;
            }
        }
    }

    // Of several answers with one status the generator shows one, and none for what is no object: pages, files
    private static void DescribeBodies(OpenApiOperation operation, OperationFilterContext context, IList<object> metadata)
    {
        foreach (var answer in metadata.OfType<IProducesResponseTypeMetadata>().Where(answer => answer.StatusCode < 400))
        {
            operation.Responses ??= [];
            if (!operation.Responses.TryGetValue($"{answer.StatusCode}", out var known) || known is not OpenApiResponse response)
                continue;
            foreach (var mediaType in answer.ContentTypes)
            {
                response.Content ??= new Dictionary<string, IOpenApiMediaType>();
                var isText = answer.Type is null || answer.Type == typeof(void);
                response.Content.TryAdd(mediaType, new OpenApiMediaType
                {
                    Schema = isText ? new OpenApiSchema { Type = JsonSchemaType.String }
                        : context.SchemaGenerator.GenerateSchema(answer.Type!, context.SchemaRepository),
                });
            }
        }
    }

    private static string? CommentOn(ApiParameterDescription parameter, MethodInfo? handler)
    {
        var info = (parameter.ParameterDescriptor as IParameterInfoParameterDescriptor)?.ParameterInfo;
        // What a record of filters holds is described where the record is
        return info?.Member is ConstructorInfo { DeclaringType: { } record }
            && record.GetProperty(info.Name!, BindingFlags.IgnoreCase | BindingFlags.Public | BindingFlags.Instance) is { } property
            ? CodeComments.OfProperty(property)
            : info?.Member is PropertyInfo one ? CodeComments.OfProperty(one)
            : handler is not null ? CodeComments.OfParameter(handler, parameter.Name) : null;
    }

    private static Type? EnumIn(Type type)
    {
        type = type.IsArray ? type.GetElementType()! : type;
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(QueryEnum<>) ? type.GetGenericArguments()[0] : null;
    }

    private static void DescribeHeaders(OpenApiOperation operation, ApiDescription endpoint, IList<object> metadata)
    {
        var method = endpoint.HttpMethod ?? "";
        if (metadata.OfType<PageRequest.Paged>().Any())
        {
            Add(operation, ParameterLocation.Query, "limit", false, "Entries per page.", new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Format = "int32",
                Minimum = "1",
                Maximum = $"{PageRequest.MaxLimit}",
                Default = PageRequest.DefaultLimit,
            });
            Add(operation, ParameterLocation.Query, "cursor", false, "`nextCursor` of the page before, with the same filter.", Text(1500));
            Add(operation, ParameterLocation.Query, "count", false, "Adds `total`.",
                new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false });
        }

        var changes = HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsPost(method)
            || HttpMethods.IsDelete(method);
        var needed = metadata.OfType<IfMatch.Needed>().Any();
        if (changes && (needed || metadata.OfType<IfMatch.Taken>().Any()))
        {
            Add(operation, ParameterLocation.Header, "If-Match", needed, "The ETag that was read.", Text(200));
            AddRefusal(operation, "412");
            if (needed)
                AddRefusal(operation, "428");
        }

        if (HttpMethods.IsPost(method) && endpoint.RelativePath?.Contains("/auth/", StringComparison.Ordinal) is not true)
        {
            Add(operation, ParameterLocation.Header, "Idempotency-Key", false,
                "The same key and body replay the first answer; kept for at least 24 hours.", Text(257));
            AddRefusal(operation, "422");
            foreach (var answer in Successes(operation))
                AddHeader(answer, "Idempotency-Replayed", "`true` where this is the first answer again.");
        }

        if (metadata.OfType<Tagged>().Any())
        {
            foreach (var answer in Successes(operation))
                AddHeader(answer, "ETag", "Names this version.");
            if (HttpMethods.IsGet(method))
            {
                Add(operation, ParameterLocation.Header, "If-None-Match", false, "The ETag that is known.", Text(200));
                operation.Responses!["304"] = new OpenApiResponse { Description = "The caller knows this version." };
            }
        }

        if (metadata.OfType<AcceptsLanguage>().Any())
            Add(operation, ParameterLocation.Header, "Accept-Language", false,
                "Language of texts meant for people: zh-CN (default) or en.", Text(200));
        if (operation.Responses?.GetValueOrDefault("201") is OpenApiResponse created)
            AddHeader(created, "Location", "Path of what was created.");
    }

    private static void DescribeCallers(OpenApiOperation operation, OpenApiDocument document, IList<object> metadata)
    {
        var roles = metadata.OfType<AuthorizationPolicy>()
            .SelectMany(policy => policy.Requirements).OfType<RolesAuthorizationRequirement>()
                .SelectMany(requirement => requirement.AllowedRoles)
            .Distinct().ToList();
        operation.Security = [];
        var isOpen = metadata.OfType<IAllowAnonymous>().Any() || roles.Contains(Roles.Anonymous);
        operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
        // For programs; people read them in the description
        operation.Extensions["x-roles"] = new JsonNodeExtension(new JsonArray(
            [.. (isOpen ? [Roles.Anonymous, Roles.Storefront, .. Roles.Staff] : roles).Select(role => JsonValue.Create(role))]));
        if (isOpen)
            return;

        AddRefusal(operation, "401");
        AddRefusal(operation, "403");
        if (roles.Count > 0)
            operation.Description = $"{operation.Description} Roles: {string.Join(", ", roles)}.".TrimStart();
        if (roles.Count == 0 || roles.Intersect(Roles.Staff).Any())
            operation.Security.Add(new OpenApiSecurityRequirement
            {
                [
                new OpenApiSecuritySchemeReference(ServiceOpenApi.Bearer, document)] = []
            });
        if (roles.Count == 0 || roles.Contains(Roles.Storefront))
            operation.Security.Add(new OpenApiSecurityRequirement
            {
                [
                new OpenApiSecuritySchemeReference(ServiceOpenApi.ApiKey, document)] = []
            });
    }

    private static void DescribeRefusals(OpenApiOperation operation, OpenApiDocument document, ApiDescription endpoint)
    {
        AddRefusal(operation, "400");
        AddRefusal(operation, "429");
        AddRefusal(operation, "500");
        if (endpoint.RelativePath?.Contains('{', StringComparison.Ordinal) is true)
            AddRefusal(operation, "404");
        if (!HttpMethods.IsGet(endpoint.HttpMethod ?? ""))
            AddRefusal(operation, "409");
        if (operation.RequestBody is not null)
        {
            AddRefusal(operation, "413");
            AddRefusal(operation, "415");
        }

        operation.Responses!.TryAdd("default", new OpenApiResponse());
        foreach (var (status, answer) in operation.Responses.ToList())
        {
            if (answer is not OpenApiResponse response)
                continue;
            if (RefusalAnswers.Names.ContainsKey(status))
            {
                operation.Responses[status] = new OpenApiResponseReference(RefusalAnswers.Names[status], document);
                continue;
            }

            foreach (var (name, _) in RefusalAnswers.Headers.Where(header => header.Key != "Retry-After"))
            {
                response.Headers ??= new Dictionary<string, IOpenApiHeader>();
                response.Headers[name] = new OpenApiHeaderReference(name, document);
            }
        }
    }

    private static IEnumerable<OpenApiResponse> Successes(OpenApiOperation operation) =>
        operation.Responses?.Where(answer => answer.Key.StartsWith('2')).Select(answer => answer.Value).OfType<OpenApiResponse>() ?? [];

    private static void Add(
        OpenApiOperation operation, ParameterLocation where, string name, bool required, string description, OpenApiSchema schema)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(
            new OpenApiParameter { In = where, Name = name, Required = required, Description = description, Schema = schema });
    }

    private static void AddRefusal(OpenApiOperation operation, string status)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd(status, new OpenApiResponse());
    }

    private static void AddHeader(OpenApiResponse answer, string name, string description)
    {
        answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
        answer.Headers[name] = new OpenApiHeader { Description = description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
    }

    private static OpenApiSchema Text(int longest) => new() { Type = JsonSchemaType.String, MaxLength = longest };

    private static string Sentence(string name)
    {
        var words = Humps().Replace(name.Replace('-', ' '), " $1").Trim().ToLowerInvariant();
        return char.ToUpperInvariant(words[0]) + words[1..];
    }

    [GeneratedRegex("([A-Z])", RegexOptions.NonBacktracking)]
    private static partial Regex Humps();
}
