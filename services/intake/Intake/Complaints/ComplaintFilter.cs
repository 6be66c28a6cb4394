using System.Globalization;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Intake.Search;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Intake.Taxonomies;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>
/// The filters of the list; what is not given does not filter, several values of one filter are "or", several filters are "and".
/// </summary>
internal sealed class ComplaintFilter
{
    private static readonly string[] Urgencies = ["urgent", "general", "non_urgent"];
    private static readonly string[] Severities = ["minor", "general", "serious"];
    private static readonly string[] CustomerTypes = ["new", "returning", "loyal", "vip"];
    private static readonly string[] Difficulties = ["simple", "medium", "complex"];
    private static readonly string[] Demands = ["compensation", "repair", "prevention", "emotional"];
    private static readonly string[] SlaStates = ["on_track", "at_risk", "breached"];
    private static readonly string[] Comparisons = ["agrees", "differs", "unavailable"];
    private static readonly string[] EscalationLevels = ["agent", "supervisor", "manager", "executive"];

    // Those whose names say what was asked for
    private List<string>? _reasonCodes;

    public string[]? Status { get; set; }

    /// <summary>A category, or the upper part of one.</summary>
    public string[]? Category { get; set; }

    public string[]? ReasonCode { get; set; }

    /// <summary>Words of a reason code's name, in either language.</summary>
    public string[]? ReasonText { get; set; }

    public string[]? Urgency { get; set; }

    public string[]? Severity { get; set; }

    public string[]? CustomerType { get; set; }

    public string[]? Difficulty { get; set; }

    public string[]? Demand { get; set; }

    public string[]? Channel { get; set; }

    public string[]? StorefrontId { get; set; }

    public string[]? CustomerId { get; set; }

    public string[]? OrderId { get; set; }

    public string[]? AgentId { get; set; }

    public string[]? Department { get; set; }

    public string[]? SlaState { get; set; }

    public string[]? EscalationLevel { get; set; }

    /// <summary>Whether the customer is asked for missing facts.</summary>
    public string? NeedsInfo { get; set; }

    /// <summary>How the merchant's own order compares: <c>agrees</c>, <c>differs</c> or <c>unavailable</c>.</summary>
    public string[]? OrderFacts { get; set; }

    public string[]? Product { get; set; }

    public string[]? Sku { get; set; }

    public string[]? Carrier { get; set; }

    public string[]? Supplier { get; set; }

    public string[]? Store { get; set; }

    public DateTimeOffset? ReceivedFrom { get; set; }

    public DateTimeOffset? ReceivedTo { get; set; }

    /// <summary>
    /// Words and "phrases", all of which stand in subject, text, messages, reference, order or product; or name, phone and email.
    /// </summary>
    public string? Q { get; set; }

    /// <summary>
    /// <c>receivedAt</c>, <c>due</c>, <c>severity</c>, <c>amount</c> or <c>lastChangedAt</c>, with a minus for the other way round.
    /// </summary>
    public string? Sort { get; set; }

    /// <summary>What only the database can tell: whether there are such storefronts, categories and reason codes.</summary>
    /// <exception cref="ProblemException">400 for a category or reason that there never was, 404 for a storefront.</exception>
    public async Task CheckAsync(Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        await KnownStorefronts.CheckAsync(StorefrontId, caller, db, ct);
        if (Any(Category) is null && Any(ReasonCode) is null && Any(ReasonText) is null)
            return;

        var terms = await KnownTaxonomy.ReadAsync(db, ct);
        foreach (var category in Category ?? [])
        {
            // One that was taken out of the taxonomy still has its complaints
            if (!terms.Categories.Any(term => term.Code == category)
                && !await OfCategories(db.Register, [category]).AnyAsync(ct))
                throw Refused("category", terms.Categories.Select(term => term.Code));
        }

        foreach (var code in ReasonCode ?? [])
        {
            if (!terms.ReasonCodes.Any(term => term.Code == code) && !await db.Register.AnyAsync(row => row.ReasonCode == code, ct))
                throw Refused("reasonCode", terms.ReasonCodes.Select(term => term.Code));
        }

        if (Any(ReasonText) is { } texts)
            _reasonCodes = [.. texts.SelectMany(text => CodesOf(text, terms)).Distinct()];
    }

