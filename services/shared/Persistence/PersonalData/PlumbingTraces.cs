using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Persistence.Data;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Persistence.PersonalData;

/// <summary>Events with words of a person that were sent and are kept for a while.</summary>
internal sealed class SentEventsTrace : IPersonalTrace
{
    private static readonly List<string> WithWords =
    [
        .. EventCatalogue.Types.Where(type => type.GetProperties().Any(property => property.IsDefined(typeof(ErasableAttribute))))
            .Select(EventCatalogue.WireName),
    ];

    public string Kind => "sent_events";

    public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => Of(db, scope).CountAsync(ct);

    // The customer reads the same words where the service keeps them
    public Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([]);

    // What still waits is needed by others; they erase it by the next round
    public Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct) =>
        Of(writer, scope).Where(row => row.SentAt != null).ExecuteDeleteAsync(ct);

    private static IQueryable<OutboxMessage> Of(ServiceDbContext db, PersonalScope scope)
    {
        var ids = scope.ComplaintIds.Select(id => (Guid?)id).ToList();
        return db.Outbox.Where(row => ids.Contains(row.ComplaintId) && WithWords.Contains(row.WireName));
    }
}

/// <summary>Events that could not be taken in.</summary>
internal sealed class DeadLettersTrace : IPersonalTrace
{
    public string Kind => "dead_letters";

    public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => Of(db, scope).CountAsync(ct);

    public Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([]);

    public Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct) =>
        Of(writer, scope).ExecuteDeleteAsync(ct);

    private static IQueryable<DeadLetter> Of(ServiceDbContext db, PersonalScope scope)
    {
        var ids = scope.ComplaintIds.Select(id => (Guid?)id).ToList();
        return db.DeadLetters.Where(row => ids.Contains(row.ComplaintId));
    }
}

/// <summary>Answers that are kept for repeated keys: who repeats the request is told that its customer was erased.</summary>
internal sealed class KeptAnswersTrace : IPersonalTrace
{
    private const int Gone = 410;
    private const int Step = 500;

    private static readonly byte[] Erased = Encoding.UTF8.GetBytes(new JsonObject
    {
        ["type"] = "https://tools.ietf.org/html/rfc9110#section-15.5.11",
        ["title"] = "Gone",
        ["status"] = Gone,
        ["detail"] = "The customer was erased. | 客户数据已删除。",
        ["code"] = "customer.erased",
    }.ToJsonString());

    public string Kind => "kept_answers";

    public async Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => (await FindAsync(db, scope, ct)).Count;

    public Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<JsonObject>>([]);

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        foreach (var some in (await FindAsync(writer, scope, ct)).Chunk(Step))
        {
            await writer.IdempotentAnswers.Where(row => some.Contains(row.Id)).ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Status, Gone).SetProperty(row => row.ContentType, "application/problem+json")
                    .SetProperty(row => row.Body, Erased).SetProperty(row => row.Location, (string?)null)
                    .SetProperty(row => row.ETag, (string?)null),
                ct);
        }
    }

    // An answer knows its complaint by what stands in it: no other trace of the request is kept
    private static async Task<List<string>> FindAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct)
    {
        var ids = scope.ComplaintIds.Concat(scope.RowIds).ToHashSet();
        var found = new List<string>();
        await foreach (var row in db.IdempotentAnswers.AsNoTracking().Where(row => row.Status < 400)
            .Select(row => new { row.Id, row.Body, row.Location }).AsAsyncEnumerable().WithCancellation(ct))
        {
            if (Names(Encoding.UTF8.GetString(row.Body), ids) || (row.Location is { } location && Names(location, ids)))
                found.Add(row.Id);
        }

        return found;
    }

    private static bool Names(string text, HashSet<Guid> ids)
    {
        const int Length = 36;
        for (var at = text.IndexOf('-', StringComparison.Ordinal); at >= 0; at = text.IndexOf('-', at + 1))
        {
            // A GUID's first hyphen stands behind eight digits
            if (at >= 8 && at - 8 + Length <= text.Length && Guid.TryParseExact(text.AsSpan(at - 8, Length), "D", out var id) && ids.Contains(id))
                return true;
        }

        return false;
    }
}
