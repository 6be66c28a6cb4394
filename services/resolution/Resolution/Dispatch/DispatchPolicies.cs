using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Dispatch;

/// <summary>Departments, queues and what counts in the choice of an agent: the document behind <c>/departments</c>.</summary>
public sealed record DispatchPolicies
{
    public required IReadOnlyList<Department> Departments { get; init; }

    /// <summary>Takes what no other department's categories cover.</summary>
    public required string DefaultDepartment { get; init; }

    /// <summary>Read from the top, the first that fits; a case that fits none goes to the general queue.</summary>
    public IReadOnlyList<QueueRule> Queues { get; init; } = [];

    public DispatchWeights Weights { get; init; } = new();

    /// <summary>How long somebody who is not there keeps open cases; an urgency without an entry stays with its owner.</summary>
    public IReadOnlyList<AbsenceRule> Absences { get; init; } =
    [
        new AbsenceRule(Urgency.Urgent, AwayMinutes: 15, OfflineMinutes: 0),
        new AbsenceRule(Urgency.General, AwayMinutes: 120, OfflineMinutes: 30),
        new AbsenceRule(Urgency.NonUrgent, AwayMinutes: null, OfflineMinutes: 24 * 60),
    ];

    /// <returns>How long; nothing where the case stays.</returns>
    internal TimeSpan? KeptFor(Urgency urgency, AgentPresence presence) =>
        Absences.FirstOrDefault(rule => rule.Urgency == urgency) is { } rule
        && (presence is AgentPresence.Away ? rule.AwayMinutes : rule.OfflineMinutes) is { } minutes
            ? TimeSpan.FromMinutes(minutes)
            : null;

    public static DispatchPolicies Default { get; } = new()
    {
        Departments =
        [
            new Department("quality", new LocalizedText("质量部", "Quality"), ["product_quality", "authenticity_misdescription"]),
            new Department("logistics", new LocalizedText("物流部", "Logistics"), ["logistics"]),
            new Department("after_sales", new LocalizedText("售后部", "After-sales"), ["after_sales_refund"]),
            new Department("customer_service", new LocalizedText("客服部", "Customer service"), ["service_attitude", "other"]),
            new Department("commerce", new LocalizedText("运营部", "Commerce"), ["price_promotion"]),
            new Department("safety", new LocalizedText("安全与合规部", "Safety and compliance"), ["safety_health"]),
            new Department("finance", new LocalizedText("财务部", "Finance"), [], Pays: true),
            new Department("warehouse", new LocalizedText("仓储部", "Warehouse"), []),
            new Department("technical", new LocalizedText("技术部", "Technical"), []),
            new Department("legal", new LocalizedText("法务部", "Legal"), []),
        ],
        DefaultDepartment = "customer_service",
        Queues =
        [
            new QueueRule { Id = "vip", Name = new LocalizedText("VIP 专席", "VIP"), CustomerTypes = [CustomerType.Vip], Skill = "vip" },
            new QueueRule { Id = "emotion", Name = new LocalizedText("情绪安抚专席", "High emotion"), EmotionFrom = 0.7m,
                EscalationRiskFrom = 0.7m, Skill = "de_escalation" },
        ],
    };

    internal bool Pays(string department) => Departments.Any(known => known.Id == department && known.Pays);

