using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace ComplaintPlatform.Classification.Models;

/// <summary>
/// The file of a model: "CPLM", format, length of the header, header (JSON: card and layout), weights (8 bits, by column, Brotli), SHA-256
/// of all before. By column because neighbours in a column look alike, which packs better.
/// </summary>
internal static class ModelFile
{
    /// <summary>2: twice as many buckets, each script its own.</summary>
    public const int Format = 2;

    private const int LargestHeader = 1 << 20;
    private const int LargestColumns = 512;
    private static readonly byte[] Magic = "CPLM"u8.ToArray();

    /// <param name="level">The smallest size takes most of a minute; a model of an hour's life need not.</param>
    public static byte[] Write(LinearModel model, CompressionLevel level = CompressionLevel.SmallestSize)
    {
        using var file = new MemoryStream();
        var header = JsonSerializer.SerializeToUtf8Bytes(new Header(model.Card, model.Layout), JsonSerializerOptions.Web);
        file.Write(Magic);
        file.Write(BitConverter.GetBytes(Format));
        file.Write(BitConverter.GetBytes(header.Length));
        file.Write(header);
        using (var packed = new BrotliStream(file, level, leaveOpen: true))
            packed.Write(ByColumn(model));

        file.Write(SHA256.HashData(file.ToArray()));
        return file.ToArray();
    }

    public static LinearModel Read(ReadOnlyMemory<byte> file)
    {
        var (header, packed) = Open(file);
        return Unpack(header, packed);
    }

    /// <summary>The card alone; the weights stay packed.</summary>
    public static ModelCard ReadCard(ReadOnlyMemory<byte> file) => Open(file).Header.Card;

    private static (Header Header, ReadOnlyMemory<byte> Packed) Open(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < Magic.Length || !bytes[..Magic.Length].SequenceEqual(Magic))
            throw new ModelFileException(ModelFileProblem.Foreign, "This is not a model file.");
        if (bytes.Length < 12 + SHA256.HashSizeInBytes
            || !SHA256.HashData(bytes[..^SHA256.HashSizeInBytes]).AsSpan().SequenceEqual(bytes[^SHA256.HashSizeInBytes..]))
            throw new ModelFileException(ModelFileProblem.Broken,
                "The model file is incomplete or was changed: its checksum does not match.");

        var format = BitConverter.ToInt32(bytes[4..]);
        if (format != Format)
            throw new ModelFileException(ModelFileProblem.Unsupported,
                $"The model file has format {format}; this program reads format {Format}.");

        var length = BitConverter.ToInt32(bytes[8..]);
        if (length is <= 0 or > LargestHeader || 12 + length > bytes.Length - SHA256.HashSizeInBytes)
            throw new ModelFileException(ModelFileProblem.Broken, "The header of the model file has an impossible length.");

        return (ReadHeader(file.Slice(12, length)), file[(12 + length)..^SHA256.HashSizeInBytes]);
    }

    private static Header ReadHeader(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var header = JsonSerializer.Deserialize<Header>(bytes.Span, JsonSerializerOptions.Web)
                ?? throw new ModelFileException(ModelFileProblem.Broken, "The model file has an empty header.");
            if (header.Layout.Columns is <= 0 or > LargestColumns
                || header.Layout.Axes.Any(axis => axis.Steps.Count != axis.Classes.Count || axis.Biases.Count != axis.Classes.Count))
                throw new ModelFileException(ModelFileProblem.Broken, "The layout of the model file does not fit together.");

            return header;
        }
        catch (JsonException exception)
        {
            throw new ModelFileException(ModelFileProblem.Broken, "The header of the model file cannot be read.", exception);
        }
    }

    private static LinearModel Unpack(Header header, ReadOnlyMemory<byte> packed)
    {
        try
        {
            return new LinearModel(header.Layout, header.Card, Unpack(packed, header.Layout.Columns));
        }
        // An axis that stands there twice is an argument exception
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or ArgumentException)
        {
            throw new ModelFileException(ModelFileProblem.Broken, "The model file cannot be unpacked.", exception);
        }
    }

    private static byte[] ByColumn(LinearModel model)
    {
        var columns = model.Layout.Columns;
        var stride = LinearModel.Stride(columns);
        var bytes = new byte[columns * NgramReader.Buckets];
        for (var column = 0; column < columns; column++)
        {
            for (var bucket = 0; bucket < NgramReader.Buckets; bucket++)
                bytes[(column * NgramReader.Buckets) + bucket] = (byte)model.Weights[(bucket * stride) + column];
        }

        return bytes;
    }

    private static sbyte[] Unpack(ReadOnlyMemory<byte> packed, int columns)
    {
        var stride = LinearModel.Stride(columns);
        var weights = new sbyte[NgramReader.Buckets * stride];
        var bytes = new byte[NgramReader.Buckets];
        using var stream = new BrotliStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
        for (var column = 0; column < columns; column++)
        {
            stream.ReadExactly(bytes);
            for (var bucket = 0; bucket < bytes.Length; bucket++)
                weights[(bucket * stride) + column] = (sbyte)bytes[bucket];
        }

        return weights;
    }

    private sealed record Header(ModelCard Card, ModelLayout Layout);
}

internal enum ModelFileProblem
{
    /// <summary>Something else than a model.</summary>
    Foreign,

    /// <summary>A model of another version of the program.</summary>
    Unsupported,

    /// <summary>Cut off or changed.</summary>
    Broken,
}

/// <summary>The file is refused; whatever model was active stays.</summary>
internal sealed class ModelFileException(ModelFileProblem problem, string message, Exception? inner = null) : Exception(message, inner)
{
    public ModelFileProblem Problem { get; } = problem;
}
