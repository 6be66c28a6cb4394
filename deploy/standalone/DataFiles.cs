namespace ComplaintPlatform.Standalone;

/// <summary>What of a data folder, besides the databases, belongs to the data: keys, evidence, messages, what is being imported.</summary>
internal static class DataFiles
{
    private static readonly string[] Folders = ["keys", "evidence", "messages"];
    private static readonly string[] Files = ["first-run.json", "administrator.password"];

    /// <returns>Paths in the folder.</returns>
    public static IEnumerable<string> Beside(string data)
    {
        foreach (var file in Files)
        {
            if (File.Exists(Path.Combine(data, file)))
                yield return file;
        }

        foreach (var folder in Folders.Select(folder => Path.Combine(data, folder)).Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                yield return Path.GetRelativePath(data, file);
        }
    }
}
