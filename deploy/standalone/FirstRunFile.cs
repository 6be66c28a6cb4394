using System.Text.Json;
using ComplaintPlatform.Identity.Installing;

namespace ComplaintPlatform.Standalone;

internal sealed record FirstRun(string BaseUrl, string StorefrontId, string ApiKey, IReadOnlyList<InstalledUser> Users);

/// <summary><c>first-run.json</c> in the data folder: address, key and users of the first start, readable by its owner only.</summary>
internal static class FirstRunFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static string PathIn(DataFolder folder) => Path.Combine(folder.Path, "first-run.json");

    public static FirstRun? Read(DataFolder folder) =>
        File.Exists(PathIn(folder)) ? JsonSerializer.Deserialize<FirstRun>(File.ReadAllText(PathIn(folder)), Json) : null;

    public static void Write(DataFolder folder, string baseUrl, Installed installed) =>
        Write(folder, new FirstRun(baseUrl, installed.StorefrontId, installed.ApiKey, installed.Users));

    /// <summary>A later start may listen elsewhere.</summary>
    public static void SetBaseUrl(DataFolder folder, string baseUrl)
    {
        if (Read(folder) is { } known && known.BaseUrl != baseUrl)
            Write(folder, known with { BaseUrl = baseUrl });
    }

    private static void Write(DataFolder folder, FirstRun content)
    {
        var path = PathIn(folder);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var writer = new StreamWriter(path + ".new", options))
            writer.WriteLine(JsonSerializer.Serialize(content, Json));
        File.Move(path + ".new", path, overwrite: true);
    }
}
