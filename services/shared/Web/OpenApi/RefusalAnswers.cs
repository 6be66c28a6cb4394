using ComplaintPlatform.Web.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ComplaintPlatform.Web.OpenApi;

/// <summary>What all refusals have in common stands once in the document, and so do the headers of all answers.</summary>
internal sealed class RefusalAnswers : IDocumentFilter
{
    /// <summary>The component of each status.</summary>
    public static readonly IReadOnlyDictionary<string, string> Names = new Dictionary<string, string>
    {
        ["400"] = "BadRequest",
        ["401"] = "Unauthorized",
        ["403"] = "Forbidden",
        ["404"] = "NotFound",
        ["409"] = "Conflict",
        ["410"] = "Gone",
        ["412"] = "PreconditionFailed",
        ["413"] = "ContentTooLarge",
        ["415"] = "UnsupportedMediaType",
        ["422"] = "UnprocessableContent",
        ["428"] = "PreconditionRequired",
        ["429"] = "TooManyRequests",
        ["500"] = "ServerError",
        ["503"] = "ServiceUnavailable",
        ["default"] = "OtherRefusal",
    };

    /// <summary>Of every answer, but for <c>Retry-After</c>.</summary>
    public static readonly IReadOnlyDictionary<string, string> Headers = new Dictionary<string, string>
    {
        ["RateLimit"] = "What is left of the caller's limit: `\"people\";r=199;t=1`.",
        ["RateLimit-Policy"] = "The caller's limit: `\"people\";q=200;w=1` is 200 requests a second.",
        ["Access-Control-Allow-Origin"] = "The asking page's origin, where it is one of a storefront's own; else the header is not there.",
        ["Retry-After"] = "After so many seconds it is worth coming again.",
    };

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["400"] = "The request has errors; `errors` names the places.",
        ["401"] = "No proof of who calls.",
        ["403"] = "The caller's role does not allow this.",
        ["404"] = "Not there, or not the caller's to see.",
        ["409"] = "A rule forbids it, or a race was lost.",
        ["410"] = "No longer to be had.",
        ["412"] = "Changed since it was read.",
        ["413"] = "The body is too large.",
        ["415"] = "Not a media type this takes.",
        ["422"] = "Understood, but cannot be done; or the Idempotency-Key was used for another request.",
        ["428"] = "If-Match is missing.",
        ["429"] = "Too many requests.",
        ["500"] = "The platform failed; `traceId` finds it in the log.",
        ["503"] = "Something this depends on does not answer.",
        ["default"] = "Any other refusal or failure.",
    };

    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
    {
        context.SchemaGenerator.GenerateSchema(typeof(Problem), context.SchemaRepository);
        // Parameters of this type show the enum itself
        foreach (var id in context.SchemaRepository.Schemas.Keys.Where(id => id.EndsWith(nameof(QueryEnum<>), StringComparison.Ordinal))
            .ToList())
            context.SchemaRepository.Schemas.Remove(id);

        swaggerDoc.Components ??= new OpenApiComponents();
        swaggerDoc.Components.Headers = Headers.ToDictionary(header => header.Key, header => (IOpenApiHeader)new OpenApiHeader
        {
            Description = header.Value,
            Schema = header.Key == "Retry-After"
                ? new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Minimum = "1", Maximum = "86400" }
                : new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 300 },
        });
        var used = swaggerDoc.Paths.Values.Where(path => path.Operations is not null).SelectMany(path => path.Operations!.Values)
            .Where(operation => operation.Responses is not null).SelectMany(operation => operation.Responses!.Keys).ToHashSet();
        swaggerDoc.Components.Responses = Names.Where(name => used.Contains(name.Key))
            .ToDictionary(name => name.Value, name => (IOpenApiResponse)Describe(name.Key, swaggerDoc));
    }

    private static OpenApiResponse Describe(string status, OpenApiDocument document) => new()
    {
        Description = Texts[status],
        Headers = Headers.Keys.Where(name => name != "Retry-After" || status is "429" or "503")
            .ToDictionary(name => name, name => (IOpenApiHeader)new OpenApiHeaderReference(name, document)),
        Content = new Dictionary<string, IOpenApiMediaType>
        {
            [Problem.MediaType] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(Problem), document) },
        },
    };
}
