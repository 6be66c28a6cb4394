using System.Text.Json.Nodes;
using ComplaintPlatform.Classification.Classifications;
using ComplaintPlatform.Classification.Data;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Classification.PersonalData;

/// <summary>Where classification keeps words of customers. The axes stay for statistics, without the words that led to them.</summary>
internal static class ClassificationTraces
{
    public static IReadOnlyList<IPersonalTrace> All { get; } =
        [new Classified(), new PersonalTable("corrections", "Corrections", "ComplaintId", "Reason")];

    private sealed class Classified : IPersonalTrace
    {
        public string Kind => "classifications";

        public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => Of(db, scope).CountAsync(ct);

        public async Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
            [.. (await Of(db, scope).AsNoTracking().ToListAsync(ct)).Select(row => new JsonObject
            {
                ["complaintId"] = row.Id,
                ["text"] = row.Text,
                ["answer"] = System.Text.Json.JsonSerializer.SerializeToNode(row.Response(), Kernel.JsonDefaults.Options),
            })];

        public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
        {
            writer.ChangeTracker.Clear();
            foreach (var row in await Of(writer, scope).ToListAsync(ct))
                row.Erase();
            await writer.SaveChangesAsync(ct);
            writer.ChangeTracker.Clear();
        }

        private static IQueryable<ComplaintClassification> Of(ServiceDbContext db, PersonalScope scope)
        {
            var ids = scope.ComplaintIds.ToList();
            return ((ClassificationDbContext)db).Classifications.Where(row => ids.Contains(row.Id) && row.Text != "");
        }
    }
}
