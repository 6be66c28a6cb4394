using ComplaintPlatform.Web.Http;
using SkiaSharp;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>
/// Pictures as they are shown: decoded and written anew, so that only pixels reach a browser: no script, no place where it was taken, no
/// file that is two types at once.
/// </summary>
internal static class Picture
{
    private const int LongestSide = 1280;
    private const int Quality = 82;

    /// <summary>What a phone's camera makes, with room; a small file can claim a thousand times as many.</summary>
    private const long MostPixels = 100_000_000;

    // A picture takes four bytes a pixel while it is decoded: few at a time
    private static readonly SemaphoreSlim Turns = new(2);

    /// <summary>Whether pictures of this type can be shown; others are there to be saved.</summary>
    public static bool IsShown(string contentType) => contentType is "image/jpeg" or "image/png" or "image/gif" or "image/webp";

    /// <returns>A JPEG of at most 1280 pixels a side; <c>null</c> where this is no picture, or one too large to be opened.</returns>
    public static async Task<byte[]?> ShownAsync(Stream content, CancellationToken ct)
    {
        await Turns.WaitAsync(ct);
        try
        {
            return await Task.Run(() => Encode(content), ct);
        }
        finally
        {
            Turns.Release();
        }
    }

    private static byte[]? Encode(Stream content)
    {
        using var codec = SKCodec.Create(content);
        if (codec is null || codec.Info.Width <= 0 || codec.Info.Height <= 0 || (long)codec.Info.Width * codec.Info.Height > MostPixels)
            return null;

        var scale = Math.Min(1f, (float)LongestSide / Math.Max(codec.Info.Width, codec.Info.Height));
        // What the format can scale while it decodes (JPEG) never takes the whole picture into memory
        var near = codec.GetScaledDimensions(scale);
        using var decoded = new SKBitmap(new SKImageInfo(near.Width, near.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
            return null;

        using var upright = Upright(decoded, codec.EncodedOrigin, Math.Min(1f, (float)LongestSide / Math.Max(near.Width, near.Height)));
        using var image = SKImage.FromBitmap(upright);
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return data.ToArray();
    }

    // Phones store which way up instead of turning the picture
    private static SKBitmap Upright(SKBitmap bitmap, SKEncodedOrigin origin, float scale)
    {
        var (width, height) = (Math.Max(1, (int)(bitmap.Width * scale)), Math.Max(1, (int)(bitmap.Height * scale)));
        var turned = origin is SKEncodedOrigin.RightTop or SKEncodedOrigin.LeftBottom or SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightBottom;
        var result = new SKBitmap(turned ? height : width, turned ? width : height);
        using var canvas = new SKCanvas(result);
        canvas.Clear(SKColors.White);
        switch (origin)
        {
            case SKEncodedOrigin.BottomRight:
                canvas.RotateDegrees(180, width / 2f, height / 2f);
                break;
            case SKEncodedOrigin.RightTop:
                canvas.Translate(height, 0);
                canvas.RotateDegrees(90);
                break;
            case SKEncodedOrigin.LeftBottom:
                canvas.Translate(0, width);
                canvas.RotateDegrees(270);
                break;
        }

        using var source = SKImage.FromBitmap(bitmap);
        canvas.DrawImage(source, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return result;
    }

    public static ProblemException NotShown() => new(
        415, "attachment.no_picture", "This file cannot be shown as a picture; save it instead. | 该文件无法以图片显示,请下载查看。");
}
