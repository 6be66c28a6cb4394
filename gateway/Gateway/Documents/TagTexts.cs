namespace ComplaintPlatform.Gateway.Documents;

/// <summary>What the document says about itself and about its chapters.</summary>
internal static class TagTexts
{
    public const string Whole =
        """
        Complaints of online shops, from the first word to the survey. People sign in at `POST /api/v1/auth/token` and send
        `Authorization: Bearer`; machines send `X-Api-Key`. Errors are RFC 9457 problems with a stable `code`. Lists have `items` and
        `nextCursor`. A POST with `Idempotency-Key` may be sent again; what has an `ETag` is changed with `If-Match`. Fields and
        parameters that are not known are refused, also in another case or written twice. Texts for people come in the language of
        `Accept-Language`: zh-CN or en.
        """;

    private static readonly Dictionary<string, string> Texts = new()
    {
        ["Agents"] = "Who works on cases: skills, capacity, presence.",
        ["API keys"] = "Keys of storefronts' backends.",
        ["Approvals"] = "Four eyes: what is beyond somebody's authority.",
        ["Audit"] = "Who changed what, in all services.",
        ["Authentication"] = "Sign in, refresh and end sessions.",
        ["Cases"] = "The work on a complaint: people, contacts, offers, tasks, end.",
        ["Classification"] = "What kind of complaint it is, and how sure that is.",
        ["Complaints"] = "The register of complaints: receive, find, supply, withdraw.",
        ["Customers"] = "What is known of those who complain.",
        ["Events"] = "The feed of changes.",
        ["Follow-ups"] = "Asking customers whether it is really solved.",
        ["Insights"] = "What complaints have in common.",
        ["Messages"] = "What goes out to customers.",
        ["Models"] = "The models behind the classification.",
        ["Notices"] = "What members of staff have to know.",
        ["Operations"] = "What got stuck, for those who run the platform.",
        ["Order volumes"] = "Orders, by which complaints are set in proportion.",
        ["Policies"] = "Rules as data: one document each, replaced as a whole.",
        ["Questionnaires"] = "What surveys ask.",
        ["Satisfaction"] = "How satisfied customers are.",
        ["Storefronts"] = "The shops of the installation.",
        ["Surveys"] = "Surveys as customers see them.",
        ["Tasks"] = "Work of departments.",
        ["Tracking"] = "What customers see and do by the link to their complaint.",
        ["Users"] = "People who may sign in.",
    };

    public static string Of(string tag) => Texts.GetValueOrDefault(tag, $"{tag}.");
}
