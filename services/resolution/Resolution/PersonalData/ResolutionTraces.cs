using ComplaintPlatform.Persistence.PersonalData;

namespace ComplaintPlatform.Resolution.PersonalData;

/// <summary>Where cases keep words of, and about, customers. Numbers, codes and times stay for statistics.</summary>
internal static class ResolutionTraces
{
    public static IReadOnlyList<IPersonalTrace> All { get; } =
    [
        // The link of the complaint opens its offers: it dies with the words
        new PersonalTable(
            "complaints", "ComplaintFacts", "Id", "Subject", "Text", "Expectation", "OrderExternalId", "StatementFact", "StatementFeeling",
            "StatementNeed")
        {
            Hashes = ["TrackingTokenHash"],
        },
        new PersonalTable("former_links", "FormerLinks", "ComplaintId") { RowsGo = true },
        // Before the cases, which say of which orders they are
        new ExposureTrace(),
        new PersonalTable("cases", "Cases", "Id", "Summary", "EscalationReason", "OrderExternalId")
        {
            Also = new Dictionary<string, string> { ["IsErased"] = "1" },
        },
        new PersonalTable("contacts", "Contacts", "CaseId", "Text", "Outcome", "NextStep"),
        new PersonalTable("offers", "Offers", "CaseId", "Note", "CounterText"),
        new PersonalTable("approvals", "Approvals", "CaseId", "Comment"),
        new PersonalTable("tasks", "CaseTasks", "CaseId", "TitleZh", "TitleEn", "Result", "Evidence"),
        new PersonalTable("promises", "Obligations", "CaseId", "Proof", "ReleaseReason"),
        new PersonalTable("root_causes", "RootCauses", "ComplaintId", "Whys"),
        new PrecedentTrace(),
        new EmergencyTrace(),
        new PersonalTable("notices", "Notices", "ComplaintId", "TextZh", "TextEn") { RowsGo = true },
    ];
}
