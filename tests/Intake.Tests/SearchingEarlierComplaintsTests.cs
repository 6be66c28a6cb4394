using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;
using Microsoft.Data.Sqlite;

namespace ComplaintPlatform.Intake.Tests;

public sealed class SearchingEarlierComplaintsTests
{
    [Fact]
    public async Task Complaints_from_before_there_was_a_search_are_found_after_a_start()
    {
        var folder = Directory.CreateTempSubdirectory("earlier-").FullName;
        await using (var before = new IntakeIn(folder))
        {
            await before.StartAsync();
            var backend = before.As(Roles.Storefront);
            var id = (await backend.PostJsonAsync("complaints", """{"channel":"web","text":"独角兽台灯不亮"}""").ShouldBeAsync(201))
                .GetProperty("id").GetGuid();
            await backend.PostJsonAsync($"complaints/{id}/messages", """{"text":"外箱也破了"}""").ShouldBeAsync(201);
        }

        await using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "intake.db")}"))
        {
            await connection.OpenAsync();
            var forget = connection.CreateCommand();
            forget.CommandText = "DELETE FROM SearchIndex; DELETE FROM SearchParts;";
            await forget.ExecuteNonQueryAsync();
        }

        await using (var after = new IntakeIn(folder))
        {
            await after.StartAsync();
            var agent = after.As(Roles.Agent);
            foreach (var words in new[] { "台灯", "外箱" })
            {
                await Eventually.BecomeAsync(
                    async () => (await agent.GetAsync($"complaints?q={words}").ShouldBeAsync(200)).GetProperty("items")
                        .GetArrayLength() == 1 ? "found" : null,
                    $"{words} is found");
            }
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    private sealed class IntakeIn(string folder) : ServiceHost(
        "intake", builder => builder.AddIntake(), routes => routes.MapIntake(), settings: new() { ["Database:Folder"] = folder });
}
