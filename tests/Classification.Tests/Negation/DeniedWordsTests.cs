using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Models;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;
using ComplaintPlatform.Classification.Tests.Engine;

namespace ComplaintPlatform.Classification.Tests.Negation;

/// <summary>
/// Pairs of texts, written for this: one takes a word back (by denial, question, condition, fear, report, or by meaning something else),
/// the other says it. "Kept" are pairs in which a negation stands near and changes nothing.
/// </summary>
public sealed class DeniedWordsTests
{
    private const string Fault = "fault:";

    private static readonly ClassificationEngine Engine = new(new RuleMatcher(RuleSet.Default), Taxonomy.Default, new AxisPolicy(),
        DefaultModel.Load());

    public static TheoryData<string, string, string> TakenBack =>
        Read((what, how, denied, _) => how.EndsWith("kept", StringComparison.Ordinal)
            || how == "double denial" ? null : (what, how, denied));

    public static TheoryData<string, string, string> Said => Read((what, how, _, said) => (what, how, said));

    public static TheoryData<string, string, string> Kept =>
        Read((what, how, near, _) => how.EndsWith("kept", StringComparison.Ordinal) || how == "double denial" ? (what, how, near) : null);

    [Fact]
    public void There_are_at_least_150_pairs() => Said.Count().ShouldBeGreaterThanOrEqualTo(150);

    [Theory]
    [MemberData(nameof(TakenBack))]
    public void What_is_taken_back_is_not_so(string what, string how, string text)
    {
        var result = Engine.Classify(Complaints.Of(text));

        var because = $"{how}: {Describe(result)}";
        if (what.StartsWith(Fault, StringComparison.Ordinal))
        {
            result.Category.Value.ShouldNotStartWith(what[Fault.Length..], Case.Sensitive, because);
            return;
        }

        result.Urgency.Value.ShouldNotBe(AxisValues.Urgent, because);
        result.Category.Value.ShouldNotStartWith(AxisValues.SafetyHealth, Case.Sensitive, because);
        result.Urgency.Evidence.Concat(result.Category.Evidence).ShouldAllBe(
            one => !one.Rule.StartsWith("safety.") && !one.Rule.StartsWith("sign.") && !one.Rule.StartsWith("urgent."), because);
    }

    [Theory]
    [MemberData(nameof(Said))]
    public void What_is_said_is_so(string what, string how, string text) => ShouldBeSo(what, how, text);

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_negation_of_something_else_changes_nothing(string what, string how, string text) => ShouldBeSo(what, how, text);

    private static void ShouldBeSo(string what, string how, string text)
    {
        var result = Engine.Classify(Complaints.Of(text));

        var because = $"{how}: {Describe(result)}";
        if (what.StartsWith(Fault, StringComparison.Ordinal))
        {
            var top = Taxonomy.TopOf(what[Fault.Length..]);
            new[] { result.Category.Value, result.SecondCategory.Value ?? "" }.ShouldContain(value => value.StartsWith(top,
                StringComparison.Ordinal), because);
            return;
        }

        result.Urgency.Value.ShouldBe(AxisValues.Urgent, because);
        if (what == "hazard")
            result.Category.Value.ShouldStartWith(AxisValues.SafetyHealth, Case.Sensitive, because);
    }

    private static string Describe(ClassificationResult result) =>
        $"{result.Category.Value} [{Words(result.Category.Evidence)}], {result.Urgency.Value} [{Words(result.Urgency.Evidence)}]";

    private static string Words(IReadOnlyList<Evidence> evidence) => string.Join("; ", evidence.Select(one => $"{one.Rule}={one.Words}"));

    private static TheoryData<string, string, string> Read(Func<string, string, string, string,
        (string What, string How, string Text)?> pick)
    {
        var data = new TheoryData<string, string, string>();
        using var stream = typeof(DeniedWordsTests).Assembly.GetManifestResourceStream("denials.tsv")!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line[0] != '#' && line.Split('\t') is [var what, var how, var denied, var said] && pick(what, how, denied, said) is { } one)
                data.Add(one.What, one.How, one.Text);
        }

        return data;
    }
}
