namespace ComplaintPlatform.Gateway.Routes;

/// <summary>
/// Who serves which path. The longest literal wins; a path that is not listed, such as <c>/internal</c>, is not forwarded.
/// </summary>
internal static class RouteTable
{
    public const string Intake = "intake";
    public const string Classification = "classification";
    public const string Resolution = "resolution";
    public const string FollowUp = "follow-up";
    public const string Survey = "survey";

    public static IReadOnlyList<string> Services { get; } = [Intake, Classification, Resolution, FollowUp, Survey];

    public static IReadOnlyList<ServiceRoute> All { get; } =
    [
        .. Of(Classification,
            "/complaints/{id}/classification", "/classifications", "/review-queue", "/taxonomy", "/rules", "/models", "/insights"),
        .. Of(Resolution,
            "/cases", "/approvals", "/causes", "/corrective-actions", "/precedents", "/board", "/scorecards",
            "/trainings", "/agents",
            "/departments", "/calendars", "/deadline-policies", "/authority-limits", "/compensation-policies", "/remedy-catalogue",
            "/playbooks",
            "/reply-templates", "/escalation-policies", "/closing-policies", "/notices", "/tasks"),
        new(Resolution, "/notices/stream") { Streams = true },
        new(Resolution, "/board/stream") { Streams = true },
        new(Resolution, "/service-standards") { Public = true },
        new(Resolution, "/track/{token}/offers/**") { Public = true },
        new(Resolution, "/track/{token}/reopening/**") { Public = true },
        .. Of(FollowUp, "/follow-ups", "/follow-up-policies", "/message-templates", "/messages"),
        .. Of(Survey,
            "/questionnaires", "/survey-invitations", "/survey-policies", "/satisfaction", "/reports", "/customer-orders",
            "/comments"),
        new(Survey, "/surveys/**") { Public = true },
        .. Of(Intake,
            "/complaints", "/customers", "/signals", "/webhooks", "/events", "/erasures", "/order-volumes",
            "/intake-policies"),
        new(Intake, "/complaints/{id}/attachments/**") { Uploads = true },
        new(Intake, "/complaints/emails") { Uploads = true },
        new(Intake, "/imports/**") { Uploads = true },
        new(Intake, "/track/**") { Public = true },
        new(Intake, "/track/{token}/attachments/**") { Public = true, Uploads = true },
        .. Services.Select(service => new ServiceRoute(service, $"/operations/{service}/**")),
    ];

    // With all that lies below: a sub-resource that comes later is forwarded too
    private static IEnumerable<ServiceRoute> Of(string service, params IEnumerable<string> paths) =>
        paths.Select(path => new ServiceRoute(service, path.EndsWith("/**", StringComparison.Ordinal) ? path : path + "/**"));
}
