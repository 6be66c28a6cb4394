namespace ComplaintPlatform.Persistence.Data;

/// <summary>
/// Words of people, though short: on a server they are compared and found as its own language wants it. Every other text of at most
/// <see cref="ServiceDbContext.LongestIdentifier"/> letters is an identifier, and compared letter by letter as we do.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class FreeTextAttribute : Attribute;