    internal string DepartmentFor(string? category) =>
        (category is null ? null : Departments
            .SelectMany(d => d.Categories.Where(c => Axes.IsUnder(category, c)).Select(c => (d.Id, c.Length)))
            .OrderByDescending(m => m.Length)
            .Select(m => m.Id)
            .FirstOrDefault()) ?? DefaultDepartment;

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(Departments, "/departments") & errors.RequireItems(Queues, "/queues")))
            return errors.All;
        errors.Require(Departments.Count is > 0 and <= 200, "/departments", "1 to 200 departments are needed. | 需要 1 至 200 个部门。");
        errors.RequireUnique(Departments, d => d.Id, "/departments", "The id");
        var claimed = new HashSet<string>();
        for (var i = 0; i < Departments.Count; i++)
        {
            errors.RequireId(Departments[i].Id, $"/departments/{i}/id");
            errors.RequireText(Departments[i].Name, $"/departments/{i}/name");
            if (!errors.RequireItems(Departments[i].Categories, $"/departments/{i}/categories"))
                continue;
            for (var j = 0; j < Departments[i].Categories.Count; j++)
            {
                errors.RequireCategory(Departments[i].Categories[j], $"/departments/{i}/categories/{j}");
                errors.Require(claimed.Add(Departments[i].Categories[j]), $"/departments/{i}/categories/{j}",
                    "Two departments have this category. | 该类别属于两个部门。");
            }
        }

        errors.Require(Departments.Any(d => d.Id == DefaultDepartment), "/defaultDepartment", "No department has this id. | 没有该编号的部门。");
        errors.Require(Queues.Count <= 50, "/queues", "At most 50 queues. | 最多 50 个队列。");
        errors.RequireUnique(Queues, q => q.Id, "/queues", "The id");
        for (var i = 0; i < Queues.Count; i++)
        {
            var queue = Queues[i];
            errors.RequireId(queue.Id, $"/queues/{i}/id");
            errors.Require(queue.Id != QueueRule.General, $"/queues/{i}/id",
                "The general queue is always there and has no conditions. | 普通队列始终存在且没有条件。");
            errors.RequireText(queue.Name, $"/queues/{i}/name");
            if (queue.Skill is not null)
                errors.RequireId(queue.Skill, $"/queues/{i}/skill");
            errors.Require(queue.CustomerTypes.All(Enum.IsDefined), $"/queues/{i}/customerTypes", "Not a customer type. | 不是有效的客户类型。");
            errors.Require(queue.EmotionFrom is null or (> 0 and <= 1), $"/queues/{i}/emotionFrom", "Above 0 and up to 1. | 大于 0 且不超过 1。");
            errors.Require(queue.EscalationRiskFrom is null or (> 0 and <= 1), $"/queues/{i}/escalationRiskFrom",
                "Above 0 and up to 1. | 大于 0 且不超过 1。");
            errors.Require(
                queue.CustomerTypes.Count > 0 || queue.EmotionFrom is not null || queue.EscalationRiskFrom is not null
                    || queue.Urgencies.Count > 0,
                $"/queues/{i}",
                "A queue has at least one condition. | 队列至少需要一个条件。");
        }

        if (errors.RequireItems(Absences, "/absences"))
        {
            errors.RequireUnique(Absences, rule => rule.Urgency, "/absences", "The urgency");
            for (var i = 0; i < Absences.Count; i++)
            {
                const int longest = 90 * 24 * 60;
                errors.Require(Enum.IsDefined(Absences[i].Urgency), $"/absences/{i}/urgency", "Not an urgency. | 不是有效的紧急程度。");
                errors.Require(Absences[i].AwayMinutes is null or (>= 0 and <= longest), $"/absences/{i}/awayMinutes",
                    $"0 to {longest} minutes. | 0 至 {longest} 分钟。");
                errors.Require(Absences[i].OfflineMinutes is null or (>= 0 and <= longest), $"/absences/{i}/offlineMinutes",
                    $"0 to {longest} minutes. | 0 至 {longest} 分钟。");
            }
        }

        foreach (var (name, value) in Weights.All)
            errors.Require(value is >= 0 and <= 1000, "/weights/" + name, "0 to 1000. | 0 至 1000。");
        errors.Require(Weights.FullLoad is > 0 and <= 10_000, "/weights/fullLoad", "1 to 10000 cases. | 1 至 10000 个案件。");
        return errors.All;
    }
}

/// <param name="Pays">Its work is payment: its tasks come from accepted offers only.</param>
public sealed record Department(string Id, LocalizedText Name, IReadOnlyList<string> Categories, bool Pays = false);

/// <param name="AwayMinutes">After so long away the case goes to somebody who is there; <c>null</c>: it stays.</param>
/// <param name="OfflineMinutes">The same for somebody who has signed off.</param>
public sealed record AbsenceRule(Urgency Urgency, int? AwayMinutes, int? OfflineMinutes);

/// <summary>A queue takes a case when any of its conditions holds.</summary>
public sealed record QueueRule
{
    public const string General = "general";

    public required string Id { get; init; }

    public required LocalizedText Name { get; init; }

    public IReadOnlyList<CustomerType> CustomerTypes { get; init; } = [];

    public IReadOnlyList<Urgency> Urgencies { get; init; } = [];

    /// <summary>Strength of negative feeling, 0 to 1.</summary>
    public decimal? EmotionFrom { get; init; }

    public decimal? EscalationRiskFrom { get; init; }

    /// <summary>Skill of the agents who serve this queue.</summary>
    public string? Skill { get; init; }

    internal bool Takes(DispatchCase complaint) =>
        CustomerTypes.Contains(complaint.CustomerType)
        || Urgencies.Contains(complaint.Urgency)
        || (EmotionFrom is { } emotion && complaint.Emotion >= emotion)
        || (EscalationRiskFrom is { } risk && complaint.EscalationRisk >= risk);
}

/// <summary>Points for what fits. They rank; they exclude no agent, because one who fits halfway is better than none.</summary>
public sealed record DispatchWeights
{
    public decimal Language { get; init; } = 100;

    public decimal QueueSkill { get; init; } = 60;

    public decimal Skill { get; init; } = 40;

    public decimal Department { get; init; } = 40;

    public decimal Seniority { get; init; } = 50;

    /// <summary>For an agent without open cases; none for one at full load.</summary>
    public decimal Load { get; init; } = 50;

    /// <summary>Open cases that count as full load for an agent of unlimited capacity.</summary>
    public int FullLoad { get; init; } = 20;

    internal IEnumerable<(string Name, decimal Value)> All =>
        [("language", Language), ("queueSkill", QueueSkill), ("skill", Skill), ("department", Department), ("seniority", Seniority),
            ("load", Load)];
}
