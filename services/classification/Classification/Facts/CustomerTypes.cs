using ComplaintPlatform.Classification.Engine;

namespace ComplaintPlatform.Classification.Facts;

/// <summary>
/// vip: flagged, or lifetime value from the policy's on. loyal: many orders, or several over a long time. new: at most one order, or
/// nothing known. returning: the rest.
/// </summary>
internal static class CustomerTypes
{
    public static Decision<string> Decide(ClassificationInput input, CustomerTypePolicy policy)
    {
        var customer = input.Customer;
        var orders = customer.OrderCount ?? (customer.FirstOrderAt is null ? 0 : 1);
        var days = customer.FirstOrderAt is { } first ? (input.Now - first).TotalDays : 0;

        if (customer.Vip)
            return Because(AxisValues.Vip, "customer.vip", "true");
        if (customer.LifetimeValue >= policy.VipLifetimeValue)
            return Because(AxisValues.Vip, "customer.lifetimeValue", FormattableString.Invariant($"{customer.LifetimeValue}"));
        if (orders >= policy.LoyalOrders || (orders >= policy.LongTermOrders && days >= policy.LongTermDays))
            return Because(AxisValues.Loyal, "customer.orderCount", FormattableString.Invariant($"{orders}"));
        if (orders > policy.NewOrders)
            return Because(AxisValues.Returning, "customer.orderCount", FormattableString.Invariant($"{orders}"));

        var known = customer.OrderCount is not null || customer.FirstOrderAt is not null;
        return new Decision<string>(AxisValues.New, known
            ? 1 : 0.5, Sources.Rule, [new Evidence("customer.orderCount", known ? $"{orders}" : "unknown", 1)]);
    }

    private static Decision<string> Because(string value, string fact, string words) =>
        new(value, 1, Sources.Rule, [new Evidence(fact, words, 1)]);
}
