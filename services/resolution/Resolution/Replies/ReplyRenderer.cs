using System.Runtime.CompilerServices;
using System.Collections.Concurrent;
using HandlebarsDotNet;

namespace ComplaintPlatform.Resolution.Replies;

/// <summary>
/// Fills templates in. Values go in as they are, because a reply is plain text; they are never read as templates, whatever braces a
/// customer writes.
/// </summary>
internal static class ReplyRenderer
{
    private static readonly IHandlebars Engine = Handlebars.Create(new HandlebarsConfiguration { NoEscape = true });
    private static readonly ConditionalWeakTable<ReplyTemplates, ConcurrentDictionary<string, HandlebarsTemplate<object, object>>>
        Compiled = [];

    public static string Render(string template, IReadOnlyDictionary<string, object?> values) => Engine.Compile(template)(values);

    /// <summary>The texts of a document that is in force are compiled once.</summary>
    public static string Render(ReplyTemplates owner, string template, IReadOnlyDictionary<string, object?> values) =>
        Compiled.GetOrCreateValue(owner).GetOrAdd(template, text => Engine.Compile(text))(values);
}
