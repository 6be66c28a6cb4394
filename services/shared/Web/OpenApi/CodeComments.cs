using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace ComplaintPlatform.Web.OpenApi;

/// <summary>
/// What the comments in the code say, from the file that the compiler writes beside each assembly: the one place for a description is the
/// line above what it describes.
/// </summary>
internal static partial class CodeComments
{
    private static readonly ConcurrentDictionary<Assembly, FrozenDictionary<string, XElement>> Files = new();

    public static string? OfType(Type type) => Text(Member("T:" + NameOf(type), type)?.Element("summary"));

    public static string? OfProperty(PropertyInfo property)
    {
        var type = property.DeclaringType!;
        return Text(Member($"P:{NameOf(type)}.{property.Name}", type)?.Element("summary"))
            // A record's property is a parameter of its constructor
            ?? Text(Parameter(Member("T:" + NameOf(type), type), property.Name));
    }

    /// <summary>Of a handler: its own comment, or that of the class that is its feature.</summary>
    public static string? OfHandler(MethodInfo method)
    {
        if (Feature(method) is not { } type)
            return null;
        return Text(MethodOf(method, type)?.Element("summary")) ?? OfType(type);
    }

    public static string? OfParameter(MethodInfo method, string name) =>
        Feature(method) is { } type ? Text(Parameter(MethodOf(method, type), name)) : null;

    // A lambda's class is made by the compiler, within the class that it was written in
    private static Type? Feature(MethodInfo method)
    {
        var type = method.DeclaringType;
        while (type is not null && type.Name.Contains('<', StringComparison.Ordinal))
            type = type.DeclaringType;
        return type;
    }

    private static XElement? MethodOf(MethodInfo method, Type type)
    {
        var start = $"M:{NameOf(type)}.{method.Name}";
        return FileOf(type.Assembly).FirstOrDefault(member => member.Key == start
            || member.Key.StartsWith(start + "(", StringComparison.Ordinal)
            || member.Key.StartsWith(start + "``", StringComparison.Ordinal)).Value;
    }

    private static XElement? Member(string id, Type type) => FileOf(type.Assembly).GetValueOrDefault(id);

    private static XElement? Parameter(XElement? member, string name) => member?.Elements("param")
        .FirstOrDefault(parameter => string.Equals(parameter.Attribute("name")?.Value, name, StringComparison.OrdinalIgnoreCase));

    private static string NameOf(Type type) =>
        (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName!.Replace('+', '.');

    private static FrozenDictionary<string, XElement> FileOf(Assembly assembly) => Files.GetOrAdd(assembly, static one =>
    {
        var file = Path.ChangeExtension(one.Location, ".xml");
        try
        {
            return File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToFrozenDictionary(member => member.Attribute("name")!.Value)
                : FrozenDictionary<string, XElement>.Empty;
        }
        catch (XmlException)
        {
            return FrozenDictionary<string, XElement>.Empty;
        }
    });

    private static string? Text(XElement? element)
    {
        if (element is null)
            return null;
        var text = new StringBuilder();
        Append(text, element);
        return Spaces().Replace(text.ToString(), " ").Trim() is { Length: > 0 } said ? said : null;
    }

    private static void Append(StringBuilder text, XElement element)
    {
        foreach (var node in element.Nodes())
        {
            if (node is XText plain)
                text.Append(plain.Value);
            else if (node is XElement { Name.LocalName: "c" or "code" } code)
                text.Append('`').Append(code.Value).Append('`');
            else if (node is XElement { Name.LocalName: "see" or "paramref" or "seealso" or "typeparamref" } reference)
                text.Append('`').Append(NameIn(reference)).Append('`');
            else if (node is XElement inner)
                Append(text, inner);
        }
    }

    private static string NameIn(XElement reference) =>
        reference.Attribute("cref")?.Value.Split('(')[0].Split('.', ':')[^1] ?? reference.Attribute("langword")?.Value
        ?? reference.Attribute("name")?.Value ?? reference.Value;

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();
}
