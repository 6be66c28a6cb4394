using ComplaintPlatform.Survey.Invitations;

namespace ComplaintPlatform.Survey.Satisfaction;

/// <summary>
/// What figures are given by. Periods, and where the answers come from, are no dimension that is counted: see the grouping.
/// </summary>
internal enum SatisfactionDimension
{
    Storefront, Category, Agent, Department, Channel, Urgency, Severity, Difficulty, CustomerType, ComplainantKind, ReasonCode, Product,
    ProductCategory, Carrier, Supplier, Store, Language,
}

/// <summary>One customer who was asked: what the counting needs of it.</summary>
internal sealed record AskedCustomer
{
    public required string StorefrontId { get; init; }

    public required string Day { get; init; }

    public required DateTimeOffset ClosedAt { get; init; }

    public required bool Answered { get; init; }

    public required int? Score { get; init; }

    public required bool? Solved { get; init; }

    public required int? Recommendation { get; init; }

    public required string Category { get; init; }

    public required Guid? AgentId { get; init; }

    public required string Department { get; init; }

    public required string Channel { get; init; }

    public required string Urgency { get; init; }

    public bool ByOwnAgent { get; init; }

    public int? WaitedSeconds { get; init; }

    public int? RepairedSeconds { get; init; }

    public required string Severity { get; init; }

    public required string Difficulty { get; init; }

    public required string CustomerType { get; init; }

    public required string ComplainantKind { get; init; }

    public required string ReasonCode { get; init; }

    public required string Product { get; init; }

    public required string ProductCategory { get; init; }

    public required string Carrier { get; init; }

    public required string Supplier { get; init; }

    public required string Store { get; init; }

    public required string Language { get; init; }

    public string KeyOf(SatisfactionDimension dimension) => dimension switch
    {
        SatisfactionDimension.Storefront => StorefrontId,
        SatisfactionDimension.Category => Category,
        SatisfactionDimension.Agent => AgentId?.ToString() ?? "",
        SatisfactionDimension.Department => Department,
        SatisfactionDimension.Channel => Channel,
        SatisfactionDimension.Urgency => Urgency,
        SatisfactionDimension.Severity => Severity,
        SatisfactionDimension.Difficulty => Difficulty,
        SatisfactionDimension.CustomerType => CustomerType,
        SatisfactionDimension.ComplainantKind => ComplainantKind,
        SatisfactionDimension.ReasonCode => ReasonCode,
        SatisfactionDimension.Product => Product,
        SatisfactionDimension.ProductCategory => ProductCategory,
        SatisfactionDimension.Carrier => Carrier,
        SatisfactionDimension.Supplier => Supplier,
        SatisfactionDimension.Store => Store,
        SatisfactionDimension.Language => Language,
        _ => throw new ArgumentOutOfRangeException(nameof(dimension), dimension, null),
    };

    /// <summary>A customer who was never asked, or whose question was withdrawn, is in no figure.</summary>
    public static IQueryable<SurveyInvitation> Among(IQueryable<SurveyInvitation> invitations) =>
        invitations.Where(row => row.OpenedAt != null && row.State != InvitationState.Revoked);

    public static IQueryable<AskedCustomer> Of(IQueryable<SurveyInvitation> invitations) =>
        Among(invitations).Select(row => new AskedCustomer
        {
            StorefrontId = row.StorefrontId,
            Day = row.Day,
            ClosedAt = row.ClosedAt,
            Answered = row.State == InvitationState.Answered,
            Score = row.Score,
            Solved = row.Solved,
            Recommendation = row.Recommendation,
            ByOwnAgent = row.ByOwnAgent,
            WaitedSeconds = row.WaitedSeconds,
            RepairedSeconds = row.RepairedSeconds,
            Category = row.Category,
            AgentId = row.AgentId,
            Department = row.Department,
            Channel = row.Channel,
            Urgency = row.Urgency,
            Severity = row.Severity,
            Difficulty = row.Difficulty,
            CustomerType = row.CustomerType,
            ComplainantKind = row.ComplainantKind,
            ReasonCode = row.ReasonCode,
            Product = row.Product,
            ProductCategory = row.ProductCategory,
            Carrier = row.Carrier,
            Supplier = row.Supplier,
            Store = row.Store,
            Language = row.Language,
        });
}
