using System.Text.Json.Nodes;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.OrderFacts;
using ComplaintPlatform.Intake.Policies;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Security;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>Names and contact points for those who need not know them: enough to tell two apart, too little to find anybody.</summary>
internal static class Mask
{
    /// <summary>Whether this caller sees no names and contact points.</summary>
    /// <param name="storefrontId">
    /// Whose customers; <c>null</c> for lists, which go by the caller's only storefront or else by the installation.
    /// </param>
    public static async Task<bool> HidesAsync(IntakeDbContext db, Caller caller, string? storefrontId, CancellationToken ct)
    {
        // An auditor reads cases, not people, whatever a policy says
        if (caller.Role is Roles.Auditor)
            return true;
        storefrontId ??= caller is { AllStorefronts: false, Storefronts: [var only] } ? only : null;
        var policy = (await IntakePolicy.Set.ReadAsync(db, storefrontId, ct)).Policy.Masking;
        return !policy.ClearRoles.Contains(caller.Role);
    }

    public static CustomerView? Of(CustomerView? customer) => customer is null ? null : customer with
    {
        ExternalId = MaskedText.Tail(customer.ExternalId),
        Name = MaskedText.Name(customer.Name),
        Email = MaskedText.Email(customer.Email),
        Phone = MaskedText.Phone(customer.Phone),
        AppUserId = MaskedText.Tail(customer.AppUserId),
        PreferredContactTimes = null,
    };

    public static CustomerResponse Of(CustomerResponse customer) => customer with
    {
        ExternalId = MaskedText.Tail(customer.ExternalId),
        Name = MaskedText.Name(customer.Name),
        Email = MaskedText.Email(customer.Email),
        Phone = MaskedText.Phone(customer.Phone),
        PhoneE164 = MaskedText.Phone(customer.PhoneE164),
        AppUserId = MaskedText.Tail(customer.AppUserId),
        PreferredContactTimes = null,
        Complaints = [.. customer.Complaints.Select(complaint => complaint with { Subject = Text(complaint.Subject) })],
    };

    public static ComplaintResponse Of(ComplaintResponse complaint) => complaint with
    {
        Customer = Of(complaint.Customer),
        Subject = Text(complaint.Subject),
        Text = Text(complaint.Text) ?? "",
        Expectation = Text(complaint.Expectation),
        StaffMember = Text(complaint.StaffMember),
    };

    public static SignalResponse Of(SignalResponse signal) => signal with
    {
        Customer = Of(signal.Customer),
        Text = Text(signal.Text),
        ExternalId = MaskedText.Tail(signal.ExternalId),
        DismissalReason = Text(signal.DismissalReason),
    };

    public static FactComparison Of(FactComparison fact) => fact.Field == "customer.externalId"
        ? fact with { Stated = MaskedText.Tail(fact.Stated), Actual = MaskedText.Tail(fact.Actual) } : fact;

    /// <inheritdoc cref="MaskedText.Of"/>
    public static string? Text(string? text) => MaskedText.Of(text);

    /// <summary>The same for every text in the facts of an entry, however deep.</summary>
    public static void TextsIn(JsonObject facts)
    {
        foreach (var (name, value) in facts.ToList())
        {
            if (Masked(value) is { } masked)
                facts[name] = masked;
        }
    }

    // Null where the value stays, though what is in it may have changed
    private static JsonNode? Masked(JsonNode? value)
    {
        switch (value)
        {
            case JsonObject members:
                TextsIn(members);
                return null;
            case JsonArray items:
                for (var at = 0; at < items.Count; at++)
                {
                    if (Masked(items[at]) is { } masked)
                        items[at] = masked;
                }

                return null;
            case JsonValue leaf when leaf.TryGetValue<string>(out var text):
                return Text(text);
            default:
                return null;
        }
    }
}