    private static List<string> CodesOf(string text, TaxonomyTerms terms)
    {
        var folded = KeywordMatch.Fold(text).Trim();
        var codes = folded.Length == 0 ? [] : terms.ReasonCodes.Where(term => term.Says(folded)).Select(term => term.Code).ToList();
        return codes.Count > 0 ? codes : throw Refused("reasonText", terms.ReasonCodes.Select(term => $"{term.Chinese} / {term.English}"));
    }

    /// <exception cref="ValidationProblemException">An unknown parameter, or a value that a filter does not know.</exception>
    public IQueryable<RegisterEntry> Apply(IQueryable<RegisterEntry> rows, IntakeDbContext db, bool people)
    {
        var channels = Enums<Channel>("channel", Channel);
        if (channels.Count > 0)
            rows = rows.Where(row => channels.Contains(row.Channel));
        var statuses = Enums<ComplaintStatus>("status", Status);
        if (statuses.Count > 0)
            rows = rows.Where(row => statuses.Contains(row.Status));
        rows = OfCategory(rows);
        if (Any(ReasonCode) is { } reasonCodes)
            rows = rows.Where(row => reasonCodes.Contains(row.ReasonCode!));
        if (_reasonCodes is { } named)
            rows = rows.Where(row => named.Contains(row.ReasonCode!));
        if (Known("urgency", Urgency, Urgencies) is { } urgencies)
            rows = rows.Where(row => urgencies.Contains(row.Urgency!));
        if (Known("severity", Severity, Severities) is { } severities)
            rows = rows.Where(row => severities.Contains(row.Severity!));
        if (Known("customerType", CustomerType, CustomerTypes) is { } customerTypes)
            rows = rows.Where(row => customerTypes.Contains(row.CustomerType!));
        if (Known("difficulty", Difficulty, Difficulties) is { } difficulties)
            rows = rows.Where(row => difficulties.Contains(row.Difficulty!));
        if (Known("demand", Demand, Demands) is { } demands)
        {
            var marked = demands.Select(demand => $",{demand},").ToList();
            rows = rows.Where(row => marked.Any(demand => ("," + row.Demands + ",").Contains(demand)));
        }

        if (Any(StorefrontId) is { } storefronts)
            rows = rows.Where(row => storefronts.Contains(row.StorefrontId));
        if (Ids("customerId", CustomerId) is { } customers)
            rows = rows.Where(row => customers.Contains(row.CustomerId!.Value));
        if (Any(OrderId) is { } orders)
            rows = rows.Where(row => orders.Contains(row.OrderExternalId!));
        if (Ids("agentId", AgentId) is { } agents)
            rows = rows.Where(row => agents.Contains(row.AgentId!.Value));
        if (Any(Department) is { } departments)
            rows = rows.Where(row => departments.Contains(row.Department!));
        if (Known("slaState", SlaState, SlaStates) is { } slaStates)
            rows = rows.Where(row => slaStates.Contains(row.SlaState!));
        if (Known("escalationLevel", EscalationLevel, EscalationLevels) is { } levels)
            rows = rows.Where(row => levels.Contains(row.EscalationLevel!));
        if (NeedsInfo is { } needsInfo)
        {
            var needed = Flag("needsInfo", needsInfo);
            rows = rows.Where(row => row.NeedsInfo == needed);
        }

        if (Known("orderFacts", OrderFacts, Comparisons) is { } comparisons)
            rows = rows.Where(row => comparisons.Contains(row.OrderFacts!));
        rows = OfOrder(rows);
        if (ReceivedFrom?.ToUniversalTime() is { } from)
            rows = rows.Where(row => row.ReceivedAt >= from);
        if (ReceivedTo?.ToUniversalTime() is { } to)
            rows = rows.Where(row => row.ReceivedAt < to);
        return Matching(rows, db, people);
    }

    private IQueryable<RegisterEntry> OfCategory(IQueryable<RegisterEntry> rows) =>
        Any(Category) is { } categories ? OfCategories(rows, categories) : rows;

