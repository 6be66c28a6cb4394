using System.Collections.Frozen;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using ComplaintPlatform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// Refuses parameters in the query that the endpoint does not declare: a filter with a slip of the pen would otherwise be no filter. Names
/// count as they are written, as in bodies, and a parameter with one value stands once: else two readers of one request would read two
/// different ones. Pages that people open are spared, because mail programs and advertisers add parameters to links.
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
        // As they were written: the framework's own collection takes names in another case for the same
        var (unknown, seen, twice) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal), new List<string>());
        foreach (var pair in new QueryStringEnumerable(context.Request.QueryString.Value))
        {
            var name = pair.DecodeName().ToString();
            var isFirst = seen.Add(name);
            if (isFirst && !declared.Names.Contains(name))
                unknown.Add(name);
            else if (!isFirst && !declared.Lists.Contains(name))
                twice.Add(name);
        }

        if (unknown.Count > 0)
            throw new ValidationProblemException(
                "parameter.unknown", [.. unknown.Take(MostNamed).Select(name => (PointerOf(name), declared.Refusal))]);
        if (twice.Count > 0)
            throw new ValidationProblemException(
                "parameter.invalid",
                [.. twice.Distinct().Take(MostNamed).Select(name => (PointerOf(name), RefusalTexts.DuplicateParameter))]);
        return next(context);
    }

    private static string PointerOf(string name) => JsonPointers.Append("", name.Length > LongestName ? name[..LongestName] : name);

    private static Declared Read(RouteEndpoint endpoint)
    {
        var handler = endpoint.Metadata.GetMetadata<System.Reflection.MethodInfo>();
        var isPage = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Any(answer => answer.ContentTypes.Contains("text/html"));
        if (handler is null || isPage)
            return new Declared(null, [], "");

        var (names, lists) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var parameter in endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>())
        {
            if (parameter.HasBindAsync || !IsText(parameter)
                || endpoint.RoutePattern.Parameters.Any(part => IsNamed(part.Name, parameter.Name)))
                continue;
            var name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name);
            names.Add(name);
            if (parameter.ParameterInfo.ParameterType is { IsArray: true } || parameter.ParameterInfo.ParameterType == typeof(StringValues))
                lists.Add(name);
        }

        if (endpoint.Metadata.GetMetadata<PageRequest.Paged>() is not null)
            names.AddRange(PageRequest.Names);
        var refusal = names.Count == 0
            ? RefusalTexts.NoParameters
            : string.Format(CultureInfo.InvariantCulture, RefusalTexts.UnknownParameter,
                string.Join(", ", names.Order(StringComparer.Ordinal)));
        return new Declared(names.ToFrozenSet(StringComparer.Ordinal), lists, refusal);
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
    /// <param name="Lists">Those that may stand more than once.</param>
    private sealed record Declared(FrozenSet<string>? Names, HashSet<string> Lists, string Refusal);
}
