namespace ComplaintPlatform.Resolution.Replies;

/// <summary>
/// The fields a template may name. One that a case may lack stands within <c>{{#if field}}</c> only: a missing fact leaves no hole. A
/// template sees
/// what was granted and what lies before the customer, never what waits for approval, so it cannot promise it.
/// </summary>
internal static class ReplyFields
{
    /// <summary>Known of every case.</summary>
    public static readonly IReadOnlySet<string> Always = new HashSet<string> { "reference", "storefront", "receivedOn" };

    /// <summary>Known of some.</summary>
    public static readonly IReadOnlySet<string> Optional = new HashSet<string>
    {
        "fact", "feeling", "need", "product", "order", "orderedOn", "deliveredOn", "amount", "carrier", "store", "next",
    };

    /// <summary>Lists, with the fields of an item and whether every item has them.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, bool>> Lists =
        new Dictionary<string, IReadOnlyDictionary<string, bool>>
        {
            ["granted"] = new Dictionary<string, bool> { ["name"] = true, ["value"] = false, ["done"] = false, ["dueOn"] = true },
            ["offered"] = new Dictionary<string, bool> { ["name"] = true, ["value"] = false, ["validUntil"] = true },
        };
}
