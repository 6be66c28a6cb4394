using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Models;

/// <summary>The model that ships inside the assembly.</summary>
internal static class DefaultModel
{
    public const string File = "default-model.bin";

    private static readonly Lazy<ModelCard> LazyCard = new(() => ModelFile.ReadCard(Bytes()));

    /// <summary>What the model is, without its weights.</summary>
    public static ModelCard Card => LazyCard.Value;

    public static LinearModel Load() => ModelFile.Read(Bytes());

    private static byte[] Bytes()
    {
        using var stream = EmbeddedData.Open(File);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
