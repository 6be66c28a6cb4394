using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Shared.Tests;

/// <summary>
/// SQL Server compares identifiers letter by letter, as SQLite and we ourselves do. What it is told can be read without a server.
/// </summary>
public sealed class ComparingIdentifiersTests
{
    private const string ByCodePoint = "COLLATE Latin1_General_100_BIN2";

    private readonly SqlServerLedgerDbContext _db = new(ServiceDatabase.DesignTimeSqlServer<SqlServerLedgerDbContext>());

    [Fact]
    public void Identifiers_compare_by_code_point_and_words_as_the_server_likes()
    {
        var columns = _db.Database.GenerateCreateScript().Split('\n').Select(line => line.Trim()).ToList();

        columns.ShouldContain($"[StorefrontId] nvarchar(200) {ByCodePoint} NOT NULL,");
        columns.ShouldContain($"[Kind] nvarchar(40) {ByCodePoint} NOT NULL,");
        columns.ShouldContain($"[Consumer] nvarchar(100) {ByCodePoint} NOT NULL,");
        columns.ShouldContain("[Payload] nvarchar(max) NOT NULL,");
        columns.ShouldContain("[Comment] nvarchar(200) NULL,");
    }

    [Fact]
    public void A_list_of_identifiers_comes_as_parameters_which_take_on_the_columns_collation()
    {
        List<string> wanted = ["demo", "other"];

        // The storefront filter reads a list as well
        _db.Entries.Where(row => wanted.Contains(row.StorefrontId)).ToQueryString().ShouldNotContain("OPENJSON");
    }

    [Fact]
    public void A_script_sets_what_filtered_indexes_and_readers_need()
    {
        var script = ServiceDatabase.MigrationScript(_db);

        script.IndexOf("SET QUOTED_IDENTIFIER ON;", StringComparison.Ordinal).ShouldBeInRange(0, 200);
        script.ShouldContain("SET READ_COMMITTED_SNAPSHOT ON WITH NO_WAIT");
    }

    [Theory]
    [InlineData("\" padx \"", "padx")]
    [InlineData("\"padx\\u00a0\"", "padx")]
    [InlineData("\"  \"", null)]
    [InlineData("null", null)]
    public void Identifiers_of_others_are_trimmed_where_they_come_in(string json, string? read) =>
        System.Text.Json.JsonSerializer.Deserialize<Named>($$"""{"Id":{{json}}}""")!.Id.ShouldBe(read);

    private sealed record Named(
        [property: System.Text.Json.Serialization.JsonConverter(typeof(ComplaintPlatform.Kernel.IdentifierConverter))] string? Id);
}
