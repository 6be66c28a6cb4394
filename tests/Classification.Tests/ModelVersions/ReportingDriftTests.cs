using System.Text.Json;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Tests.Service;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Classification.Tests.ModelVersions;

public sealed class ReportingDriftTests(ClassificationFactory classification) : IClassFixture<ClassificationFactory>
{
    [Fact]
    public async Task A_week_counts_what_was_classified_and_what_was_corrected()
    {
        classification.Clock.JumpTo(new DateTimeOffset(2027, 3, 3, 12, 0, 0, TimeSpan.Zero));
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
            ids.Add((await classification.ClassifyAsync($"包裹第{i}次没有送到")).ComplaintId);
        await (await classification.CorrectAsync(ids[0], """{"category":"price_promotion/invoice","reason":"x"}""")).ShouldBeAsync(200);
        await (await classification.CorrectAsync(ids[0], """{"category":"price_promotion/charge","reason":"x"}""", "\"2\""))
            .ShouldBeAsync(200);
        classification.Clock.Advance(TimeSpan.FromDays(7));
        await (await classification.CorrectAsync(ids[1], """{"category":"price_promotion/invoice","reason":"x"}""")).ShouldBeAsync(200);

        var drift = await classification.Agent.GetAsync("models/drift?weeks=3").ShouldBeAsync(200);

        var weeks = drift.GetProperty("weeks").EnumerateArray().ToList();
        weeks.Select(week => week.GetProperty("week").GetString()).ShouldBe(["2027-W08", "2027-W09", "2027-W10"]);
        Axis(weeks[0]).ShouldBe((0, 0, null));
        Axis(weeks[1]).ShouldBe((4, 1, 0.25));
        Axis(weeks[2]).ShouldBe((0, 1, null));
        var model = weeks[1].GetProperty("models").EnumerateArray().Single();
        model.GetProperty("modelVersion").GetString().ShouldBe(DefaultModel.Card.Version);
        Axis(model).ShouldBe((4, 1, 0.25));
        (await classification.As(Roles.Agent, "elsewhere").GetAsync("models/drift?weeks=3").ShouldBeAsync(200)).GetProperty("weeks")[1]
            .GetProperty("classified").GetInt32().ShouldBe(0);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(54)]
    public async Task More_than_a_year_is_refused(int weeks) =>
        await classification.Agent.GetAsync($"models/drift?weeks={weeks}").ShouldBeProblemAsync(400, "parameter.invalid", "/weeks");

    private static (int Classified, int Corrected, double? Share) Axis(JsonElement counted)
    {
        var axis = counted.GetProperty("axes").EnumerateArray().Single(axis => axis.GetProperty("axis").GetString() == "category");
        var share = axis.TryGetProperty("share", out var value) && value.ValueKind == JsonValueKind.Number
            ? value.GetDouble() : (double?)null;
        return (counted.GetProperty("classified").GetInt32(), axis.GetProperty("corrected").GetInt32(), share);
    }
}
