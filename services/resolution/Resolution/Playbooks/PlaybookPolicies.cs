using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Emergencies;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Playbooks;

/// <summary>How complaints of each category are worked on, stage by stage: the document behind <c>/playbooks</c>.</summary>
public sealed record PlaybookPolicies
{
    private const int LongestLimit = 90 * 24 * 60, LongestText = 500;

    /// <summary>The one with the closest category is used; the one without a category is for all others.</summary>
    public required IReadOnlyList<Playbook> Playbooks { get; init; }

    public EmergencyPlaybook Emergency { get; init; } = new();

    public static PlaybookPolicies Default { get; } = Load();

    internal Playbook For(string category) =>
        Playbooks.Where(book => book.Category is { } branch && Axes.IsUnder(category, branch)).MaxBy(book => book.Category!.Length)
        ?? Playbooks.First(book => book.Category is null);

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!errors.RequireItems(Playbooks, "/playbooks"))
            return errors.All;
        errors.Require(Playbooks.Count <= 200, "/playbooks", "At most 200 playbooks. | 最多 200 套流程。");
        errors.RequireUnique(Playbooks, book => book.Category ?? "", "/playbooks", "The category");
        errors.Require(Playbooks.Any(book => book.Category is null), "/playbooks",
            "One playbook has no category, so that no case is without guidance. | 须有一套不限类别的流程,以保证每个案件都有指引。");
        for (var i = 0; i < Playbooks.Count; i++)
            Check(Playbooks[i], $"/playbooks/{i}", errors);
        Emergency.Check("/emergency", null, errors);
        return errors.All;
    }

    /// <summary>Also checks what needs the departments.</summary>
    internal IReadOnlyList<PolicyError> Validate(IReadOnlySet<string> departments)
    {
        var errors = new PolicyErrors();
        errors.Add("", Validate());
        if (errors.All.Count > 0)
            return errors.All;
        Emergency.Check("/emergency", departments, errors);
        foreach (var (i, book) in Playbooks.Index())
        {
            foreach (var (j, stage) in book.Stages.Index())
                errors.Require(departments.Contains(stage.Department), $"/playbooks/{i}/stages/{j}/department",
                    "There is no such department. | 没有该部门。");
        }

        return errors.All;
    }

    private static void Check(Playbook book, string at, PolicyErrors errors)
    {
        if (book.Category is { } category)
            errors.RequireCategory(category, at + "/category");
        errors.RequireText(book.Name, at + "/name");
        if (!errors.RequireItems(book.Stages, at + "/stages"))
            return;
        errors.Require(book.Stages.Count is > 0 and <= 20, at + "/stages", "1 to 20 stages are needed. | 需要 1 至 20 个阶段。");
        errors.RequireUnique(book.Stages, stage => stage.Id, at + "/stages", "The id");
        for (var i = 0; i < book.Stages.Count; i++)
        {
            var (stage, here) = (book.Stages[i], $"{at}/stages/{i}");
            errors.RequireId(stage.Id, here + "/id");
            errors.RequireText(stage.Name, here + "/name");
            errors.RequireId(stage.Department, here + "/department");
            errors.Require(stage.WithinMinutes is > 0 and <= LongestLimit, here + "/withinMinutes",
                $"1 to {LongestLimit} minutes. | 1 至 {LongestLimit} 分钟。");
            errors.Require(i == 0 || stage.WithinMinutes >= book.Stages[i - 1].WithinMinutes, here + "/withinMinutes",
                "Limits count from the start of the case: a later stage does not end before an earlier one. | 时限自立案起算,后面的阶段不能早于前面的阶段结束。");
            foreach (var (language, told) in new[] { ("zh", stage.Tell.Zh), ("en", stage.Tell.En) })
            {
                errors.Require(told.Length is > 0 and <= LongestText && PlainTextAttribute.IsPlain(told), $"{here}/tell/{language}",
                    $"A text of 1 to {LongestText} characters is needed. | 需要 1 至 {LongestText} 个字符的文本。");
            }

            if (!errors.RequireItems(stage.Steps, here + "/steps"))
                continue;
            errors.Require(stage.Steps.Count is > 0 and <= 20, here + "/steps", "1 to 20 steps are needed. | 需要 1 至 20 个步骤。");
            errors.RequireUnique(stage.Steps, step => step.Id, here + "/steps", "The id");
            for (var j = 0; j < stage.Steps.Count; j++)
            {
                errors.RequireId(stage.Steps[j].Id, $"{here}/steps/{j}/id");
                errors.RequireText(stage.Steps[j].Text, $"{here}/steps/{j}/text");
                errors.Require(stage.Steps[j].ProvedBy is not { } proof || Enum.IsDefined(proof), $"{here}/steps/{j}/provedBy",
                    "Not a proof. | 不是有效的证明。");
            }
        }
    }

    private static PlaybookPolicies Load()
    {
        using var stream = typeof(PlaybookPolicies).Assembly.GetManifestResourceStream("playbooks.json")!;
        return JsonSerializer.Deserialize<PlaybookPolicies>(stream, JsonDefaults.Options)!;
    }
}

/// <param name="Category">A category of the tree and what is below it; <c>null</c> for all that have no playbook of their own.</param>
/// <param name="Stages">In order; the first that is not done is the current one.</param>
public sealed record Playbook(LocalizedText Name, IReadOnlyList<PlaybookStage> Stages, string? Category = null);

/// <param name="WithinMinutes">By the clock, from the opening or reopening of the case.</param>
/// <param name="Tell">What the customer is told at this stage.</param>
public sealed record PlaybookStage(
    string Id, LocalizedText Name, string Department, int WithinMinutes, LocalizedText Tell, IReadOnlyList<PlaybookStep> Steps);

/// <param name="ProvedBy">What the case itself shows ticks the step; <c>null</c>: only the agent can say.</param>
public sealed record PlaybookStep(string Id, LocalizedText Text, StepProof? ProvedBy = null);

/// <summary>What a case can show, all of it in the cycle at hand. No fact proves two steps of the conversation.</summary>
public enum StepProof
{
    /// <summary>A word of the customer was logged since the complaint.</summary>
    CustomerHeard,

    /// <summary>A contact with substance went out.</summary>
    CustomerContacted,

    /// <summary>Order, product and amount are known.</summary>
    OrderKnown,

    /// <summary>An offer lies before the customer, or was answered.</summary>
    OfferMade,

    OfferAccepted,

    /// <summary>Something was promised, and all of it is done.</summary>
    PromisesKept,

    /// <summary>An apology that was promised is done.</summary>
    ApologyGiven,

    Resolved,
}
