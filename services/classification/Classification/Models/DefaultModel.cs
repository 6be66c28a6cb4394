using ComplaintPlatform.Classification.Text;

namespace ComplaintPlatform.Classification.Models;

/// <summary>The model that ships inside the assembly.</summary>
internal static class DefaultModel
{
    public const string File = "default-model.bin";

    public static LinearModel Load()
    {
        using var stream = EmbeddedData.Open(File);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return ModelFile.Read(bytes.ToArray());
    }
}
