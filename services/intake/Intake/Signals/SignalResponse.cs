using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Signals;

/// <summary>A potential complaint.</summary>
/// <param name="State">
/// <c>unscreened</c>, <c>unflagged</c>, <c>open</c> (waits for a decision), <c>promoted</c>, <c>dismissed</c> or <c>erased</c>.
/// </param>
/// <param name="ScreenedAt">When it was screened; <c>null</c> while it waits for the classifier.</param>
/// <param name="Channel">Where the message was written; <c>null</c> for behaviours.</param>
/// <param name="Text">The message; <c>null</c> for behaviours, and once it was forgotten.</param>
/// <param name="Flagged">Whether something speaks for a complaint.</param>
/// <param name="Sampled">Not flagged, and drawn to be decided all the same: recall is estimated from these.</param>
/// <param name="Reasons">What speaks for it: <c>keyword:…</c>, <c>sentiment</c>, <c>urgent</c>; none for behaviours and the sample.</param>
/// <param name="Sentiment">-1 to 1; <c>null</c> until it is screened.</param>
/// <param name="Category">What it would be about.</param>
/// <param name="Occurrences">Of a behaviour: how often it was seen within the window.</param>
/// <param name="WindowDays">Of a behaviour: the window.</param>
/// <param name="LastSeenAt">When the behaviour was seen last, or the message came.</param>
/// <param name="ComplaintId">The complaint that it became.</param>
/// <param name="DismissalReason">Why it is no complaint.</param>
public sealed record SignalResponse(
    Guid Id, string StorefrontId, SignalKind Kind, SignalState State, SignalChannel? Channel, string? Text, CustomerView? Customer,
    OrderRequest? Order, string? ExternalId, DateTimeOffset? OccurredAt, DateTimeOffset ReceivedAt, DateTimeOffset? ScreenedAt, bool Flagged,
    bool Sampled, IReadOnlyList<string> Reasons, double? Sentiment, string? Category, int? Occurrences, int? WindowDays,
    DateTimeOffset LastSeenAt, DateTimeOffset? DecidedAt, string? DecidedBy, Guid? ComplaintId, string? DismissalReason)
{
    internal static SignalResponse Of(Signal row, Customer? customer)
    {
        var isBehaviour = row.Kind is not SignalKind.Message;
        return new(
            row.Id, row.StorefrontId, row.Kind, row.State, row.Channel, row.Text, CustomerView.Of(customer, null), row.Order?.Stated(),
            row.ExternalId, row.HappenedAt, row.ReceivedAt, row.ScreenedAt, row.Flagged, row.Sampled, row.ReasonList(), row.Sentiment,
            row.Category, isBehaviour ? row.Occurrences : null, isBehaviour ? row.WindowDays : null, row.LastSeenAt, row.DecidedAt,
            row.DecidedBy, row.ComplaintId, row.DismissalReason);
    }

    /// <summary>With its customer, as this caller may see it.</summary>
    internal static async Task<SignalResponse> ReadAsync(Signal row, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        // Found among the tracked ones where it comes with the signal
        var customer = row.CustomerId is { } id ? await db.Customers.FindAsync([id], ct) : null;
        var response = Of(row, customer);
        return await Mask.HidesAsync(db, caller, row.StorefrontId, ct) ? Mask.Of(response) : response;
    }
}
