using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>
/// What may be offered, to whom, and which work follows when it is accepted: the document behind <c>/remedy-catalogue</c>.
/// </summary>
public sealed record RemedyCatalogue
{
    public required IReadOnlyList<Remedy> Remedies { get; init; }

    /// <summary>What the law or the house rules out.</summary>
    public IReadOnlyList<RemedyRule> Rules { get; init; } = [];

    public int OfferValidHours { get; init; } = 7 * 24;

    /// <summary>Between the parts of what is paid in instalments.</summary>
    public int InstalmentDays { get; init; } = 30;

    /// <summary>Where the day of receipt is not known: so many days after the order, and the suggestion says so.</summary>
    public int AssumedDeliveryDays { get; init; } = 7;

    /// <summary>So many closed cases of the very category are needed; of fewer, those of the branch above count.</summary>
    public int SimilarCasesNeeded { get; init; } = 5;

    /// <summary>What speaks for a remedy when remedies are ranked.</summary>
    public RankingPoints Ranking { get; init; } = new();

    public static RemedyCatalogue Default { get; } = new()
    {
        Remedies =
        [
            Of("refund", "退款", "Refund",
                ["product_quality", "authenticity_misdescription", "after_sales_refund", "safety_health", "price_promotion"],
                ["compensation"], true,
                Work("finance", "办理退款", "Pay the refund", 24)),
            Of("exchange", "换货", "Exchange", ["product_quality", "authenticity_misdescription", "safety_health"],
                ["repair", "compensation"], false,
                Work("warehouse", "寄出换货商品", "Send the replacement", 48)),
            Of("repair", "维修", "Repair", ["product_quality"], ["repair"], false,
                Work("technical", "安排维修", "Repair the product", 120)) with { CostShare = 0.3m },
            Of("redelivery", "重新配送", "Delivery again", ["logistics"], ["repair"], false,
                Work("logistics", "安排重新配送", "Deliver again", 48)) with { CostShare = 0.2m },
            Of("coupon", "优惠券", "Coupon", ["logistics", "service_attitude", "price_promotion"], ["compensation"], true,
                Work("commerce", "发放优惠券", "Issue the coupon", 24)),
            Of("points", "积分", "Points", ["service_attitude", "price_promotion"], ["compensation"], true,
                Work("commerce", "发放积分", "Credit the points", 24)) with { PointValue = new Money(0.01m, "CNY") },
            Of("compensation", "补偿", "Compensation", ["logistics", "product_quality", "safety_health", "authenticity_misdescription"],
                ["compensation"], true,
                Work("finance", "支付补偿", "Pay the compensation", 24)),
            Of("apology", "道歉", "Apology", ["service_attitude", "other"], ["emotional"], false,
                Work("customer_service", "致歉", "Apologise", 24)) with { Cost = CostBasis.Nothing },
            Of("warranty_extension", "延长保修", "Longer warranty", ["product_quality"], ["prevention"], false,
                Work("after_sales", "登记延保", "Register the longer warranty", 48)) with { CostShare = 0.1m },
            Of("training_commitment", "培训承诺", "Training promised", ["service_attitude"], ["prevention", "emotional"], false,
                Work("customer_service", "完成人员培训", "Train the people concerned", 240)) with { Cost = CostBasis.Nothing },
            Of("priority_service", "优先服务", "Priority service", ["service_attitude", "other"], ["emotional"], false,
                Work("customer_service", "设置优先服务", "Set up priority service", 24)) with { Cost = CostBasis.Nothing },
            Of("live_tracking", "实时物流跟踪", "Live tracking", ["logistics"], ["prevention", "emotional"], false,
                Work("logistics", "提供实时跟踪", "Share live tracking", 12)) with { Cost = CostBasis.Nothing },
            Of("named_contact", "专属联系人", "Named contact", ["service_attitude", "logistics", "other"], ["emotional"], false,
                Work("customer_service", "指定专属联系人", "Name a contact", 24)) with { Cost = CostBasis.Nothing },
            Of("public_thanks", "公开致谢", "Public thanks", ["other", "service_attitude"], ["emotional"], false,
                Work("commerce", "发布致谢", "Publish the thanks", 120)) with { Cost = CostBasis.Nothing },
        ],
        Rules =
        [
            new RemedyRule
            {
                Id = "seven_day_return",
                Kinds = ["refund", "exchange"],
                ReasonCodes = ["no_reason_return"],
                WithinDaysOfReceipt = 7,
                // Storefronts write their categories in either language
                ExceptProductCategories =
                [
                    "custom_made", "定制", "定制商品", "perishable", "生鲜", "鲜活易腐", "digital", "数字商品", "数字化商品", "虚拟商品",
                    "newspapers", "报刊", "报纸", "期刊",
                ],
                Text = new LocalizedText(
                    "七天无理由退货:自签收次日起七天内,且定制、鲜活易腐、数字化商品和报刊除外。",
                    "Return without reason: within seven days of receipt, not for custom-made, perishable or digital goods and newspapers."),
            },
        ],
    };

