using System.Collections;
using System.Reflection;

namespace ComplaintPlatform.Contracts.Tests;

/// <summary>Fills a contract with values that depend on nothing but its shape: every property set, no two alike by accident.</summary>
internal static class Example
{
    private static readonly DateTimeOffset Time = new(2026, 1, 31, 8, 0, 0, TimeSpan.Zero);

    public static object Of(Type type)
    {
        var instance = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite))
            property.SetValue(instance, Value(property.PropertyType, property.Name));
        return instance;
    }

    private static object Value(Type type, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(string))
            return name + " 值";
        if (type == typeof(Guid))
            return new Guid(name.Length, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        if (type == typeof(DateTimeOffset))
            return Time.AddMinutes(name.Length);
        if (type == typeof(int))
            return name.Length;
        if (type == typeof(double))
            return name.Length / 4.0;
        if (type == typeof(decimal))
            return 129.50m;
        if (type == typeof(bool))
            return true;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = (IList)Activator.CreateInstance(typeof(List<>).MakeGenericType(type.GetGenericArguments()[0]))!;
            list.Add(Value(type.GetGenericArguments()[0], name));
            return list;
        }

        return type.IsClass
            ? Of(type)
            : throw new NotSupportedException(
                $"{type} may not stand in a contract: only Guid, numbers, string, bool, DateTimeOffset, lists of these, and nested records.");
    }
}
