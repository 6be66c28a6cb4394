using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Persistence.PersonalData;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>Where intake keeps who complains and what was said. What is counted stays: status, product, amounts, times, axes.</summary>
internal static class IntakeTraces
{
    public static IReadOnlyList<IPersonalTrace> Tables { get; } =
    [
        new PersonalTable(
            "complaints", "Complaints", "Id", "Subject", "Text", "Expectation", "StaffMember", "ExternalId", "ExternalIdKey", "Order_ExternalId",
            "CustomerAtReceipt_ExternalId", "CustomerAtReceipt_Name", "CustomerAtReceipt_Email", "CustomerAtReceipt_Phone",
            "CustomerAtReceipt_AppUserId", "CustomerAtReceipt_PreferredContactTimes")
        {
            Hashes = ["TrackingTokenHash"],
            Also = new Dictionary<string, string> { ["CustomerId"] = "NULL", ["TrackingGeneration"] = "\"TrackingGeneration\" + 1" },
        },
        new PersonalTable("register", "Register", "Id", "OrderExternalId")
        {
            Also = new Dictionary<string, string> { ["CustomerId"] = "NULL", ["Erased"] = "1" },
        },
        new PersonalTable("messages", "Messages", "ComplaintId", "By", "Text") { RowsGo = true },
        // The chain of hashes holds over erased words: it covers their digest under a key that goes with them
        new PersonalTable("timeline", "Timeline", "ComplaintId", "Words")
        {
            Also = new Dictionary<string, string> { ["WordsKey"] = "NULL" },
        },
        new PersonalTable("order_facts", "OrderFactsChecks", "Id", "Answer"),
        new SearchTrace(),
        Signals("signals", "CustomerId", byCustomer: true),
        Signals("promoted_signals", "ComplaintId", byCustomer: false),
        new PersonalTable("behaviours", "BehaviourEvents", "CustomerId", "OrderExternalId", "ExternalId") { ByCustomer = true, RowsGo = true },
        new PersonalTable("behaviour_tallies", "BehaviourTallies", "CustomerId") { ByCustomer = true, RowsGo = true },
        new PersonalTable(
            "customers", "Customers", "Id", "ExternalId", "Name", "Email", "EmailKey", "Phone", "PhoneE164", "AppUserId", "Language",
            "PreferredContactTimes")
        {
            ByCustomer = true,
            RowsGo = true,
        },
    ];

    // What came of it stays for the figures; what nobody had decided cannot be decided any more
    private static PersonalTable Signals(string kind, string key, bool byCustomer) =>
        new(kind, "Signals", key, "Text", "ExternalId", "Order_ExternalId", "DismissalReason", "OpenKey")
        {
            ByCustomer = byCustomer,
            Also = new Dictionary<string, string>
            {
                ["CustomerId"] = "NULL",
                ["NextAt"] = "NULL",
                ["State"] = "CASE WHEN \"State\" IN ('Open', 'Unscreened') THEN 'Erased' ELSE \"State\" END",
            },
        };
}

/// <summary>Files that came as evidence, with their rows.</summary>
internal sealed class EvidenceTrace(IEvidenceStore store) : IPersonalTrace
{
    // Rows whose files are gone; a row outlives its file, never the other way round
    private readonly ConcurrentDictionary<Guid, byte> _gone = new();

    public string Kind => "attachments";

    public Task<int> CountAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) => Of(db, scope).CountAsync(ct);

    public async Task<IReadOnlyList<JsonObject>> ReadAsync(ServiceDbContext db, PersonalScope scope, CancellationToken ct) =>
        [.. (await Of(db, scope).AsNoTracking().ToListAsync(ct)).Select(file => new JsonObject
        {
            ["id"] = file.Id,
            ["complaintId"] = file.ComplaintId,
            ["fileName"] = file.FileName,
            ["contentType"] = file.ContentType,
            ["sha256"] = file.Sha256,
        })];

    public async Task EraseAsync(ServiceDbContext writer, PersonalScope scope, CancellationToken ct)
    {
        // What came since the files were deleted is left to the next round: nothing is waited for while others cannot write
        var ids = (await Of(writer, scope).Select(file => file.Id).ToListAsync(ct)).Where(_gone.ContainsKey).ToList();
        await Of(writer, scope).Where(file => ids.Contains(file.Id)).ExecuteDeleteAsync(ct);
    }

    /// <summary>The files, before their rows: whoever dies in between finds the rows again.</summary>
    public async Task DeleteFilesAsync(IntakeDbContext db, PersonalScope scope, CancellationToken ct)
    {
        // One erasure after the other: what the one before found has gone with its rows
        _gone.Clear();
        foreach (var id in await Of(db, scope).Select(file => file.Id).ToListAsync(ct))
        {
            await store.DeleteAsync(id, ct);
            _gone[id] = 0;
        }
    }

    private static IQueryable<Attachment> Of(ServiceDbContext db, PersonalScope scope)
    {
        var ids = scope.ComplaintIds.ToList();
        return ((IntakeDbContext)db).Attachments.Where(file => ids.Contains(file.ComplaintId));
    }
}
