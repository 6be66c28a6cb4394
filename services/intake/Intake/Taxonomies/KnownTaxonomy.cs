using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts.Classification;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Kernel;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Taxonomies;

/// <summary>
/// The categories and reason codes as classification told of them last. Until it has told of others, the default that it ships with is in
/// force, which is built in here as well.
/// </summary>
internal sealed class KnownTaxonomy
{
    private const string Only = "taxonomy";

    private static readonly TaxonomyTerms Default = ReadDefault();

    private KnownTaxonomy()
    {
    }

    public string Id { get; private init; } = Only;

    /// <summary>JSON.</summary>
    public string Terms { get; private set; } = "";

    /// <summary>Classification's version of it that stands here.</summary>
    public int SourceVersion { get; private set; }

    public static async Task<TaxonomyTerms> ReadAsync(IntakeDbContext db, CancellationToken ct) =>
        await db.KnownTaxonomies.AsNoTracking().FirstOrDefaultAsync(row => row.Id == Only, ct) is { } row
            ? JsonSerializer.Deserialize<TaxonomyTerms>(row.Terms, JsonDefaults.Options)! : Default;

    public static async Task ReplaceAsync(IntakeDbContext db, TaxonomyReplaced message, CancellationToken ct)
    {
        var row = await db.KnownTaxonomies.FirstOrDefaultAsync(row => row.Id == Only, ct);
        if (message.Version <= row?.SourceVersion)
            return;
        if (row is null)
            db.KnownTaxonomies.Add(row = new KnownTaxonomy());
        row.SourceVersion = message.Version;
        row.Terms = JsonSerializer.Serialize(
            new TaxonomyTerms([.. message.Categories.Select(Of)], [.. message.ReasonCodes.Select(Of)]), JsonDefaults.Options);
    }

    public static void Map(EntityTypeBuilder<KnownTaxonomy> table)
    {
        table.ToTable("KnownTaxonomies");
        table.Property(row => row.Terms).HasMaxLength(-1);
    }

    private static TaxonomyTerm Of(TaxonomyReplaced.Term term) => new(term.Code, term.Chinese, term.English);

    private static TaxonomyTerms ReadDefault()
    {
        using var stream = typeof(KnownTaxonomy).Assembly.GetManifestResourceStream("Intake.taxonomy.json")!;
        var json = JsonNode.Parse(stream)!;
        var categories = new List<TaxonomyTerm>();
        foreach (var category in json["categories"]!.AsArray())
        {
            categories.Add(Named(category!, ""));
            categories.AddRange((category!["children"]?.AsArray() ?? []).Select(child => Named(child!, category["code"] + "/")));
        }

        return new TaxonomyTerms(categories, [.. json["reasonCodes"]!.AsArray().Select(code => Named(code!, ""))]);
    }

    private static TaxonomyTerm Named(JsonNode node, string upper) =>
        new(upper + node["code"], node["name"]!["zh"]!.ToString(), node["name"]!["en"]!.ToString());
}

/// <param name="Code">As it is written in a classification.</param>
internal sealed record TaxonomyTerm(string Code, string Chinese, string English)
{
    /// <summary>Whether a text stands in one of its names, in any width, case and script.</summary>
    public bool Says(string text) =>
        KeywordMatch.Fold(Chinese).Contains(text, StringComparison.Ordinal) || KeywordMatch.Fold(English).Contains(text, StringComparison.Ordinal);
}

internal sealed record TaxonomyTerms(IReadOnlyList<TaxonomyTerm> Categories, IReadOnlyList<TaxonomyTerm> ReasonCodes);