    private static IQueryable<RegisterEntry> OfCategories(IQueryable<RegisterEntry> rows, List<string> categories)
    {
        var below = categories.Select(category => category + "/").ToList();
#pragma warning disable CA1310 // Translated to SQL, where the column's collation compares
        return rows.Where(row => categories.Contains(row.Category!) || below.Any(category => row.Category!.StartsWith(category)));
#pragma warning restore CA1310
    }

    private IQueryable<RegisterEntry> OfOrder(IQueryable<RegisterEntry> rows)
    {
        if (Any(Product) is { } products)
            rows = rows.Where(row => products.Contains(row.Product!));
        if (Any(Sku) is { } skus)
            rows = rows.Where(row => skus.Contains(row.Sku!));
        if (Any(Carrier) is { } carriers)
            rows = rows.Where(row => carriers.Contains(row.Carrier!));
        if (Any(Supplier) is { } suppliers)
            rows = rows.Where(row => suppliers.Contains(row.Supplier!));
        if (Any(Store) is { } stores)
            rows = rows.Where(row => stores.Contains(row.Store!));
        return rows;
    }

    private IQueryable<RegisterEntry> Matching(IQueryable<RegisterEntry> rows, IntakeDbContext db, bool people)
    {
        if (string.IsNullOrWhiteSpace(Q))
            return rows;

        var phrases = SearchTokens.OfQuery(Q);
        // Signs alone: there is nothing to look for
        if (phrases.Count == 0)
            return rows.Where(row => false);
        var search = SearchIndexing.For(db);
        var all = rows;
        foreach (var phrase in phrases)
        {
            var found = search.Find(db, phrase, people);
            all = all.Where(row => found.Contains(row.Id));
        }

        if (!people || SearchTokens.PhoneDigits(Q) is not { } digits)
            return all;
        // A phone number is written in groups, an order number may look like one
        var calling = search.Find(db, [digits], people);
        return rows.Where(row => calling.Contains(row.Id) || all.Any(other => other.Id == row.Id));
    }

    private static List<string>? Any(string[]? values) => values is { Length: > 0 } ? [.. values] : null;

    private static List<string>? Known(string name, string[]? values, string[] allowed)
    {
        foreach (var value in values ?? [])
        {
            if (!allowed.Contains(value))
                throw Refused(name, allowed);
        }

        return Any(values);
    }

    internal static List<T> Enums<T>(string name, string[]? values)
        where T : struct, Enum =>
        [.. (values ?? []).Select(
            text => EnumText.TryParse<T>(text, out var value) ? value : throw Refused(name, Enum.GetValues<T>().Select(EnumText.Of)))];

    private static List<Guid>? Ids(string name, string[]? values) => Any(values)?.ConvertAll(text => Guid.TryParse(text, out var id)
        ? id
        : throw new ValidationProblemException("parameter.invalid", ("/" + name, "Must be an id (GUID). | 必须是编号(GUID)。")));

    private static bool Flag(string name, string text) =>
        text switch { "true" => true, "false" => false, _ => throw Refused(name, ["true", "false"]) };

    internal static ValidationProblemException Refused(string name, IEnumerable<string> allowed)
    {
        var list = string.Join(", ", allowed);
        return new ValidationProblemException(
            "parameter.invalid", ("/" + name, string.Format(CultureInfo.InvariantCulture, "Must be one of: {0}. | 必须是以下值之一:{0}。", list)));
    }
}

/// <summary>Refuses query parameters that a list does not know: a misspelt filter would show everything.</summary>
internal static class KnownParameters
{
    private static readonly string[] Filters =
        [.. typeof(ComplaintFilter).GetProperties()
            .Select(property => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(property.Name))];

    public static void Check(HttpRequest request, params string[] besides)
    {
        var known = Filters.Concat(besides).ToList();
        var unknown = request.Query.Keys.Where(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (unknown.Count == 0)
            return;
        var list = string.Join(", ", known);
        throw new ValidationProblemException(
            "parameter.unknown", [.. unknown.Select(
                name => ("/" + name, $"This parameter is not known. Known are: {list}. | 未知参数。可用参数:{list}。"))]);
    }
}
