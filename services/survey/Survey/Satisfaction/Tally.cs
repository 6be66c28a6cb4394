using ComplaintPlatform.Kernel.Statistics;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>Whole numbers that all figures are reckoned from: they add up over days and groups without any loss.</summary>
internal sealed record Tally
{
    public const int LowestScore = 1, HighestScore = 5;

    private const int LowestSatisfied = 4, LowestPromoter = 9, HighestDetractor = 6;

    public static Tally None { get; } = new();

    public long Asked { get; init; }

    public long Answered { get; init; }

    public long Scored { get; init; }

    public long Sum { get; init; }

    public long SumOfSquares { get; init; }

    public long Satisfied { get; init; }

    public long Judged { get; init; }

    public long Solved { get; init; }

    public long Rated { get; init; }

    public long Promoters { get; init; }

    public long Detractors { get; init; }

    /// <summary>Answers that the case's own agent filled in for the customer.</summary>
    public long ByOwnAgent { get; init; }

    /// <summary>From the receipt to the first answer.</summary>
    public Durations Waits { get; init; } = Durations.None;

    /// <summary>From the receipt to the resolution.</summary>
    public Durations Repairs { get; init; } = Durations.None;

    public Sample Scores => new(Scored, Sum, SumOfSquares);

    /// <summary>1 to 5.</summary>
    public Estimate AverageScore => Estimate.Mean(Scored, Sum, SumOfSquares, LowestScore, HighestScore);

    public Estimate Csat => Estimate.Share(Satisfied, Scored);

    public Estimate SolvedRate => Estimate.Share(Solved, Judged);

    // The mean of 100 for a promoter, -100 for a detractor and 0 for all others
    public Estimate Nps => Estimate.Mean(Rated, 100.0 * (Promoters - Detractors), 10_000.0 * (Promoters + Detractors), -100, 100);

    public Estimate ResponseRate => Estimate.Share(Answered, Asked);

    public static Tally Of(AskedCustomer customer)
    {
        var score = customer.Score ?? 0;
        return new Tally
        {
            Asked = 1,
            Answered = customer.Answered ? 1 : 0,
            Scored = customer.Score is null ? 0 : 1,
            Sum = score,
            SumOfSquares = score * score,
            Satisfied = score >= LowestSatisfied ? 1 : 0,
            Judged = customer.Solved is null ? 0 : 1,
            Solved = customer.Solved is true ? 1 : 0,
            Rated = customer.Recommendation is null ? 0 : 1,
            Promoters = customer.Recommendation >= LowestPromoter ? 1 : 0,
            Detractors = customer.Recommendation <= HighestDetractor ? 1 : 0,
            ByOwnAgent = customer.ByOwnAgent ? 1 : 0,
            Waits = Durations.Of(customer.WaitedSeconds),
            Repairs = Durations.Of(customer.RepairedSeconds),
        };
    }

    public static Tally operator +(Tally left, Tally right) => new()
    {
        Asked = left.Asked + right.Asked,
        Answered = left.Answered + right.Answered,
        Scored = left.Scored + right.Scored,
        Sum = left.Sum + right.Sum,
        SumOfSquares = left.SumOfSquares + right.SumOfSquares,
        Satisfied = left.Satisfied + right.Satisfied,
        Judged = left.Judged + right.Judged,
        Solved = left.Solved + right.Solved,
        Rated = left.Rated + right.Rated,
        Promoters = left.Promoters + right.Promoters,
        Detractors = left.Detractors + right.Detractors,
        ByOwnAgent = left.ByOwnAgent + right.ByOwnAgent,
        Waits = left.Waits + right.Waits,
        Repairs = left.Repairs + right.Repairs,
    };
}
