using System.ComponentModel.DataAnnotations;

namespace ComplaintPlatform.Classification.Insights;

/// <summary>The numbers behind hot spots; one document for the installation.</summary>
public sealed record InsightPolicy
{
    /// <summary>The share of false ones that is put up with among the rises that are flagged.</summary>
    [Range(0.0001, 0.2)]
    public double FalseAlarmRate { get; init; } = 0.01;

    /// <summary>A term that fewer complaints share is neither shown nor are its words kept.</summary>
    [Range(2, 100)]
    public int MinimumShared { get; init; } = 3;

    /// <summary>Complaints of a week before it is looked for rises.</summary>
    [Range(1, 10_000)]
    public int MinimumComplaints { get; init; } = 10;

    /// <summary>Complaints of the weeks before without which there is no past to compare with.</summary>
    [Range(1, 100_000)]
    public int MinimumPastComplaints { get; init; } = 20;

    /// <summary>A rise must be at least this many times what was expected.</summary>
    [Range(1.0, 100.0)]
    public double MinimumLift { get; init; } = 1.5;

    /// <summary>Terms that stand out less are not listed.</summary>
    [Range(0.0, 10.0)]
    public double MinimumZScore { get; init; } = 1.96;

    /// <summary>
    /// Each test for rises costs some of the rate, so the next one comes when a week's complaints have grown by this part.
    /// </summary>
    [Range(0.01, 1.0)]
    public double GrowthBetweenTests { get; init; } = 0.25;

    /// <summary>How many weeks are the past.</summary>
    [Range(1, 52)]
    public int PastWeeks { get; init; } = 12;

    /// <summary>Older counts and hot spots are deleted.</summary>
    [Range(2, 260)]
    public int KeptWeeks { get; init; } = 53;

    /// <summary>Pseudo-counts of the prior: how much has to be seen of a rare term before it stands out.</summary>
    [Range(1.0, 100_000.0)]
    public double PriorStrength { get; init; } = 100;

    /// <summary>
    /// Terms that are kept of one category, product or store and week; between once and twice as many stand in the table.
    /// </summary>
    [Range(200, 100_000)]
    public int TermsPerWeek { get; init; } = 4_000;

    /// <summary>Terms that are counted of one complaint.</summary>
    [Range(20, 2_000)]
    public int TermsPerComplaint { get; init; } = 300;

    /// <summary>Hot spots that are kept of one category, product or store and week, besides the rises.</summary>
    [Range(1, 100)]
    public int ListedPerValue { get; init; } = 30;

    /// <summary>Words are a phrase when the rarest of them occurs in it at least this often.</summary>
    [Range(0.0, 1.0)]
    public double Cohesion { get; init; } = 0.2;

    /// <summary>A fragment is left to the longer phrase that occurs in this share of the fragment's complaints.</summary>
    [Range(0.5, 1.0)]
    public double FoldedShare { get; init; } = 0.75;
}
