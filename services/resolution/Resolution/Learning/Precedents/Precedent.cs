using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Offers;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Resolution.Learning.Precedents;

/// <summary>
/// A closed case as an example: what it was about, what solved it, and how the customer took it. The customer's words stay with the
/// complaint; here is only what was done.
/// </summary>
internal sealed class Precedent : IStorefrontOwned
{
    private Precedent()
    {
    }

    /// <summary>The complaint's id.</summary>
    public Guid Id { get; private init; }

    public string StorefrontId { get; private init; } = "";

    public string Reference { get; private init; } = "";

    public int Cycle { get; private set; }

    public string Category { get; private set; } = "";

    public string Language { get; private set; } = "";

    /// <summary>Why it was closed, as in <see cref="Contracts.Resolution.CaseClosed.Reason"/>.</summary>
    public string Outcome { get; private set; } = "";

    /// <summary>What was done, in words that the customer could read; erased with the customer.</summary>
    public string? Solution { get; private set; }

    /// <summary>Kinds of the accepted remedies, between commas and with one at each end.</summary>
    public string Remedies { get; private set; } = "";

    public decimal? Amount { get; private set; }

    public string? Currency { get; private set; }

    public double? ResolutionHours { get; private set; }

    public int? Score { get; private set; }

    public bool? Solved { get; private set; }

    public DateTimeOffset ClosedAt { get; private set; }

    public int Version { get; private set; }

    /// <summary>Tokens that the next commit makes searchable; <c>null</c> where they have not changed.</summary>
    public IReadOnlyCollection<string>? NewTokens { get; private set; }

    public IReadOnlyList<string> RemedyKinds => Remedies.Split(',', StringSplitOptions.RemoveEmptyEntries);

    public Money? Value => Amount is { } amount ? new Money(amount, Currency!) : null;

    /// <summary>Whether a case that was closed for this reason shows how to solve one.</summary>
    public static bool Teaches(string reason) => reason is CloseReasons.Satisfied or CloseReasons.Unreachable or CloseReasons.ByStaff;

    public static Precedent Of(Case theCase) =>
        new() { Id = theCase.Id, StorefrontId = theCase.StorefrontId, Reference = theCase.Reference };

    public void Keep(Case theCase, ComplaintFacts complaint, string outcome, double? resolutionHours)
    {
        var accepted = theCase.Offers.Where(offer => offer is { State: OfferState.Accepted, IsGift: false }).ToList();
        (Cycle, Category, Language, Outcome) = (theCase.Cycle, theCase.Category, theCase.Language, outcome);
        (Solution, ClosedAt, ResolutionHours) = (theCase.Summary, theCase.EndedAt ?? theCase.OpenedAt, resolutionHours);
        Remedies = accepted.Count == 0 ? "" : $",{string.Join(',', accepted.Select(offer => offer.Kind).Distinct())},";
        // Amounts of one currency only can be added up
        var amounts = accepted.Where(offer => offer.Value is not null).Select(offer => offer.Value!).GroupBy(value => value.Currency)
            .ToList();
        var only = amounts.Count == 1 ? amounts[0] : null;
        (Amount, Currency) = (only?.Sum(value => value.Amount), only?.Key);
        NewTokens = PrecedentTokens.Of(StorefrontId, complaint.Subject, complaint.Text, complaint.Product, Solution);
        Version++;
    }

    public void Answer(int? score, bool? solved)
    {
        (Score, Solved) = (score, solved);
        Version++;
    }

    public static void Map(EntityTypeBuilder<Precedent> table)
    {
        table.ToTable("Precedents");
        table.Property(row => row.Reference).HasMaxLength(12);
        table.Property(row => row.Language).HasMaxLength(10);
        table.Property(row => row.Outcome).HasMaxLength(20);
        table.Property(row => row.Solution).HasMaxLength(4000);
        table.Property(row => row.Remedies).HasMaxLength(1000);
        table.Property(row => row.Currency).HasMaxLength(3);
        table.Ignore(row => row.NewTokens);
        table.Ignore(row => row.RemedyKinds);
        table.HasIndex(row => new { row.StorefrontId, row.ClosedAt });
    }
}
