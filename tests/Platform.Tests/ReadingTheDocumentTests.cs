namespace ComplaintPlatform.Platform.Tests;

/// <summary>The one document of the whole API, as a caller finds it at the gateway.</summary>
public sealed class ReadingTheDocumentTests(StandalonePlatform platform) : IClassFixture<StandalonePlatform>
{
    [Theory]
    [InlineData("/api/v1/users")]
    [InlineData("/api/v1/complaints/{id}/timeline")]
    [InlineData("/api/v1/complaints/{id}/classification")]
    [InlineData("/api/v1/cases/{id}/offers")]
    [InlineData("/api/v1/follow-ups/{id}/attempts")]
    [InlineData("/api/v1/satisfaction/summary")]
    [InlineData("/api/v1/operations/resolution/dead-letters")]
    public async Task Every_service_stands_in_it(string path)
    {
        var document = await platform.DocumentAsync();

        document.GetProperty("paths").TryGetProperty(path, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Query_parameters_are_named_as_callers_write_them()
    {
        var names =
            from path in (await platform.DocumentAsync()).GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            where operation.Value.TryGetProperty("parameters", out _)
            from parameter in operation.Value.GetProperty("parameters").EnumerateArray()
            where parameter.GetProperty("in").GetString() == "query"
            select parameter.GetProperty("name").GetString()!;

        names.Where(name => !char.IsAsciiLetterLower(name[0])).ShouldBeEmpty();
    }
}
