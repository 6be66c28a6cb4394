using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Web.Http;

/// <summary>
/// An enum value in a query or a route, written as in JSON (<c>in_progress</c>); the framework alone would take C# names and numbers.
/// </summary>
public readonly record struct QueryEnum<T>(T Value) : IParsable<QueryEnum<T>>
    where T : struct, Enum
{
    public static implicit operator T(QueryEnum<T> text) => text.Value;

    public static bool TryParse(string? s, IFormatProvider? provider, out QueryEnum<T> result)
    {
        var known = EnumText.TryParse<T>(s, out var value);
        result = new QueryEnum<T>(value);
        return known;
    }

    public static QueryEnum<T> Parse(string s, IFormatProvider? provider) =>
        TryParse(s, provider, out var result) ? result : throw new FormatException();

    public override string ToString() => EnumText.Of(Value);
}
