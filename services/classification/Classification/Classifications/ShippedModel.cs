using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Classifications;

/// <summary>The model that comes with the platform.</summary>
internal static class ShippedModel
{
    public static ITextModel? Instance => null;
}