    internal Remedy? Find(string kind) => Remedies.FirstOrDefault(remedy => remedy.Kind == kind);

    internal TimeSpan OfferValid => TimeSpan.FromHours(OfferValidHours);

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(Remedies, "/remedies") & errors.RequireItems(Rules, "/rules")))
            return errors.All;
        errors.Require(OfferValidHours is > 0 and <= 90 * 24, "/offerValidHours", "1 hour to 90 days. | 1 小时至 90 天。");
        errors.Require(InstalmentDays is > 0 and <= 365, "/instalmentDays", "1 to 365 days. | 1 至 365 天。");
        errors.Require(AssumedDeliveryDays is >= 0 and <= 90, "/assumedDeliveryDays", "0 to 90 days. | 0 至 90 天。");
        errors.Require(SimilarCasesNeeded is > 0 and <= 10_000, "/similarCasesNeeded", "1 to 10000 cases. | 1 至 10000 个案件。");
        errors.Require(Ranking.Category is >= 0 and <= 100, "/ranking/category", "0 to 100. | 0 至 100。");
        errors.Require(Ranking.Demand is >= 0 and <= 100, "/ranking/demand", "0 to 100. | 0 至 100。");
        errors.Require(Ranking.Experience is >= 0 and <= 100, "/ranking/experience", "0 to 100. | 0 至 100。");
        errors.Require(Ranking is { Category: var category, Demand: var demand, Experience: var experience } && category + demand + experience <= 100,
            "/ranking", "At most 100 points in all. | 总分不超过 100。");
        errors.Require(Remedies.Count is > 0 and <= 200, "/remedies", "1 to 200 remedies are needed. | 需要 1 至 200 种补救方式。");
        errors.RequireUnique(Remedies, remedy => remedy.Kind, "/remedies", "The kind");
        for (var i = 0; i < Remedies.Count; i++)
            Check(Remedies[i], $"/remedies/{i}");
        errors.Require(Rules.Count <= 200, "/rules", "At most 200 rules. | 最多 200 条规则。");
        errors.RequireUnique(Rules, rule => rule.Id, "/rules", "The id");
        for (var i = 0; i < Rules.Count; i++)
        {
            var (rule, at) = (Rules[i], $"/rules/{i}");
            errors.RequireId(rule.Id, at + "/id");
            errors.RequireText(rule.Text, at + "/text");
            errors.Require(rule.WithinDaysOfOrder is null or (> 0 and <= 3650), at + "/withinDaysOfOrder", "1 to 3650 days. | 1 至 3650 天。");
            errors.Require(rule.WithinDaysOfReceipt is null or (> 0 and <= 3650), at + "/withinDaysOfReceipt",
                "1 to 3650 days. | 1 至 3650 天。");
            errors.Require(
                rule.WithinDaysOfOrder is not null || rule.WithinDaysOfReceipt is not null || rule.ExceptProductCategories.Count > 0, at,
                "A rule has a number of days or excepted product categories. | 规则须有天数或例外商品类别。");
            for (var j = 0; j < rule.Kinds.Count; j++)
                errors.Require(Find(rule.Kinds[j]) is not null, $"{at}/kinds/{j}", "No remedy has this kind. | 没有该类型的补救方式。");
        }

        return errors.All;

        void Check(Remedy remedy, string at)
        {
            errors.RequireId(remedy.Kind, at + "/kind");
            errors.RequireText(remedy.Name, at + "/name");
            errors.Require(remedy.PointValue is null or { Amount: > 0 }, at + "/pointValue/amount",
                "A point is worth something. | 积分须有价值。");
            errors.Require(remedy.CostShare is >= 0 and <= 10, at + "/costShare", "0 to 10. | 0 至 10。");
            errors.Require(remedy.Cost is not { } cost || Enum.IsDefined(cost), at + "/cost", "Not a basis of cost. | 不是有效的成本依据。");
            if (!errors.RequireItems(remedy.Tasks, at + "/tasks"))
                return;
            for (var j = 0; j < remedy.Categories.Count; j++)
                errors.RequireCategory(remedy.Categories[j], $"{at}/categories/{j}");
            // A promise without a task would not be kept
            errors.Require(remedy.Tasks.Count is > 0 and <= 20, at + "/tasks", "1 to 20 tasks are needed. | 需要 1 至 20 个任务。");
            for (var j = 0; j < remedy.Tasks.Count; j++)
            {
                errors.RequireId(remedy.Tasks[j].Department, $"{at}/tasks/{j}/department");
                errors.RequireText(remedy.Tasks[j].Title, $"{at}/tasks/{j}/title");
                errors.Require(remedy.Tasks[j].DueHours is > 0 and <= 365 * 24, $"{at}/tasks/{j}/dueHours",
                    "1 hour to a year. | 1 小时至 1 年。");
            }
        }
    }

    private static Remedy Of(
        string kind, string zh, string en, string[] categories, string[] demands, bool costsMoney, params TaskTemplate[] tasks) =>
        new()
        {
            Kind = kind,
            Name = new LocalizedText(zh, en),
            Categories = categories,
            Demands = demands,
            CostsMoney = costsMoney,
            Tasks = tasks
        };

    private static TaskTemplate Work(string department, string zh, string en, int hours) =>
        new(department, new LocalizedText(zh, en), hours);
}

