using System.Collections.Frozen;
using System.Reflection;
using MassTransit;

namespace ComplaintPlatform.Contracts;

/// <summary>All contracts by wire name, such as <c>intake.complaint-withdrawn.v1</c>.</summary>
public static class EventCatalogue
{
    private static readonly FrozenDictionary<string, Type> ByName = typeof(EventCatalogue).Assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IDomainEvent)))
        .ToFrozenDictionary(WireNameFromAttribute);

    private static readonly FrozenDictionary<Type, string> ByType = ByName.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    private static readonly FrozenDictionary<Type, PropertyInfo> ActorProperties =
        ByName.Values.ToFrozenDictionary(type => type, type => type.GetProperty(nameof(IDomainEvent.Actor))!);

    public static IEnumerable<Type> Types => ByType.Keys;

    /// <exception cref="KeyNotFoundException">The type is no contract.</exception>
    public static string WireName(Type type) => ByType[type];

    /// <returns><c>null</c> where this version of the contracts does not know the name.</returns>
    public static Type? Find(string wireName) => ByName.GetValueOrDefault(wireName);

    /// <summary>Says who caused an event that has not left yet.</summary>
    public static void StampActor(IDomainEvent domainEvent, string actor) =>
        ActorProperties[domainEvent.GetType()].SetValue(domainEvent, actor);

    private static string WireNameFromAttribute(Type type) =>
        type.GetCustomAttribute<EntityNameAttribute>()?.EntityName ?? throw new InvalidOperationException($"{type} has no wire name.");
}
