using ComplaintPlatform.Persistence.PersonalData;

namespace ComplaintPlatform.Survey.PersonalData;

/// <summary>Where surveys keep words of customers: in open answers. Scores and choices stay for statistics; the link dies.</summary>
internal static class SurveyTraces
{
    public static IReadOnlyList<IPersonalTrace> All { get; } =
    [
        new PersonalTable("answers", "Answers", "InvitationId", "Text") { Through = ("Invitations", "Id", "ComplaintId") },
        new CustomerKeyTrace(),
        new PersonalTable("links", "Invitations", "ComplaintId") { Hashes = ["TokenHash"] },
        // The orders count for repurchase; by their numbers the storefront would know whose they are
        new PersonalTable("orders", "CustomerOrders", "CustomerKey")
        {
            Through = ("Complaints", "CustomerKey", "ComplaintId"),
            Hashes = ["ExternalId"],
        },
    ];
}