/// <summary>Points towards a score of at most 100.</summary>
public sealed record RankingPoints
{
    /// <summary>It serves complaints of the case's category.</summary>
    public int Category { get; init; } = 30;

    /// <summary>It is what the customer wants.</summary>
    public int Demand { get; init; } = 20;

    /// <summary>It satisfied in all similar closed cases; in fewer, in proportion.</summary>
    public int Experience { get; init; } = 50;
}

public sealed record Remedy
{
    public required string Kind { get; init; }

    public required LocalizedText Name { get; init; }

    /// <summary>Complaints that it serves; what it is suggested for, not what it is limited to.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>What customers who want this are served by it.</summary>
    public IReadOnlyList<string> Demands { get; init; } = [];

    /// <summary>It is not offered without an amount: a sum that is not said could not be held against a limit.</summary>
    public bool CostsMoney { get; init; }

    /// <summary>
    /// What it is held against the limits with; left out, the value where <see cref="CostsMoney"/>, else the order's amount.
    /// </summary>
    public CostBasis? Cost { get; init; }

    /// <summary>The share of the order's amount that it costs.</summary>
    public decimal CostShare { get; init; } = 1m;

    /// <summary>What one point is worth, of a remedy that is given in points.</summary>
    public Money? PointValue { get; init; }

    /// <returns>How many points are the sum, rounded up; <c>null</c> for other remedies and other currencies.</returns>
    internal int? PointsFor(Money? value) =>
        value is not null && PointValue is { } worth && worth.Currency == value.Currency && value.Amount / worth.Amount is var points
            && points <= int.MaxValue ? (int)Math.Ceiling(points) : null;

    /// <returns><c>null</c> where it costs something and it is not known how much.</returns>
    internal Money? CostOf(Money? value, Money? orderAmount, string currency) =>
        (Cost ?? (CostsMoney ? CostBasis.Value : CostBasis.OrderAmount)) switch
        {
            CostBasis.Nothing => value ?? Money.Zero(currency),
            CostBasis.Value => value,
            _ when orderAmount is null => value,
            _ => Larger(value, Money.Rounded(orderAmount.Amount * CostShare, orderAmount.Currency)),
        };

    private static Money Larger(Money? value, Money reckoned) =>
        value is not null && (value.Currency != reckoned.Currency || value.Amount > reckoned.Amount) ? value : reckoned;

    /// <summary>The action plan of an accepted offer, in order.</summary>
    public required IReadOnlyList<TaskTemplate> Tasks { get; init; }
}

/// <summary>What a remedy costs the house: the sum that is offered, a share of what was ordered, or nothing.</summary>
public enum CostBasis { Value, OrderAmount, Nothing }

/// <param name="AfterPrevious">Cannot be done before the task above it.</param>
public sealed record TaskTemplate(string Department, LocalizedText Title, int DueHours, bool AfterPrevious = false);

/// <summary>
/// For complaints with one of the reason codes (none: for all) the remedies are had within some days only, and not for some products.
/// </summary>
public sealed record RemedyRule
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> Kinds { get; init; }

    public IReadOnlyList<string> ReasonCodes { get; init; } = [];

    public int? WithinDaysOfOrder { get; init; }

    /// <summary>Counted by the calendar, from the day after the customer received it.</summary>
    public int? WithinDaysOfReceipt { get; init; }

    public IReadOnlyList<string> ExceptProductCategories { get; init; } = [];

    public required LocalizedText Text { get; init; }

    internal bool IsAbout(string kind, string? reasonCode) =>
        Kinds.Contains(kind) && (ReasonCodes.Count == 0 || (reasonCode is not null && ReasonCodes.Contains(reasonCode)));

    /// <summary>A storefront's category is a path of its own making: any part of it may be the excepted one.</summary>
    internal bool Excepts(string productCategory) =>
        productCategory.Split(['/', '>', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(part => ExceptProductCategories.Contains(part, StringComparer.OrdinalIgnoreCase));
}
