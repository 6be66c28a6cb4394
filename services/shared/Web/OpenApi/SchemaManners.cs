using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace ComplaintPlatform.Web.OpenApi;

internal sealed class SchemaManners : ISchemaFilter
{
    /// <summary>More items of two characters do not fit into a body of 1 MiB, and no answer has more.</summary>
    public const int MostItems = 524_288;

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema own)
            return;
        if (own.Type is { } kind && kind.HasFlag(JsonSchemaType.Array))
            own.MaxItems ??= MostItems;
        if (context.MemberInfo is null && context.ParameterInfo is null)
        {
            if (context.Type == typeof(Money))
                DescribeMoney(own);
            else if (own.Properties is { Count: > 0 })
                own.Required = RequiredOf(context.Type, own);
            own.Description ??= CodeComments.OfType(context.Type);
        }

        if (own.Properties is not { } properties || context.Type == typeof(Money))
            return;
        if (context.Type.IsGenericType && context.Type.GetGenericTypeDefinition() == typeof(Page<>) && properties["items"] is OpenApiSchema page)
            page.MaxItems = PageRequest.MaxLimit;
        var members = context.Type.GetProperties().ToLookup(member => JsonNamingPolicy.CamelCase.ConvertName(member.Name));
        foreach (var (name, property) in properties.ToList())
        {
            if (members[name].FirstOrDefault() is { } member)
                properties[name] = Described(Said(property, MayBeNull(member)), CodeComments.OfProperty(member) ?? Glossary.Of(name));
        }
    }

    private static IOpenApiSchema Described(IOpenApiSchema property, string? description)
    {
        if (description is not null && property is OpenApiSchema { Description: null } own)
            own.Description = description;
        else if (description is not null && property is OpenApiSchemaReference reference)
            reference.Description = description;
        return property;
    }

    private static bool MayBeNull(PropertyInfo member) =>
        System.Nullable.GetUnderlyingType(member.PropertyType) is not null
        || (!member.PropertyType.IsValueType && new NullabilityInfoContext().Create(member).ReadState is NullabilityState.Nullable);

    // As the serializer asks for: what the constructor needs, and `required`
    private static HashSet<string> RequiredOf(Type type, OpenApiSchema schema)
    {
        var ofConstructor = type.GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)?.GetParameters()
            .Where(parameter => !parameter.HasDefaultValue).Select(parameter => parameter.Name!) ?? [];
        var ofProperties = type.GetProperties()
            .Where(property => property.GetCustomAttribute<RequiredMemberAttribute>() is not null).Select(property => property.Name);
        return [.. ofConstructor.Concat(ofProperties).Select(JsonNamingPolicy.CamelCase.ConvertName).Where(schema.Properties!.ContainsKey)];
    }

    // "all of an object, and null" is nothing at all; "an object or null" is meant
    private static IOpenApiSchema Said(IOpenApiSchema property, bool mayBeNull)
    {
        if (property is not OpenApiSchema own)
            return mayBeNull ? new OpenApiSchema { AnyOf = [property, new OpenApiSchema { Type = JsonSchemaType.Null }] } : property;
        if (own.Type is { } type)
            own.Type = mayBeNull ? type | JsonSchemaType.Null : type & ~JsonSchemaType.Null;
        return own;
    }

    private static void DescribeMoney(OpenApiSchema schema)
    {
        schema.Description = "An amount in a currency.";
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["amount"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "Decimal number as text.",
                Pattern = @"^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,4})?$",
                Examples = ["129.00"]
            },
            ["currency"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[A-Z]{3}$",
                Description = "ISO 4217",
                Examples = ["CNY"]
            },
        };
        schema.Required = new HashSet<string> { "amount", "currency" };
        schema.AdditionalPropertiesAllowed = false;
    }
}
