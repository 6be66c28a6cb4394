using System.Text.Json;
using ComplaintPlatform.Classification.Tests.Service;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Classification.Tests.ModelVersions;

/// <summary>Classification that trains without resting, and says at once how far it is.</summary>
public class TrainingFactory : ClassificationFactory
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    public TrainingFactory()
        : this(0, folder: null)
    {
    }

    /// <param name="restShare">Above 0 the training takes its time.</param>
    /// <param name="folder">Of another replica, or of an earlier start; <c>null</c>: its own.</param>
    internal TrainingFactory(double restShare, string? folder, int keepFiles = 20)
        : base(Settings(restShare, folder, keepFiles))
    {
    }

    private string? _someModel;

    public HttpClient Administrator => As(Roles.Administrator, "*");

    public async Task CorrectAsync(string text, string category)
    {
        var id = (await ClassifyAsync(text)).ComplaintId;
        await (await CorrectAsync(id, $$"""{"category":"{{category}}","reason":"x"}""")).ShouldBeAsync(200);
    }

    /// <summary>Asks for a training and says the new version.</summary>
    public async Task<string> StartTrainingAsync() => (await Administrator.PostJsonAsync("models", "{}")
        .ShouldBeAsync(202)).GetProperty("version").GetString()!;

    public async Task<JsonElement> ModelAsync(string version) => await Administrator.GetAsync($"models/{version}").ShouldBeAsync(200);

    /// <summary>Trainings take seconds, and longer on a machine that does other things.</summary>
    public async Task<JsonElement> ModelWhenAsync(string version, Func<JsonElement, bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (true)
        {
            var model = await ModelAsync(version);
            if (condition(model))
                return model;
            limit.IsCancellationRequested.ShouldBeFalse(model.ToString());
            await Task.Delay(50);
        }
    }

    public Task<JsonElement> TrainedAsync(string version) =>
        ModelWhenAsync(version, model => model.GetProperty("state").GetString() != "training");

    public async Task<string> TrainAsync()
    {
        var version = await StartTrainingAsync();
        (await TrainedAsync(version)).GetProperty("state").GetString().ShouldBe("ready");
        return version;
    }

    /// <summary>A model that tests share and leave whole: a training is what takes long here.</summary>
    public async Task<string> SomeModelAsync() => _someModel ??= await TrainAsync();

    public Task<HttpResponseMessage> ActivateAsync(string version) => Administrator.PostAsync($"models/{version}/activation", null);

    public Task EventuallyClassifiesWithAsync(string version) =>
        Eventually.BeTrueAsync(async () => (await PreviewAsync("快递三天没动静")).GetProperty("modelVersion").GetString() == version,
            $"{version} classifies");

    /// <summary>What a disk, or somebody, may do to a model's file.</summary>
    public async Task SpoilAsync(string version, string bytes)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Folder, "classification.db")}");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"UPDATE ModelFiles SET Bytes = {bytes} WHERE Name = $name";
        command.Parameters.AddWithValue("$name", version);
        (await command.ExecuteNonQueryAsync()).ShouldBe(2);
    }

    private static Dictionary<string, string?> Settings(double restShare, string? folder, int keepFiles)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Classification:Training:RestShare"] = restShare.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Classification:Training:Niceness"] = "0",
            ["Classification:Training:KeepFiles"] = keepFiles.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Classification:Training:Heartbeat"] = "00:00:00.05",
        };
        if (folder is not null)
            settings["Database:Folder"] = folder;
        return settings;
    }
}
