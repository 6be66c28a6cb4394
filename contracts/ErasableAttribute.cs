namespace ComplaintPlatform.Contracts;

/// <summary>Words of, or about, a person: a service that keeps them deletes them when the customer is erased.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ErasableAttribute : Attribute;
