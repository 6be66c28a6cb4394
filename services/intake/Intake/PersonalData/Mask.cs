using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
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
internal static partial class Mask
{
    private const string Hidden = "***";

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
        ExternalId = Tail(customer.ExternalId),
        Name = Name(customer.Name),
        Email = Email(customer.Email),
        Phone = Phone(customer.Phone),
        AppUserId = Tail(customer.AppUserId),
        PreferredContactTimes = null,
    };

    public static CustomerResponse Of(CustomerResponse customer) => customer with
    {
        ExternalId = Tail(customer.ExternalId),
        Name = Name(customer.Name),
        Email = Email(customer.Email),
        Phone = Phone(customer.Phone),
        PhoneE164 = Phone(customer.PhoneE164),
        AppUserId = Tail(customer.AppUserId),
        PreferredContactTimes = null,
        Complaints = [.. customer.Complaints.Select(complaint => complaint with { Subject = Text(complaint.Subject) })],
    };

    public static ComplaintResponse Of(ComplaintResponse complaint) => complaint with
    {
        Customer = Of(complaint.Customer),
        Subject = Text(complaint.Subject),
        Text = Text(complaint.Text) ?? "",
        Expectation = Text(complaint.Expectation),
    };

    public static SignalResponse Of(SignalResponse signal) => signal with
    {
        Customer = Of(signal.Customer),
        Text = Text(signal.Text),
        ExternalId = Tail(signal.ExternalId),
        DismissalReason = Text(signal.DismissalReason),
    };

    public static FactComparison Of(FactComparison fact) => fact.Field == "customer.externalId"
        ? fact with { Stated = Tail(fact.Stated), Actual = Tail(fact.Actual) } : fact;

    /// <summary>A text whose email addresses and phone numbers are masked.</summary>
    public static string? Text(string? text)
    {
        if (text is null)
            return null;
        text = Mailboxes().Replace(text, found => Email(found.Value)!);
        return Numbers().Replace(text, found => found.Value.Count(char.IsAsciiDigit) is >= 7 and <= 15 ? Phone(found.Value)! : found.Value);
    }

    /// <summary>The same for every text in the facts of an entry.</summary>
    public static void TextsIn(JsonObject facts)
    {
        foreach (var (name, value) in facts.ToList())
        {
            if (value is JsonValue leaf && leaf.TryGetValue<string>(out var text))
                facts[name] = Text(text);
        }
    }

    private static string? Name(string? name) => string.IsNullOrEmpty(name) ? name : name[..Whole(name, 1)] + Hidden;

    private static string? Email(string? email)
    {
        if (email is null)
            return null;
        var at = email.LastIndexOf('@');
        return at <= 0 ? Hidden : email[..Whole(email, 1)] + Hidden + email[at..];
    }

    private static string? Phone(string? phone) => phone is null ? null
        : phone.Length < 7 ? Hidden : phone[..3] + new string('*', phone.Length - 5) + phone[^2..];

    private static string? Tail(string? id) => id is null ? null : id.Length <= 4 ? Hidden : Hidden + id[^2..];

    // Not half a character
    private static int Whole(string text, int length) => char.IsHighSurrogate(text[length - 1]) && text.Length > length ? length + 1 : length;

    [GeneratedRegex(@"[A-Za-z0-9._%+\-]{1,64}@[A-Za-z0-9.\-]{1,190}\.[A-Za-z]{2,24}", RegexOptions.NonBacktracking)]
    private static partial Regex Mailboxes();

    [GeneratedRegex(@"\+?[0-9][0-9 ()\-.]{5,20}[0-9]", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers();
}
