using ComplaintPlatform.Classification.Insights.Statistics;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Classification.Tests.Insights.Laws;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class TestingForRisesTests
{
    private static readonly Gen<(int Count, int Documents, int PastCount, int PastDocuments)> Weeks =
        from documents in Gen.Choose(1, 400)
        from count in Gen.Choose(1, documents)
        from pastDocuments in Gen.Choose(1, 4_000)
        from pastCount in Gen.Choose(0, pastDocuments)
        select (count, documents, pastCount, pastDocuments);

    [Fact]
    public void The_chance_is_the_sum_of_the_binomial_terms() =>
        Holds(from week in Weeks where week.Count + week.PastCount <= 300 select week, week =>
        {
            var (total, share) = (week.Count + week.PastCount, (double)week.Documents / (week.Documents + week.PastDocuments));
            var sum = Enumerable.Range(week.Count, week.PastCount + 1).Sum(k => Binomial(total, k, share));

            RiseTest.PValue(week.Count, week.Documents, week.PastCount, week.PastDocuments).ShouldBe(sum, 1e-9);
        });

    [Fact]
    public void More_complaints_are_never_less_of_a_rise() =>
        Holds(Weeks, week => RiseTest.PValue(week.Count + 1, week.Documents, week.PastCount, week.PastDocuments)
            .ShouldBeLessThanOrEqualTo(RiseTest.PValue(week.Count, week.Documents, week.PastCount, week.PastDocuments)));

    [Fact]
    public void A_larger_past_is_never_more_of_a_rise() =>
        Holds(Weeks, week => RiseTest.PValue(week.Count, week.Documents, week.PastCount + 1, week.PastDocuments)
            .ShouldBeGreaterThanOrEqualTo(RiseTest.PValue(week.Count, week.Documents, week.PastCount, week.PastDocuments)));

    [Fact]
    public void Every_chance_lies_between_0_and_1_and_is_a_number() =>
        Holds(from week in Weeks from dispersion in Gen.Choose(1, 50) select (week, dispersion), drawn =>
            RiseTest.PValue(drawn.week.Count, drawn.week.Documents, drawn.week.PastCount, drawn.week.PastDocuments, drawn.dispersion)
                .ShouldBeInRange(0, 1));

    [Fact]
    public void Without_a_past_there_is_no_rise() => RiseTest.PValue(50, 60, 0, 0).ShouldBe(1);

    [Fact]
    public void All_looks_together_spend_no_more_than_the_rate() =>
        Enumerable.Range(1, 10_000).Sum(look => 1 / RiseTest.AtLook(1e-12, look) * 1e-12).ShouldBeLessThanOrEqualTo(1);

    [Fact]
    public void Weeks_that_differ_only_by_chance_have_a_dispersion_near_1()
    {
        var random = new Random(20);
        var values = Enumerable.Range(0, 300).Select(_ =>
        {
            var documents = Enumerable.Range(0, 12).Select(_ => random.Next(50, 200)).ToArray();
            var counts = documents.Select(n => Enumerable.Range(0, n).Count(_ => random.NextDouble() < 0.1)).ToArray();
            return Dispersion.Of(counts, documents);
        });

        values.Average().ShouldBeInRange(1, 1.4);
    }

    [Fact]
    public void A_term_that_comes_in_waves_has_a_large_dispersion() =>
        Dispersion.Of([40, 1, 0, 55, 2, 0, 48, 1], [100, 100, 100, 100, 100, 100, 100, 100]).ShouldBeGreaterThan(10);

    private static double Binomial(int n, int k, double p) => Math.Exp(
        IncompleteBeta.LogGamma(n + 1) - IncompleteBeta.LogGamma(k + 1) - IncompleteBeta.LogGamma(n - k + 1)
        + (k * Math.Log(p)) + ((n - k) * Math.Log(1 - p)));
}

public sealed class ScoringTermsTests
{
    private static readonly Gen<(int Count, int Total, int PastCount, int PastTotal, int Prior)> Counts =
        from total in Gen.Choose(10, 5_000)
        from count in Gen.Choose(0, total)
        from pastTotal in Gen.Choose(10, 50_000)
        from pastCount in Gen.Choose(0, pastTotal)
        from prior in Gen.Choose(1, 400)
        select (count, total, pastCount, pastTotal, prior);

    [Fact]
    public void Now_and_before_exchanged_change_only_the_sign() =>
        Holds(Counts,
            x =>
            Score(x.Count, x.Total, x.PastCount, x.PastTotal, x.Prior)
            .ShouldBe(-Score(x.PastCount, x.PastTotal, x.Count, x.Total, x.Prior), 1e-9));

    [Fact]
    public void A_term_as_frequent_as_before_does_not_stand_out() => Score(30, 1_000, 30, 1_000, 5).ShouldBe(0, 1e-12);

    [Fact]
    public void The_same_share_of_more_complaints_stands_out_more() =>
        Score(60, 600, 10, 6_000, 5).ShouldBeGreaterThan(Score(6, 60, 1, 600, 5));

    [Fact]
    public void A_strong_prior_draws_a_rare_term_towards_what_is_usual() =>
        Score(3, 100, 0, 1_000, 5_000 * 3 / 1_100.0, 5_000).ShouldBeLessThan(Score(3, 100, 0, 1_000, 500 * 3 / 1_100.0, 500));

    private static double Score(int count, int total, int pastCount, int pastTotal, double prior, double priorTotal = 1_000) =>
        LogOdds.ZScore(count, total, pastCount, pastTotal, prior, priorTotal);
}

public sealed class BelievingManyTestsTests
{
    private static readonly Gen<double[]> PValues = from values in Gen.ListOf(Gen.Choose(0, 10_000),
        30)
                                                    select values.Select(value => value / 10_000.0).ToArray();

    [Fact]
    public void What_is_believed_keeps_the_rate() =>
        Holds(PValues, values =>
        {
            var threshold = FalseDiscovery.Threshold(values, 60, 0.1);

            var believed = values.Count(value => value <= threshold);
            (threshold == 0 || threshold <= 0.1 * believed / 60).ShouldBeTrue();
        });

    [Fact]
    public void Alone_a_test_must_meet_the_rate_itself()
    {
        FalseDiscovery.Threshold([0.009], 1, 0.01).ShouldBe(0.009);
        FalseDiscovery.Threshold([0.011], 1, 0.01).ShouldBe(0);
    }

    [Fact]
    public void Among_a_thousand_tests_one_must_be_a_thousand_times_as_clear()
    {
        FalseDiscovery.Threshold([0.0001], 1_000, 0.01).ShouldBe(0);
        FalseDiscovery.Threshold([0.000009], 1_000, 0.01).ShouldBe(0.000009);
    }
}
