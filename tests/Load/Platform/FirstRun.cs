using System.Text.Json;

namespace ComplaintPlatform.Load.Platform;

/// <summary>The file that the first start of the platform writes: addresses, key and users.</summary>
internal sealed record FirstRun(string BaseUrl, string StorefrontId, string ApiKey, IReadOnlyList<FirstRunUser> Users)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static FirstRun Read(string path)
    {
        if (!File.Exists(path))
            throw new LoadException($"There is no file {path}; the platform writes it at its first start.");

        try
        {
            var file = JsonSerializer.Deserialize<FirstRun>(File.ReadAllText(path), Json);
            return file is { ApiKey: not null, StorefrontId: not null, Users: not null }
                ? file
                : throw new LoadException($"{path} lacks a key, a storefront or users.");
        }
        catch (JsonException broken)
        {
            throw new LoadException($"{path} cannot be read: {broken.Message}");
        }
    }
}

internal sealed record FirstRunUser(string Username, string Password, string Role);
