using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Intake.Complaints;

/// <summary>
/// Which key facts a complaint lacks: those without which the customer cannot be called back or the order not be looked up.
/// </summary>
internal static class Completeness
{
    private static readonly Dictionary<string, string> Questions = new()
    {
        ["customer.contact"] = "How can we reach you: which phone number or email address? | 请问怎样联系您?请留下电话或电子邮箱。",
        ["order.externalId"] = "What is your order number? | 请问您的订单号是多少?",
        ["order.product"] = "Which product is it about? | 请问涉及哪件商品?",
        ["expectation"] = "What do you want us to do? | 请问您希望我们怎样处理?",
    };

    public static IReadOnlyList<string> MissingOf(bool hasContact, OrderDetails? order, string? expectation)
    {
        var missing = new List<string>();
        if (!hasContact)
            missing.Add("customer.contact");
        if (order?.ExternalId is null)
            missing.Add("order.externalId");
        if (order?.Product is null)
            missing.Add("order.product");
        if (expectation is null)
            missing.Add("expectation");
        return missing;
    }

    /// <summary>How the customer is asked for it.</summary>
    public static string Question(string fact, Language language) => Texts.Pick(Questions[fact], language);
}
