namespace ComplaintPlatform.Contracts;

/// <summary>
/// Words of, or about, a person, or what leads to one: a service that keeps them deletes them when the customer is erased. It is heeded on
/// an event, and on a record that the event holds.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ErasableAttribute : Attribute;
