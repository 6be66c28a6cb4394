using ComplaintPlatform.Contracts.Intake;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

/// <summary>Writers of one row that meet in one group of the commit gate.</summary>
public sealed class LosingARaceTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    [Fact]
    public async Task Who_complains_many_times_at_once_for_the_first_time_is_one_customer()
    {
        const int Count = 60;
        var customer = $$"""{"channel":"web","text":"快递一直没有到","customer":{"externalId":"{{Guid.NewGuid()}}" } }""";

        var answers = await Task.WhenAll(
            Enumerable.Range(0, Count).Select(_ => intake.Backend.PostJsonAsync("complaints", customer).ShouldBeAsync(201)));

        var received = new List<ComplaintReceived>();
        foreach (var answer in answers)
            received.Add((await intake.PublishedAsync<ComplaintReceived>(answer.GetProperty("id").GetGuid())).ShouldHaveSingleItem());
        received.Select(each => each.Customer.CustomerId).Distinct().Count().ShouldBe(1);
        var earlier = received.Select(each => each.Customer.EarlierComplaints).ToList();
        earlier.Count(number => number == 0).ShouldBe(1);
        // Two batches at a time may not know of each other; within a batch each knows of those before it
        earlier.Distinct().Count().ShouldBeGreaterThan(Count / 3);
    }

    [Fact]
    public async Task Each_of_many_at_once_has_its_own_complaint_answer_and_place()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(number => intake.Backend.PostJsonAsync(
            "complaints", $$"""{"channel":"web","text":"第{{number}}件","externalId":"n-{{number}}"}""",
            ("Idempotency-Key", $"many-{number}")).ShouldBeAsync(201)));

        answers.Select(answer => answer.GetProperty("reference").GetString()).Distinct().Count().ShouldBe(80);
        for (var number = 0; number < answers.Length; number++)
        {
            var id = answers[number].GetProperty("id").GetGuid();
            (await intake.GetAsync(id)).GetProperty("text").GetString().ShouldBe($"第{number}件");
            (await intake.VerifyAsync(id)).GetProperty("valid").GetBoolean().ShouldBeTrue();
        }
    }

    [Fact]
    public async Task The_loser_is_told_the_rule_that_the_winner_made_true()
    {
        for (var round = 0; round < 10; round++)
        {
            var id = await intake.ReceiveIdAsync();

            var answers = await Task.WhenAll(
                Enumerable.Range(0, 20).Select(_ => intake.Backend.PostJsonAsync($"complaints/{id}/withdrawal", "")));

            foreach (var loser in answers.Where(answer => (int)answer.StatusCode != 204))
                await loser.ShouldBeProblemAsync(409, "complaint.already_withdrawn");
        }
    }
}
