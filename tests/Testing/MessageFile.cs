using System.Text;

namespace ComplaintPlatform.Testing;

/// <summary>Reads what a message in a file says, whatever transfer encoding a mail has.</summary>
public static class MessageFile
{
    public static string Text(string file)
    {
        var text = File.ReadAllText(file);
        if (!text.Contains("Content-Transfer-Encoding: base64", StringComparison.OrdinalIgnoreCase))
            return text.Replace("=\r\n", "", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);

        var bodies = text.Split("\r\n\r\n").Skip(1).Select(Decode);
        return text + string.Concat(bodies);
    }

    private static string Decode(string body)
    {
        var base64 = new string([.. body.TakeWhile(character => character != '-').Where(character => !char.IsWhiteSpace(character))]);
        var buffer = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, buffer, out var length) ? Encoding.UTF8.GetString(buffer, 0, length) : "";
    }
}
