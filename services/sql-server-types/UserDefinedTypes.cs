namespace Microsoft.SqlServer.Server;

// Microsoft.Data.SqlClient names these types in code for CLR user-defined types, which this platform does not use, and loads this
// assembly by name for every command with a parameter. The package of that name is not on every feed; this project stands in for it.

public enum Format
{
    Unknown = 0,
    Native = 1,
    UserDefined = 2,
}

public interface IBinarySerialize
{
    void Read(BinaryReader r);

    void Write(BinaryWriter w);
}

public sealed class InvalidUdtException : SystemException
{
    internal InvalidUdtException(string message)
        : base(message)
    {
    }

    public static InvalidUdtException Create(Type udtType, string resourceReason) => new($"'{udtType}' is an invalid user-defined type: {resourceReason}.");
}

[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
{
    public Format Format { get; } = format;

    public int MaxByteSize { get; set; }

    public bool IsFixedLength { get; set; }

    public bool IsByteOrdered { get; set; }

    public string? Name { get; set; }

    public string? ValidationMethodName { get; set; }
}
