using ComplaintPlatform.Kernel;
using ComplaintPlatform.Testing;

namespace ComplaintPlatform.Intake.Tests;

public sealed class RepeatingAPostTests(IntakeFactory intake) : IClassFixture<IntakeFactory>
{
    private const string Body = """{"channel":"web","text":"收到的杯子是碎的"}""";

    [Fact]
    public async Task The_first_answer_comes_again()
    {
        var first = await PostAsync("key-again");
        var second = await PostAsync("key-again");

        (await second.Content.ReadAsStringAsync()).ShouldBe(await first.Content.ReadAsStringAsync());
        second.StatusCode.ShouldBe(first.StatusCode);
        second.Headers.Location.ShouldBe(first.Headers.Location);
        second.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
        first.Headers.Contains("Idempotency-Replayed").ShouldBeFalse();
    }

    [Fact]
    public async Task A_quoted_key_is_the_bare_one()
    {
        var first = await (await PostAsync("key-quoted")).ShouldBeAsync(201);
        var second = await (await PostAsync("\"key-quoted\"")).ShouldBeAsync(201);

        second.GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task Another_body_under_the_key_is_refused()
    {
        await PostAsync("key-other");

        await intake.Backend.PostJsonAsync("complaints", Body.Replace("碎", "旧"), ("Idempotency-Key", "key-other"))
            .ShouldBeProblemAsync(422, "idempotency_key.reused");
    }

    [Fact]
    public async Task Another_caller_with_the_same_key_has_an_answer_of_its_own()
    {
        var first = await (await PostAsync("key-shared")).ShouldBeAsync(201);
        var second = await intake.As(Roles.Agent).PostJsonAsync("complaints", Body, ("Idempotency-Key", "key-shared")).ShouldBeAsync(201);

        second.GetProperty("id").GetGuid().ShouldNotBe(first.GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task A_hundred_at_once_make_one_complaint()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PostAsync("key-parallel")));

        var ids = new HashSet<Guid>();
        foreach (var answer in answers)
            ids.Add((await answer.ShouldBeAsync(201)).GetProperty("id").GetGuid());
        ids.Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_repeated_among_new_ones_gets_its_first_answer_and_harms_none_of_them()
    {
        var first = await (await PostAsync("key-among")).ShouldBeAsync(201);

        var others = Enumerable.Range(0, 60).Select(number => PostAsync($"key-among-{number}")).ToList();
        var again = PostAsync("key-among");
        var reused = intake.Backend.PostJsonAsync("complaints", Body.Replace("碎", "旧"), ("Idempotency-Key", "key-among"));
        others.AddRange(Enumerable.Range(60, 60).Select(number => PostAsync($"key-among-{number}")));

        (await again.ShouldBeAsync(201)).GetProperty("id").GetGuid().ShouldBe(first.GetProperty("id").GetGuid());
        await reused.ShouldBeProblemAsync(422, "idempotency_key.reused");
        var ids = new HashSet<Guid> { first.GetProperty("id").GetGuid() };
        foreach (var other in others)
            ids.Add((await other.ShouldBeAsync(201)).GetProperty("id").GetGuid());
        ids.Count.ShouldBe(121);
    }

    [Fact]
    public async Task A_refused_request_is_not_kept()
    {
        await intake.Backend.PostJsonAsync("complaints", """{"channel":"web","text":""}""", ("Idempotency-Key", "key-refused"))
            .ShouldBeProblemAsync(400, "request.invalid");

        await (await PostAsync("key-refused")).ShouldBeAsync(201);
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("\"\"")]
    public async Task What_is_no_key_is_refused(string key) =>
        await (await PostAsync(key)).ShouldBeProblemAsync(400, "idempotency_key.invalid");

    private Task<HttpResponseMessage> PostAsync(string key) => intake.Backend.PostJsonAsync("complaints", Body, ("Idempotency-Key", key));
}
