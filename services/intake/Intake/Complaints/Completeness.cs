namespace ComplaintPlatform.Intake.Complaints;

/// <summary>Which key facts a complaint lacks: those without which nobody can be called back or no order be looked up.</summary>
internal static class Completeness
{
    public static IReadOnlyList<string> MissingIn(ReceiveComplaintRequest request)
    {
        var missing = new List<string>();
        if (request.Customer is not { } customer || (customer.Email ?? customer.Phone ?? customer.AppUserId) is null)
            missing.Add("customer.contact");
        if (request.Order?.ExternalId is null)
            missing.Add("order.externalId");
        if (request.Order?.Product is null)
            missing.Add("order.product");
        if (request.Expectation is null)
            missing.Add("expectation");
        return missing;
    }
}
