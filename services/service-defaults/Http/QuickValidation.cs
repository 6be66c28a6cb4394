#pragma warning disable ASP0029 // See RememberedValidation
using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>
/// Looks first whether a value is valid, which most are, with compiled getters; only what is not, or is not plain, goes to the framework, which finds
/// the same fault again and says it well. The framework reads each property by reflection: that was a twentieth of what accepting a complaint costs.
/// </summary>
internal sealed class QuickValidation : IValidatableInfo
{
    private readonly Type _type;
    private readonly IValidatableInfo _framework;
    private readonly IValidatableInfoResolver _resolver;
    private readonly List<Member> _members;

    private QuickValidation(Type type, IValidatableInfo framework, IValidatableInfoResolver resolver, List<Member> members)
    {
        (_type, _framework, _resolver, _members) = (type, framework, resolver, members);
    }

    /// <returns>The framework's own where the type has rules that are not its properties' alone.</returns>
    public static IValidatableInfo Before(IValidatableInfo framework, Type type, IValidatableInfoResolver resolver)
    {
        if (type.IsValueType || typeof(IValidatableObject).IsAssignableFrom(type) || type.IsDefined(typeof(ValidationAttribute)))
            return framework;
        var members = new List<Member>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0))
        {
            // The framework also reads the rules of a record's parameters
            var parameters = type.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Where(parameter => parameter.Name == property.Name);
            List<ValidationAttribute> rules = [.. property.GetCustomAttributes<ValidationAttribute>(), .. parameters.SelectMany(parameter => parameter.GetCustomAttributes<ValidationAttribute>())];
            if (rules.Exists(rule => rule.RequiresValidationContext))
                return framework;
            var isPlain = IsPlain(property.PropertyType);
            if (rules.Count > 0 || !isPlain)
                members.Add(new Member(Getter(property), rules, isPlain ? null : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType));
        }

        return new QuickValidation(type, framework, resolver, members);
    }

    public Task ValidateAsync(object? value, ValidateContext context, CancellationToken cancellationToken) =>
        value is not null && IsValid(value) ? Task.CompletedTask : _framework.ValidateAsync(value, context, cancellationToken);

    private bool IsValid(object value)
    {
        if (value.GetType() != _type)
            return false;
        foreach (var member in _members)
        {
            var held = member.Get(value);
            foreach (var rule in member.Rules)
            {
                if (!rule.IsValid(held))
                    return false;
            }

            if (held is not null && member.Within is { } type && !IsValidWithin(held, type))
                return false;
        }

        return true;
    }

    // Lists of objects, and what is of another type than it was declared with, are the framework's
    private bool IsValidWithin(object held, Type declared) =>
        held is not IEnumerable && held.GetType() == declared
        && (!_resolver.TryGetValidatableTypeInfo(declared, out var info) || (info is QuickValidation quick && quick.IsValid(held)));

    private static Func<object, object?> Getter(PropertyInfo property)
    {
        var value = Expression.Parameter(typeof(object));
        var read = Expression.Property(Expression.Convert(value, property.DeclaringType!), property);
        return Expression.Lambda<Func<object, object?>>(Expression.Convert(read, typeof(object)), value).Compile();
    }

    // Nothing within it can have rules
    private static bool IsPlain(Type type)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTimeOffset)
            || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan) || typeof(IEnumerable<string>).IsAssignableFrom(type);
    }

    /// <param name="Within">The declared type, where something within it can have rules.</param>
    private sealed record Member(Func<object, object?> Get, IReadOnlyList<ValidationAttribute> Rules, Type? Within);
}
