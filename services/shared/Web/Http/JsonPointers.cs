using System.Text;
using System.Text.Json;

namespace ComplaintPlatform.Web.Http;

internal static class JsonPointers
{
    /// <summary><c>Customer.Name</c>, <c>Items[0].Kind</c> of the validation; <c>limit</c> of a parameter.</summary>
    public static string OfMember(string path) => Convert(path, 0, camelCase: true);

    /// <summary><c>$.customer['odd.name'][2]</c> of the serializer.</summary>
    public static string OfJsonPath(string? path) => path is null or "$" ? "" : Convert(path, 1, camelCase: false);

    public static string Append(string pointer, string name) => new StringBuilder(pointer).AppendSegment(name).ToString();

    private static string Convert(string path, int start, bool camelCase)
    {
        var pointer = new StringBuilder();
        for (var at = start; at < path.Length;)
        {
            if (path[at] == '.')
            {
                at++;
                continue;
            }

            int end;
            if (path[at] == '[')
            {
                var quoted = at + 1 < path.Length && path[at + 1] == '\'';
                end = path.IndexOf(quoted ? "']" : "]", at, StringComparison.Ordinal);
                end = end < 0 ? path.Length : end;
                pointer.AppendSegment(path[(quoted ? at + 2 : at + 1)..end]);
                at = end + (quoted ? 2 : 1);
                continue;
            }

            end = path.AsSpan(at).IndexOfAny('.', '[') is var length and >= 0 ? at + length : path.Length;
            pointer.AppendSegment(camelCase ? JsonNamingPolicy.CamelCase.ConvertName(path[at..end]) : path[at..end]);
            at = end;
        }

        return pointer.ToString();
    }

    private static StringBuilder AppendSegment(this StringBuilder pointer, string name) =>
        pointer.Append('/').Append(name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal));
}
