using System.Linq.Expressions;
using System.Text.Json;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;

namespace ComplaintPlatform.Persistence.Messaging;

/// <summary>A registered consumer: the queue it reads, its database, and how each of its events is handed to it.</summary>
internal sealed class ServiceConsumer
{
    private readonly Dictionary<Type, Func<object, IDomainEvent, CancellationToken, Task>> _handlers;

    private ServiceConsumer(string service, Type consumerType, Type contextType)
    {
        ConsumerType = consumerType;
        ContextType = contextType;
        GateType = typeof(CommitGate<>).MakeGenericType(contextType);
        Queue = $"{service}-{NameOf(consumerType)}";
        _handlers = consumerType.GetInterfaces()
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEventConsumer<>))
            .ToDictionary(type => type.GetGenericArguments()[0], Handler);
    }

    public string Queue { get; }

    public Type ConsumerType { get; }

    public Type ContextType { get; }

    public Type GateType { get; }

    public bool TakesBatches => ConsumerType.IsAssignableTo(typeof(IBatchConsumer));

    /// <summary>An event is taken in as itself, or as the interface that the consumer names.</summary>
    public Func<object, IDomainEvent, CancellationToken, Task> HandlerOf(Type eventType) =>
        _handlers.GetValueOrDefault(eventType)
        ?? _handlers.FirstOrDefault(pair => eventType.IsAssignableTo(pair.Key)).Value
        ?? throw new InvalidOperationException($"{ConsumerType} does not take {eventType}.");

    public bool Takes(Type eventType) => _handlers.Keys.Any(eventType.IsAssignableTo);

    public static ServiceConsumer Of<TConsumer, TContext>(string service)
        where TContext : ServiceDbContext => new(service, typeof(TConsumer), typeof(TContext));

    private static Func<object, IDomainEvent, CancellationToken, Task> Handler(Type consumerInterface)
    {
        var eventType = consumerInterface.GetGenericArguments()[0];
        var consumer = Expression.Parameter(typeof(object));
        var message = Expression.Parameter(typeof(IDomainEvent));
        var ct = Expression.Parameter(typeof(CancellationToken));
        var call = Expression.Call(
            Expression.Convert(consumer, consumerInterface),
            consumerInterface.GetMethod(nameof(IEventConsumer<>.HandleAsync))!,
            Expression.Convert(message, eventType),
            ct);
        return Expression.Lambda<Func<object, IDomainEvent, CancellationToken, Task>>(call, consumer, message, ct).Compile();
    }

    // No pattern with a time limit: a machine that stalls at the start would end it
    private static string NameOf(Type consumerType)
    {
        const string suffix = "Consumer";
        var name = consumerType.Name.EndsWith(suffix, StringComparison.Ordinal) ? consumerType.Name[..^suffix.Length] : consumerType.Name;
        return JsonNamingPolicy.KebabCaseLower.ConvertName(name);
    }
}
