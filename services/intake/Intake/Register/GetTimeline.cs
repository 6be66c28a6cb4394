using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Intake.Register;

/// <param name="Sequence">The order of recording, from 1.</param>
/// <param name="At">When it happened.</param>
/// <param name="Summary">One line in the reader's language.</param>
/// <param name="Data">The event's facts.</param>
/// <param name="Hash">Covers this entry and the one before it.</param>
public sealed record TimelineItem(
    int Sequence, DateTimeOffset At, string Service, string Kind, string Actor, string Summary, JsonElement Data, string Hash);

/// <param name="Valid">Whether every entry is unchanged and none is missing, the last ones included.</param>
/// <param name="Entries">How many entries were looked at.</param>
/// <param name="FirstBroken">The sequence of the first entry that does not fit, if any.</param>
/// <param name="Fault"><c>altered</c>, <c>removed</c> (or put elsewhere) or <c>cut</c> (the last ones are missing).</param>
public sealed record TimelineVerification(bool Valid, int Entries, int? FirstBroken, string? Fault);

/// <summary>What reading a timeline takes.</summary>
internal sealed record TimelineReading(RequestLanguage Language, Caller Caller, IntakeDbContext Db, StorefrontProfiles Profiles);

internal static class GetTimeline
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id:guid}/timeline", HandleAsync).WithName(nameof(GetTimeline))
            .WithDescription("Shows everything that happened, in order.").AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapGet("/{id:guid}/timeline/verification", VerifyAsync).WithName("VerifyTimeline")
            .WithDescription("Proves by the chain of hashes that nothing on the timeline was changed.")
            .AllowRoles([Roles.Storefront, .. Roles.Staff]);
    }

    internal static async Task<Results<Ok<Page<TimelineItem>>, NotFoundProblem>> HandleAsync(
        Guid id, PageRequest page, [AsParameters] TimelineReading reading, CancellationToken ct)
    {
        var (language, caller, db, profiles) = reading;
        if (await db.Register.Where(row => row.Id == id).Select(row => row.StorefrontId).FirstOrDefaultAsync(ct) is not { } storefrontId)
            return Problems.NotFound();

        var zone = (await profiles.OfAsync(storefrontId, db, ct)).TimeZone;
        var after = page.After?.KeyAs<int>() ?? 0;
        var entries = await db.Timeline.AsNoTracking().Where(entry => entry.ComplaintId == id && entry.Sequence > after)
            .OrderBy(entry => entry.Sequence).Take(page.Take).ToListAsync(ct);
        var masked = await Mask.HidesAsync(db, caller, storefrontId, ct);
        int? total = page.Count ? await db.Timeline.CountAsync(entry => entry.ComplaintId == id, ct) : null;
        return TypedResults.Ok(page.ToPage(entries, entry => PageCursor.Of(entry.Sequence), entry => ToItem(entry, language, zone, masked), total));
    }

    internal static async Task<Results<Ok<TimelineVerification>, NotFoundProblem>> VerifyAsync(
        Guid id, IntakeDbContext db, CancellationToken ct)
    {
        if (!await db.Register.AnyAsync(row => row.Id == id, ct))
            return Problems.NotFound();

        // Read first: what is written in between only makes the chain longer than its head said
        var head = await db.TimelineHeads.AsNoTracking().FirstOrDefaultAsync(row => row.ComplaintId == id, ct);
        var (count, hash) = (0, "");
        var hashAtHead = "";
        await foreach (var entry in db.Timeline.AsNoTracking().Where(entry => entry.ComplaintId == id)
            .OrderBy(entry => entry.Sequence).AsAsyncEnumerable().WithCancellation(ct))
        {
            count++;
            if (entry.Sequence != count)
                return Broken(count, count, "removed");
            if (!entry.IsIntact(hash))
                return Broken(count, count, "altered");
            hash = entry.Hash;
            if (count == head?.Sequence)
                hashAtHead = hash;
        }

        if (count == 0 || head is null || count < head.Sequence)
            return Broken(count, count + 1, "cut");
        return hashAtHead == head.Hash
            ? TypedResults.Ok(new TimelineVerification(true, count, null, null))
            : Broken(count, head.Sequence, "altered");
    }

    /// <param name="masked">The reader need not know contact points that somebody wrote.</param>
    internal static TimelineItem ToItem(TimelineEntry entry, Language language, DateTimeZone zone, bool masked = false)
    {
        var data = JsonNode.Parse(entry.Data)!.AsObject();
        if (entry.Words is not null)
        {
            foreach (var (name, value) in JsonNode.Parse(entry.Words)!.AsObject())
                Put(data, name, value);
            if (masked)
                Mask.TextsIn(data);
        }

        WriteMoneyAsText(data);
        return new TimelineItem(
            entry.Sequence, entry.At, entry.Service, entry.Kind, entry.Actor, TimelineTexts.Summary(entry.Kind, data, language, zone),
            JsonSerializer.SerializeToElement(data, TimelineJson.Options), entry.Hash);
    }

    /// <summary>The facts of an entry without words of a person; with the storefront's own numbers, such as that of the order.</summary>
    internal static JsonObject FactsOf(TimelineEntry entry)
    {
        var data = JsonNode.Parse(entry.Data)!.AsObject();
        foreach (var (name, value) in entry.Words is null ? [] : JsonNode.Parse(entry.Words)!.AsObject())
        {
            if (value is JsonObject)
                Put(data, name, value);
        }

        WriteMoneyAsText(data);
        return data;
    }

    // What was taken out of a record goes back into it
    private static void Put(JsonObject data, string name, JsonNode? value)
    {
        if (value is not JsonObject parts || data[name] is not JsonObject record)
        {
            data[name] = value?.DeepClone();
            return;
        }

        foreach (var (part, told) in parts)
            record[part] = told?.DeepClone();
    }

    private static Ok<TimelineVerification> Broken(int entries, int at, string fault) =>
        TypedResults.Ok(new TimelineVerification(false, entries, at, fault));

    // Events between services carry amounts as numbers; the API writes them as decimal text everywhere
    private static void WriteMoneyAsText(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray array:
                foreach (var item in array)
                    WriteMoneyAsText(item);
                break;
            case JsonObject { Count: 2 } money when money["currency"] is JsonValue currency && Currencies.IsKnown(currency.ToString())
                && money["amount"] is JsonValue amount && amount.GetValueKind() is JsonValueKind.Number:
                money["amount"] = new Money(amount.GetValue<decimal>(), currency.ToString()).AmountText;
                break;
            case JsonObject members:
                foreach (var (_, value) in members.ToList())
                    WriteMoneyAsText(value);
                break;
        }
    }
}
