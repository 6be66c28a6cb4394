using System.Diagnostics;
using ComplaintPlatform.Classification.Training;

namespace ComplaintPlatform.Classification.Trainer;

/// <summary>Rows of a tab-separated file, plain or packed with xz (read by the xz program, because .NET cannot).</summary>
internal static class TableFile
{
    public static IEnumerable<string[]> Rows(string path)
    {
        if (File.Exists(path))
            return Rows(() => File.OpenText(path));
        if (File.Exists(path + ".xz"))
            return PackedRows(path + ".xz");

        throw new FileNotFoundException($"Neither '{path}' nor '{path}.xz' is there.", path);
    }

    private static IEnumerable<string[]> Rows(Func<TextReader> open)
    {
        using var reader = open();
        while (reader.ReadLine() is { } line)
            yield return line.Split('\t');
    }

    private static IEnumerable<string[]> PackedRows(string path)
    {
        using var unpack =
            Process.Start(new ProcessStartInfo("xz", ["-dc", path])
            {
                RedirectStandardOutput = true,
                StandardOutputEncoding = System.Text.Encoding.UTF8
            })
            ?? throw new InvalidOperationException("The xz program cannot be started.");
        while (unpack.StandardOutput.ReadLine() is { } line)
            yield return line.Split('\t');

        unpack.WaitForExit();
        if (unpack.ExitCode != 0)
            throw new InvalidDataException($"xz could not unpack '{path}'.");
    }
}
