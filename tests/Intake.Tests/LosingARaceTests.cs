using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Writers of one row that meet in one group of the commit gate.</summary>
public sealed class LosingARaceTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task The_loser_is_told_the_rule_that_the_winner_made_true()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = await intake.ReceiveIdAsync();

            var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => intake.Backend.PostJsonAsync($"complaints/{id}/withdrawal", "")));

            foreach (var loser in answers.Where(answer => (int)answer.StatusCode != 204))
                await loser.ShouldBeProblemAsync(409, "complaint.already_withdrawn");
        }
    }
}
