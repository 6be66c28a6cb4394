using System.Text.Json;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Register;

/// <param name="Sequence">The order of recording, from 1.</param>
/// <param name="At">When it happened.</param>
/// <param name="Summary">One line in the reader's language.</param>
/// <param name="Data">The event's facts.</param>
/// <param name="Hash">Covers this entry and the one before it.</param>
public sealed record TimelineItem(int Sequence, DateTimeOffset At, string Service, string Kind, string Actor, string Summary, JsonElement Data, string Hash);

/// <param name="Valid">Whether every entry is unchanged and none is missing in between.</param>
/// <param name="Entries">How many entries were looked at.</param>
/// <param name="FirstBroken">The sequence of the first entry that does not fit, if any.</param>
public sealed record TimelineVerification(bool Valid, int Entries, int? FirstBroken);

internal static class GetTimeline
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id:guid}/timeline", HandleAsync).WithName(nameof(GetTimeline)).AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapGet("/{id:guid}/timeline/verification", VerifyAsync).WithName("VerifyTimeline").AllowRoles([Roles.Storefront, .. Roles.Staff]);
    }

    internal static async Task<Results<Ok<Page<TimelineItem>>, NotFoundProblem>> HandleAsync(
        Guid id, PageRequest page, RequestLanguage language, IntakeDbContext db, CancellationToken ct)
    {
        if (!await db.Register.AnyAsync(row => row.Id == id, ct))
            return Problems.NotFound();

        var after = page.After?.KeyAs<int>() ?? 0;
        var entries = await db.Timeline.AsNoTracking().Where(entry => entry.ComplaintId == id && entry.Sequence > after)
            .OrderBy(entry => entry.Sequence).Take(page.Take).ToListAsync(ct);
        int? total = page.Count ? await db.Timeline.CountAsync(entry => entry.ComplaintId == id, ct) : null;
        return TypedResults.Ok(page.ToPage(entries, entry => PageCursor.Of(entry.Sequence), entry => ToItem(entry, language), total));
    }

    internal static async Task<Results<Ok<TimelineVerification>, NotFoundProblem>> VerifyAsync(Guid id, IntakeDbContext db, CancellationToken ct)
    {
        if (!await db.Register.AnyAsync(row => row.Id == id, ct))
            return Problems.NotFound();

        var (count, hash) = (0, "");
        await foreach (var entry in db.Timeline.AsNoTracking().Where(entry => entry.ComplaintId == id).OrderBy(entry => entry.Sequence).AsAsyncEnumerable().WithCancellation(ct))
        {
            count++;
            if (entry.Sequence != count || !entry.IsIntact(hash))
                return TypedResults.Ok(new TimelineVerification(false, count, count));
            hash = entry.Hash;
        }

        return TypedResults.Ok(new TimelineVerification(count > 0, count, count > 0 ? null : 1));
    }

    internal static TimelineItem ToItem(TimelineEntry entry, Language language)
    {
        var data = JsonNode.Parse(entry.Data)!.AsObject();
        if (entry.Words is not null)
        {
            foreach (var (name, value) in JsonNode.Parse(entry.Words)!.AsObject().ToList())
                data[name] = value?.DeepClone();
        }

        return new TimelineItem(
            entry.Sequence, entry.At, entry.Service, entry.Kind, entry.Actor, TimelineTexts.Summary(entry.Kind, data, language),
            JsonSerializer.SerializeToElement(data, TimelineJson.Options), entry.Hash);
    }
}
