using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>A remedy that was offered to the customer.</summary>
/// <param name="GroupId">Offers with the same one are alternatives: at most one of them is accepted.</param>
/// <param name="Name">The remedy in words.</param>
/// <param name="Note">What staff wrote beside it.</param>
/// <param name="State">
/// <c>proposed</c> (open for an answer), <c>accepted</c>, <c>refused</c>, <c>countered</c>, <c>replaced</c>, <c>withdrawn</c> or
/// <c>expired</c>.
/// </param>
/// <param name="ExpiresAt">An open offer is answered before then.</param>
public sealed record TrackingOffer(
    Guid Id, Guid? GroupId, string Kind, string Name, Money? Value, int? Instalments, string? Note, string State, DateTimeOffset? ExpiresAt);

/// <summary>
/// The offers of a complaint, read from its timeline. Events come in any order, and every state here is either open or final, so that a
/// final one stands whatever else is told.
/// </summary>
internal static class TrackedOffers
{
    /// <summary>The kinds of entries that tell of offers.</summary>
    public static readonly string[] Kinds =
        ["offer_made", "offer_accepted", "offer_refused", "offer_countered", "offer_withdrawn", "approval_decided"];

    private static readonly Dictionary<string, string> Finals = new()
    {
        ["offer_accepted"] = "accepted",
        ["offer_refused"] = "refused",
        ["offer_countered"] = "countered",
        ["offer_withdrawn"] = "withdrawn",
    };

    /// <param name="cycle">The case's cycle: what an earlier one left open is over.</param>
    /// <param name="ended">Nothing can be answered any more.</param>
    public static IReadOnlyList<TrackingOffer> Of(
        IReadOnlyList<TimelineEntry> entries, int cycle, bool ended, Language language, DateTimeOffset now)
    {
        var told = entries.Where(entry => Kinds.Contains(entry.Kind)).Select(entry => (entry, Data: DataOf(entry))).ToList();
        var offers = new List<TrackingOffer>();
        // Alternatives are made in one moment; their ids grow in the order in which they were named
        foreach (var (entry, data) in told.Where(fact => fact.entry.Kind == "offer_made")
            .OrderBy(fact => fact.entry.At).ThenBy(fact => Text(fact.Data, "offerId"), StringComparer.Ordinal))
        {
            var id = Id(data, "offerId");
            var about = told.Where(fact => fact.entry.Kind != "offer_made" && Id(fact.Data, "offerId") == id).ToList();
            var decided = about.Where(fact => fact.entry.Kind == "approval_decided").Select(fact => fact.Data).FirstOrDefault();
            var expiresAt = Time(decided, "offerExpiresAt") ?? Time(data, "expiresAt");
            var final = about.Select(fact => Finals.GetValueOrDefault(fact.entry.Kind)).FirstOrDefault(state => state is not null);
            var open = Text(data, "offerState") == "proposed" || Text(decided, "decision") == "approved";
            // What the house has not decided yet, or has decided against, was never offered
            if (final is null && !open)
                continue;

            var over = ended || expiresAt <= now || (int?)data["cycle"] < cycle;
            offers.Add(new TrackingOffer(
                id, Id(data, "groupId") is { } group && group != Guid.Empty ? group : null, Text(data, "kind")!,
                NameOf(data, language), MoneyOf(data), (int?)data["instalments"], Text(data, "note"),
                final ?? (over ? "expired" : "proposed"), expiresAt));
        }

        var taken = offers.Where(offer => offer.State == "accepted" && offer.GroupId is not null).Select(offer => offer.GroupId).ToHashSet();
        return offers.ConvertAll(offer =>
            offer.State is "proposed" or "expired" && taken.Contains(offer.GroupId) ? offer with { State = "replaced" } : offer);
    }

    internal static string NameOf(JsonObject data, Language language) =>
        (data["name"] is JsonObject name ? Text(name, language == Language.English ? "en" : "zh") : null)
        ?? CodeTexts.Of("kind", Text(data, "kind") ?? "", language);

    internal static Money? MoneyOf(JsonObject data) =>
        data["value"] is JsonObject value && value["amount"] is JsonValue amount
            && decimal.TryParse(amount.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? new Money(number, Text(value, "currency")!)
            : null;

    /// <summary>The entry's facts with the words of people among them.</summary>
    internal static JsonObject DataOf(TimelineEntry entry)
    {
        var data = JsonNode.Parse(entry.Data)!.AsObject();
        foreach (var (name, value) in entry.Words is null ? [] : JsonNode.Parse(entry.Words)!.AsObject().ToList())
            data[name] = value?.DeepClone();
        return data;
    }

    internal static string? Text(JsonObject? data, string name) => data?[name]?.ToString();

    private static Guid Id(JsonObject data, string name) => Guid.TryParse(Text(data, name), out var id) ? id : Guid.Empty;

    private static DateTimeOffset? Time(JsonObject? data, string name) => DateTimeOffset.TryParse(
        Text(data, name), System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal,
        out var time) ? time : null;
}
