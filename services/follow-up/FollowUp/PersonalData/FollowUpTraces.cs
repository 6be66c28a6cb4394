using System.Text.Json.Nodes;
using ComplaintPlatform.FollowUp.Data;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;

namespace ComplaintPlatform.FollowUp.PersonalData;

/// <summary>Where follow-ups keep words about customers. Outgoing messages hold no address: what they say of the case, the
/// key of the address, and what was written to files go.</summary>
internal static class FollowUpTraces
{
    public static IReadOnlyList<IPersonalTrace> For(IConfiguration configuration) =>
    [
        new PersonalTable("follow_ups", "FollowUps", "ComplaintId", "Resolution"),
        new PersonalTable("attempts", "FollowUpAttempts", "FollowUpId", "Notes") { Through = ("FollowUps", "Id", "ComplaintId") },
        new PersonalTable("messages", "Messages", "ComplaintId", "News", "AddressKey"),
        new MessageFiles(configuration["Messages:Folder"] ?? Path.Combine(configuration["Database:Folder"] ?? "data", "messages")),
    ];

    /// <summary>Files with the messages' ids in their names, where no mail server and no gateway is configured.</summary>
    private sealed class MessageFiles(string folder) : IPersonalTrace
    {
        public string Kind => "message_files";

        public async Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
            (await FindAsync(db, scope, ct)).Count;

        public async Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct)
        {
            var found = new List<JsonObject>();
            foreach (var file in await FindAsync(db, scope, ct))
                found.Add(new JsonObject { ["name"] = Path.GetFileName(file), ["content"] = await File.ReadAllTextAsync(file, ct) });
            return found;
        }

        public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
        {
            foreach (var file in await FindAsync(writer, scope, ct))
                File.Delete(file);
        }

        private async Task<List<string>> FindAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct)
        {
            if (!Directory.Exists(folder))
                return [];
            var ids = scope.ComplaintIds.ToList();
            var messages = (await ((FollowUpDbContext)db).Messages.AsNoTracking().Where(row => ids.Contains(row.ComplaintId))
                .Select(row => row.Id).ToListAsync(ct)).Select(id => id.ToString("N")).ToList();
            return messages.Count == 0 ? []
                : [.. Directory.EnumerateFiles(folder).Where(file => messages.Exists(id => file.Contains(id, StringComparison.Ordinal)))];
        }
    }
}
