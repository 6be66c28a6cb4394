using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Complaints;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Playbooks;

/// <param name="Steps">The six steps of the conversation.</param>
/// <param name="Apology">Who apologises, by severity.</param>
/// <param name="Restatement">The problem in the customer's words, to say back to the customer.</param>
/// <param name="Playbook">What is to be done for complaints of this category.</param>
public sealed record Guidance(
    IReadOnlyList<GuidanceStep> Steps, string Apology, ApologyTier ApologyTier, RestatedProblem Restatement, GuidedPlaybook Playbook);

/// <summary>Who owes the apology.</summary>
public enum ApologyTier { Agent, Supervisor, Executive }

/// <param name="Step">Under this name it is ticked.</param>
/// <param name="Done">The case shows it, or the agent ticked it.</param>
/// <param name="DoneBy"><c>facts</c> or <c>agent</c>.</param>
/// <param name="Why">What shows it, or who ticked it.</param>
public sealed record GuidanceStep(
    int Number, string Step, string Title, string Hint, bool Done, string? DoneBy, string? Why, DateTimeOffset? TickedAt);

/// <param name="Fact">What happened; <c>null</c> where the customer said nothing of the kind, as with the others.</param>
/// <param name="Text">One sentence in the customer's language.</param>
public sealed record RestatedProblem(string? Fact, string? Feeling, string? Need, string Text);

/// <param name="CurrentStage">The first stage that is not done; <c>null</c> when all are.</param>
public sealed record GuidedPlaybook(string? Category, string Name, string? CurrentStage, IReadOnlyList<GuidedStage> Stages);

/// <param name="DueAt">By the clock; counted from the opening or reopening of the case.</param>
/// <param name="Late">Not done, and past its time.</param>
/// <param name="Tell">What the customer is told, in the customer's language.</param>
public sealed record GuidedStage(
    string Id, string Name, string Department, DateTimeOffset DueAt, bool Done, bool Current, bool Late, string Tell,
    IReadOnlyList<GuidedStep> Steps);

/// <param name="Item">Under this name it is ticked: <c>stage.step</c>.</param>
/// <param name="DoneBy"><c>facts</c> or <c>agent</c>.</param>
public sealed record GuidedStep(string Item, string Text, bool Done, string? DoneBy, string? Why, DateTimeOffset? TickedAt);

/// <summary>Guides the agent: what to say, what to do next, and what is done already.</summary>
internal static class CaseGuidance
{
    public static Guidance For(Case theCase, ComplaintFacts facts, PolicyBook policies, Language language, DateTimeOffset now)
    {
        var steps = ConversationGuide.Steps.Select((step, at) =>
        {
            var (done, by, why, ticked) = StateOf(step.Item, step.ProvedBy, theCase, facts, language);
            return new GuidanceStep(at + 1, step.Item, step.Title.In(language.Tag), step.Hint.In(language.Tag), done, by, why, ticked);
        });
        return new Guidance(
            [.. steps], ApologyOf(theCase.Severity).In(language.Tag), TierOf(theCase.Severity), Restate(theCase, facts),
            Guide(theCase, facts, policies.Playbooks.For(theCase.Category), language, now));
    }

    public static ApologyTier TierOf(Severity severity) => severity switch
    {
        Severity.Serious => ApologyTier.Executive,
        Severity.General => ApologyTier.Supervisor,
        _ => ApologyTier.Agent,
    };

    /// <summary>What can be ticked, with its title and what would prove it.</summary>
    public static IReadOnlyDictionary<string, (LocalizedText Title, StepProof? ProvedBy)> ItemsOf(Case theCase, PolicyBook policies) =>
        ConversationGuide.Steps.Select(step => (step.Item, (step.Title, step.ProvedBy)))
            .Concat(policies.Playbooks.For(theCase.Category).Stages
                .SelectMany(stage => stage.Steps.Select(step => (ItemOf(stage, step), (step.Text, step.ProvedBy)))))
            .ToDictionary();

    /// <summary>The first stage that is not done.</summary>
    public static PlaybookStage? CurrentStage(Case theCase, ComplaintFacts facts, PolicyBook policies) =>
        policies.Playbooks.For(theCase.Category).Stages.FirstOrDefault(stage => stage.Steps.Any(
            step => !StateOf(ItemOf(stage, step), step.ProvedBy, theCase, facts, Language.Chinese).Done));

    private static GuidedPlaybook Guide(Case theCase, ComplaintFacts facts, Playbook book, Language language, DateTimeOffset now)
    {
        var stages = new List<GuidedStage>();
        var start = theCase.CycleStartedAt;
        foreach (var stage in book.Stages)
        {
            var steps = stage.Steps.Select(step =>
            {
                var item = ItemOf(stage, step);
                var (done, by, why, ticked) = StateOf(item, step.ProvedBy, theCase, facts, language);
                return new GuidedStep(item, step.Text.In(language.Tag), done, by, why, ticked);
            }).ToList();
            var (isDone, due) = (steps.TrueForAll(step => step.Done), start.AddMinutes(stage.WithinMinutes));
            stages.Add(new GuidedStage(
                stage.Id, stage.Name.In(language.Tag), stage.Department, due, isDone,
                !isDone && stages.TrueForAll(earlier => earlier.Done), !isDone && theCase.IsActive && now > due,
                stage.Tell.In(theCase.Language), steps));
        }

        return new GuidedPlaybook(book.Category, book.Name.In(language.Tag), stages.Find(stage => stage.Current)?.Id, stages);
    }

    private static (bool Done, string? By, string? Why, DateTimeOffset? TickedAt) StateOf(
        string item, StepProof? provedBy, Case theCase, ComplaintFacts facts, Language language)
    {
        if (provedBy is { } proof && CaseProofs.Of(proof, theCase, facts) is { } why)
            return (true, "facts", why.In(language.Tag), null);
        return theCase.TickOf(item) is { } tick
            ? (true, "agent", language == Language.English ? $"Ticked by {tick.ByName}." : $"由 {tick.ByName} 勾选。", tick.At)
            : (false, null, null, null);
    }

    private static string ItemOf(PlaybookStage stage, PlaybookStep step) => $"{stage.Id}.{step.Id}";

    private static RestatedProblem Restate(Case theCase, ComplaintFacts facts)
    {
        var (fact, feeling, need) = (facts.WhatHappened, facts.StatementFeeling, facts.StatementNeed ?? facts.Expectation);
        var english = Language.FromTag(theCase.Language) == Language.English;
        var parts = new List<string>();
        if (fact is not null)
            parts.Add(english ? $"you told us: “{fact}”" : $"您反映的情况是:“{fact}”");
        if (feeling is not null)
            parts.Add(english ? $"you said how that felt: “{feeling}”" : $"您的感受是:“{feeling}”");
        if (need is not null)
            parts.Add(english ? $"and you wish: “{need}”" : $"您希望:“{need}”");
        var text = english
            ? $"May I say it back to you: {string.Join("; ", parts)}. Did I understand you rightly?"
            : $"我复述一下,{string.Join(";", parts)}。我理解得对吗?";
        return new RestatedProblem(fact, feeling, need, text);
    }

    private static LocalizedText ApologyOf(Severity severity) => TierOf(severity) switch
    {
        ApologyTier.Executive => new("由高管亲自致歉。", "An executive apologises in person."),
        ApologyTier.Supervisor => new("由主管书面致歉。", "The supervisor apologises in writing."),
        _ => new("由客服当场致歉。", "The agent apologises at once."),
    };
}
