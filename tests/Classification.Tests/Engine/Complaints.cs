using ComplaintPlatform.Classification.Engine;
using ComplaintPlatform.Classification.Facts;
using ComplaintPlatform.Classification.Rules;
using ComplaintPlatform.Classification.Taxonomies;

namespace ComplaintPlatform.Classification.Tests.Engine;

/// <summary>The engine as it ships, and complaints to give it.</summary>
internal static class Complaints
{
    public static readonly DateTimeOffset Now = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    public static ClassificationEngine Engine { get; } = new(new RuleMatcher(RuleSet.Default), Taxonomy.Default, new AxisPolicy(),
        model: null);

    public static ClassificationResult Classify(string text, string? expectation = null) =>
        Engine.Classify(Of(text) with { Expectation = expectation });

    public static ClassificationInput Of(string text) => new() { Text = text, Now = Now };
}
