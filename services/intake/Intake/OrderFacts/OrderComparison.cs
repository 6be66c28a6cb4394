using System.Globalization;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Signals;
using ComplaintPlatform.Kernel;
using NodaTime;

namespace ComplaintPlatform.Intake.OrderFacts;

/// <summary><c>unknown</c>: one of the two says nothing of it.</summary>
public enum FactResult
{
    Agrees,
    Differs,
    Unknown,
}

/// <param name="Field">Such as <c>order.amount</c>.</param>
/// <param name="Stated">As the customer, or the storefront with the complaint, states it.</param>
/// <param name="Actual">As the merchant's API says.</param>
/// <param name="Result"><c>agrees</c>, <c>differs</c> or <c>unknown</c>.</param>
public sealed record FactComparison(string Field, string? Stated, string? Actual, FactResult Result);

/// <summary>Lays what the merchant's API says beside what is stated.</summary>
internal static class OrderComparison
{
    public const string OrderUnknown = "order_unknown", OtherAmount = "amount", OtherCustomer = "customer", NotDelivered = "not_delivered";

    public static IReadOnlyList<FactComparison> Of(Complaint complaint, OrderAnswer answer, DateTimeZone zone)
    {
        var order = complaint.Order!;
        if (!answer.Found)
            return [new("order.externalId", order.ExternalId, null, FactResult.Differs)];
        return
        [
            new("order.externalId", order.ExternalId, order.ExternalId, FactResult.Agrees),
            Compare("customer.externalId", complaint.CustomerAtReceipt?.ExternalId, answer.CustomerId, (one, other) => one == other),
            Compare("order.amount", Text(order.Price()), Text(answer.Amount), (_, _) => order.Price() == answer.Amount),
            Compare("order.placedAt", Day(order.PlacedAt, zone), Day(answer.PlacedAt, zone), (one, other) => one == other),
            Delivery(order, answer),
            Compare("order.product", order.Product, answer.Product, IsAlike),
            Compare("order.sku", order.Sku, answer.Sku, (one, other) => one.Equals(other, StringComparison.OrdinalIgnoreCase)),
            Compare("order.carrier", order.Carrier, answer.Carrier, IsAlike),
            new("order.status", null, answer.Status, FactResult.Unknown),
            new("order.trackingNumber", null, answer.TrackingNumber, FactResult.Unknown),
        ];
    }

    /// <summary>The differences that change what should be done.</summary>
    public static IReadOnlyList<string> Matter(IReadOnlyList<FactComparison> facts) =>
        [.. facts.Where(fact => fact.Result is FactResult.Differs).Select(fact => fact.Field switch
        {
            "order.externalId" => OrderUnknown,
            "order.amount" => OtherAmount,
            "customer.externalId" => OtherCustomer,
            "order.deliveredAt" => NotDelivered,
            _ => null,
        }).OfType<string>()];

    // Who states a delivery says that the goods are there; on which day is told differently by carriers and customers
    private static FactComparison Delivery(OrderDetails order, OrderAnswer answer)
    {
        var stated = order.DeliveredAt is { } at ? JsonDefaults.Rfc3339(at) : null;
        var actual = answer.DeliveredAt is { } there ? JsonDefaults.Rfc3339(there) : answer.IsDelivered is false ? answer.Status : null;
        return new(
            "order.deliveredAt", stated, actual,
            stated is null || answer.IsDelivered is null ? FactResult.Unknown
                : answer.IsDelivered is true ? FactResult.Agrees : FactResult.Differs);
    }

    private static FactComparison Compare(string field, string? stated, string? actual, Func<string, string, bool> agrees) => new(
        field, stated, actual, stated is null || actual is null ? FactResult.Unknown
            : agrees(stated, actual) ? FactResult.Agrees : FactResult.Differs);

    // Customers name a product in fewer words than the shop
    private static bool IsAlike(string one, string other)
    {
        var (left, right) = (KeywordMatch.Fold(one), KeywordMatch.Fold(other));
        return left.Contains(right, StringComparison.Ordinal) || right.Contains(left, StringComparison.Ordinal);
    }

    private static string? Text(Money? money) => money is null ? null : $"{money.AmountText} {money.Currency}";

    private static string? Day(DateTimeOffset? time, DateTimeZone zone) => time is { } known
        ? Instant.FromDateTimeOffset(known).InZone(zone).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture) : null;
}
