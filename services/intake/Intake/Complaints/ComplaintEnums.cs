namespace ComplaintPlatform.Intake.Complaints;

/// <summary>How a complaint came in.</summary>
public enum Channel
{
    Web,
    App,
    Phone,
    Email,
    Chat,
    InPerson,
    Letter,
    Social,
    Api,
}

/// <summary>Who complains.</summary>
public enum ComplainantKind
{
    Customer,
    Supplier,
    Dealer,
    Wholesaler,
    Retailer,
    Supermarket,
    Internal,
}
