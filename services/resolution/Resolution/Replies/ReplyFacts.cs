using System.Globalization;
using System.Text;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Customers;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Storefronts;
using NodaTime;

namespace ComplaintPlatform.Resolution.Replies;

/// <summary>A case as templates see it: in the customer's language, times by the storefront's clock.</summary>
internal static class ReplyFacts
{
    private const int LongestQuote = 300, LongestName = 120;

    public static IReadOnlyDictionary<string, object?> Of(
        Case theCase, ComplaintFacts facts, Storefront? storefront, PolicyBook policies, DateTimeOffset now)
    {
        var language = Language.FromTag(theCase.Language);
        var zone = Storefront.ZoneOf(storefront);
        var granted = theCase.Obligations.Where(obligation => obligation.ReleasedAt is null).OrderBy(obligation => obligation.PromisedAt)
            .Select(obligation => new Dictionary<string, object?>
            {
                ["name"] = NameOf(obligation.Kind),
                ["value"] = SumOf(obligation.Value),
                ["done"] = obligation.FulfilledAt is null ? null : "done",
                ["dueOn"] = Moment(obligation.DueAt),
            }).ToList();
        var offered = theCase.Offers
            .Where(offer => offer.Cycle == theCase.Cycle && offer.StateAt(now) is OfferState.Proposed).OrderBy(offer => offer.ProposedAt)
            .Select(offer => new Dictionary<string, object?>
            {
                ["name"] = NameOf(offer.Kind),
                ["value"] = SumOf(offer.Value),
                ["validUntil"] = Moment(offer.ExpiresAt),
            }).ToList();
        return new Dictionary<string, object?>
        {
            ["reference"] = theCase.Reference,
            ["storefront"] = storefront?.Name is { Length: > 0 } name ? name : theCase.StorefrontId,
            ["receivedOn"] = Day(theCase.ReceivedAt),
            ["fact"] = Quote(facts.WhatHappened, LongestQuote),
            ["feeling"] = Quote(facts.StatementFeeling, LongestQuote),
            ["need"] = Quote(facts.StatementNeed ?? facts.Expectation, LongestQuote),
            ["product"] = Quote(facts.Product, LongestName),
            ["order"] = Quote(facts.OrderExternalId, LongestName),
            ["orderedOn"] = facts.OrderPlacedAt is { } placed ? Day(placed) : null,
            ["deliveredOn"] = facts.OrderDeliveredAt is { } delivered ? Day(delivered) : null,
            ["amount"] = SumOf(facts.OrderValue),
            ["carrier"] = Quote(facts.Carrier, LongestName),
            ["store"] = Quote(facts.Store, LongestName),
            ["next"] = CaseGuidance.CurrentStage(theCase, facts, policies)?.Tell.In(language.Tag),
            ["granted"] = granted.Count == 0 ? null : granted,
            ["offered"] = offered.Count == 0 ? null : offered,
        };

        string NameOf(string kind) => CustomerWords.Remedy(policies.Remedies, kind).In(language.Tag);

        string? SumOf(Money? value) => value is null ? null : CustomerWords.Amount(value).In(language.Tag);

        string Day(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(zone).ToString(
            language == Language.English ? "d MMMM uuuu" : "uuuu'年'M'月'd'日'", CultureInfo.InvariantCulture);

        string Moment(DateTimeOffset time) => Instant.FromDateTimeOffset(time).InZone(zone).ToString(
            language == Language.English ? "d MMMM uuuu', 'HH:mm" : "uuuu'年'M'月'd'日 'HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>On one line, without what the eye cannot see, and no longer than a letter bears; <c>null</c> where nothing is
    /// left.</summary>
    internal static string? Quote(string? text, int longest)
    {
        if (text is null)
            return null;
        var kept = new StringBuilder();
        var runes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            if (category is UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
            {
                if (kept.Length > 0 && kept[^1] != ' ')
                    kept.Append(' ');
                continue;
            }

            if (category is UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned)
                continue;
            if (++runes > longest)
            {
                kept.Append('…');
                break;
            }

            kept.Append(rune.ToString());
        }

        // The sentence that quotes it has its own end
        var quoted = kept.ToString().Trim().TrimEnd('。', '.', ';', ';', ',', ',');
        return quoted.Length == 0 ? null : quoted;
    }
}
