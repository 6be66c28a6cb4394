using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// Refuses parameters in the query that the endpoint does not declare: a filter with a slip of the pen would otherwise be no filter.
/// Pages that people open are spared, because mail programs and advertisers add parameters to links.
/// </summary>
internal static class QueryParameters
{
    private const int MostNamed = 10;
    private const int LongestName = 100;
    private static readonly ConditionalWeakTable<Endpoint, Declared> Known = [];

    public static Task RefuseUnknown(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.QueryString.HasValue || context.GetEndpoint() is not RouteEndpoint endpoint)
            return next(context);

        var declared = Known.GetValue(endpoint, static known => Read((RouteEndpoint)known));
        if (declared.Names is null)
            return next(context);
        var unknown = context.Request.Query.Keys.Where(name => !declared.Names.Contains(name)).Take(MostNamed).ToArray();
        if (unknown.Length == 0)
            return next(context);

        throw new ValidationProblemException("parameter.unknown", [.. unknown.Select(name => (PointerOf(name), declared.Refusal))]);
    }

    private static string PointerOf(string name) => JsonPointers.Append("", name.Length > LongestName ? name[..LongestName] : name);

    private static Declared Read(RouteEndpoint endpoint)
    {
        var handler = endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>();
        var isPage = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains("text/html"));
        if (handler is null || isPage)
            return new Declared(null, "");

        List<string> names = [];
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            if (!parameter.HasBindAsync && IsText(parameter)
                && !endpoint.RoutePattern.Parameters.Any(part => IsNamed(part.Name, parameter.Name)))
                names.Add(JsonNamingPolicy.CamelCase.ConvertName(parameter.Name));
        }

        if (endpoint.Metadata.GetMetadata<PageRequest.Paged>() is not null)
            names.AddRange(PageRequest.Names);
        var refusal = names.Count == 0
            ? RefusalTexts.NoParameters
            : string.Format(CultureInfo.InvariantCulture, RefusalTexts.UnknownParameter,
                string.Join(", ", names.Order(StringComparer.Ordinal)));
        return new Declared(names.ToFrozenSet(StringComparer.OrdinalIgnoreCase), refusal);
    }

    private static bool IsNamed(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);

    // What the framework reads from the route or the query: texts and what is parsed from texts, alone or in a list
    private static bool IsText(IParameterBindingMetadata parameter)
    {
        var type = parameter.ParameterInfo.ParameterType;
        type = type.IsArray ? type.GetElementType()! : type;
        return parameter.HasTryParse || type == typeof(string) || type == typeof(StringValues)
            || (type != parameter.ParameterInfo.ParameterType
                && type.GetMethod("TryParse", [typeof(string), type.MakeByRefType()]) is not null)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(QueryEnum<>));
    }

    /// <param name="Names"><c>null</c>: this endpoint takes any.</param>
    private sealed record Declared(FrozenSet<string>? Names, string Refusal);
}
