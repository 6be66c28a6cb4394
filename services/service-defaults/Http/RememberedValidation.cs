#pragma warning disable ASP0029 // The framework's generated code uses the same interface
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.ServiceDefaults.Http;

/// <summary>
/// Knows again what is to be checked of a type. The framework asks for it with each value it checks, of every service in the process, and what was
/// generated builds it anew each time: a tenth of all memory that a request took.
/// </summary>
internal sealed class RememberedValidation(IReadOnlyList<IValidatableInfoResolver> resolvers) : IValidatableInfoResolver
{
    private readonly ConcurrentDictionary<Type, IValidatableInfo?> _types = new();

    /// <summary>Puts itself before the resolvers that there are.</summary>
    public static void Remember(ValidationOptions options)
    {
        if (options.Resolvers is [RememberedValidation])
            return;
        var remembered = new RememberedValidation([.. options.Resolvers]);
        options.Resolvers.Clear();
        options.Resolvers.Add(remembered);
    }

    public bool TryGetValidatableTypeInfo(Type type, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        if (!_types.TryGetValue(type, out validatableInfo))
            _types[type] = validatableInfo = Find(type);
        return validatableInfo is not null;
    }

    // Asked once for each endpoint
    public bool TryGetValidatableParameterInfo(ParameterInfo parameterInfo, [NotNullWhen(true)] out IValidatableInfo? validatableInfo)
    {
        foreach (var resolver in resolvers)
        {
            if (resolver.TryGetValidatableParameterInfo(parameterInfo, out validatableInfo))
                return true;
        }

        validatableInfo = null;
        return false;
    }

    private IValidatableInfo? Find(Type type)
    {
        foreach (var resolver in resolvers)
        {
            if (resolver.TryGetValidatableTypeInfo(type, out var found))
                return QuickValidation.Before(found, type, this);
        }

        return null;
    }
}
