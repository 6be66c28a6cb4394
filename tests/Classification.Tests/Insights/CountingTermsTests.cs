using ComplaintPlatform.Classification.Insights.Counting;
using ComplaintPlatform.Classification.Insights.Terms;
using FsCheck;
using FsCheck.Fluent;
using static ComplaintPlatform.Classification.Tests.Insights.Laws;

namespace ComplaintPlatform.Classification.Tests.Insights;

public sealed class CountingTermsTests
{
    private static readonly Gen<List<int[]>> Documents =
        from count in Gen.Choose(1, 400)
        from seed in Gen.Choose(1, 1_000_000)
        select Draw(count, seed);

    [Fact]
    public void Below_the_limit_every_count_is_exact() =>
        Holds(Documents, documents =>
        {
            var cell = Fill(documents, limit: 10_000);

            foreach (var (word, count) in Exact(documents))
            {
                cell.CountOf(TermOf(word).Hash).ShouldBe(count);
                cell.MostOf(TermOf(word).Hash).ShouldBe(count);
            }
        });

    [Fact]
    public void Beyond_the_limit_the_true_count_lies_between_what_is_kept_and_what_may_be_missed() =>
        Holds(Documents, documents =>
        {
            var cell = Fill(documents, limit: 20);

            cell.Terms.Count.ShouldBeLessThanOrEqualTo(40);
            foreach (var (word, count) in Exact(documents))
                count.ShouldBeInRange(cell.CountOf(TermOf(word).Hash), cell.MostOf(TermOf(word).Hash));
        });

    [Fact]
    public void What_is_stored_reads_back_the_same() =>
        Holds(Documents, documents =>
        {
            var cell = Fill(documents, limit: 50);

            var read = TermCell.Read(cell.Write());

            (read.Documents, read.Occurrences, read.Lost).ShouldBe((cell.Documents, cell.Occurrences, cell.Lost));
            foreach (var term in cell.Terms)
            {
                (read.CountOf(term), read.MostOf(term)).ShouldBe((cell.CountOf(term), cell.MostOf(term)));
                read.ExamplesOf(term).ShouldBe(cell.ExamplesOf(term));
            }

            read.Terms.Count.ShouldBe(cell.Terms.Count);
        });

    [Fact]
    public void Taking_a_complaint_out_again_leaves_what_was_before() =>
        Holds(Documents, documents =>
        {
            var cell = Fill(documents, limit: 10_000);
            var added = new[] { TermOf(1), TermOf(2), new Term("only here") };
            var id = Guid.NewGuid();

            cell.Add(id, added, 10_000);
            cell.Remove(id, added);

            foreach (var (word, count) in Exact(documents))
                cell.CountOf(TermOf(word).Hash).ShouldBe(count);
            cell.Terms.ShouldNotContain(new Term("only here").Hash);
            cell.Terms.ShouldAllBe(term => !cell.ExamplesOf(term).Contains(id));
        });

    [Fact]
    public void A_term_is_told_as_shared_once_and_at_the_third_complaint()
    {
        var cell = new TermCell();
        var shared = new List<Term>();

        for (var i = 1; i <= 5; i++)
        {
            cell.Add(Guid.NewGuid(), [TermOf(7)], 100, 3, shared);
            shared.Count.ShouldBe(i < 3 ? 0 : 1);
        }

        cell.ExamplesOf(TermOf(7).Hash).Count.ShouldBe(3);
    }

    private static TermCell Fill(List<int[]> documents, int limit)
    {
        var cell = new TermCell();
        foreach (var words in documents)
            cell.Add(Guid.NewGuid(), words.Select(TermOf), limit);
        return cell;
    }

    private static Dictionary<int, int> Exact(List<int[]> documents) =>
        documents.SelectMany(words => words).GroupBy(word => word).ToDictionary(group => group.Key, group => group.Count());

    // A few frequent words and many rare ones, as in texts
    private static List<int[]> Draw(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ =>
            Enumerable.Range(0, random.Next(1, 12)).Select(_ => (int)Math.Pow(500, random.NextDouble())).Distinct().ToArray())];
    }

    private static Term TermOf(int word) => new($"word{word}");
}
