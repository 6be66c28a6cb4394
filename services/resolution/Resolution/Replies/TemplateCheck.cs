using ComplaintPlatform.Kernel;
using HandlebarsDotNet;

namespace ComplaintPlatform.Resolution.Replies;

/// <summary>
/// Whether a template may be saved. Of Handlebars only fields, <c>#if</c>, <c>#unless</c>, <c>else</c> and <c>#each</c> are let through:
/// the library
/// runs into an endless loop, or fails when it renders, on some texts that are no templates (Handlebars.Net issues 484 and 535), and
/// partials and
/// helpers have no business in a letter.
/// </summary>
internal static class TemplateCheck
{
    private const int Longest = 2000, Deepest = 6;

    /// <returns>What is wrong, in both languages; <c>null</c> for a sound template.</returns>
    public static string? WhyNot(string text)
    {
        if (text.Length is 0 or > Longest)
            return $"Must have 1 to {Longest} characters. | 长度必须为 1 到 {Longest} 个字符。";
        if (!PlainTextAttribute.IsPlain(text))
            return "Must not hold control characters. | 不能包含控制字符。";
        if (WhyNotGrammar(text) is { } error)
            return error;
        try
        {
            return ReplyRenderer.Render(text, SampleFacts.Nothing(Language.Chinese)).Trim().Length == 0
                || ReplyRenderer.Render(text, SampleFacts.Everything(Language.Chinese)).Trim().Length == 0
                ? "Says nothing where facts are missing: add an {{else}}. | 事实缺失时内容为空:请补充 {{else}}。"
                : null;
        }
        catch (HandlebarsException)
        {
            return "Not a template that can be filled in. | 模板无法渲染。";
        }
    }

    private static string? WhyNotGrammar(string text)
    {
        var blocks = new Stack<Block>();
        for (var at = text.IndexOf("{{", StringComparison.Ordinal); at >= 0; at = text.IndexOf("{{", at, StringComparison.Ordinal))
        {
            var place = $"{text[..at].Count(character => character == '\n') + 1}";
            var end = text.IndexOf("}}", at, StringComparison.Ordinal);
            if (end < 0)
                return $"Line {place}: '{{{{' is not closed. | 第 {place} 行:'{{{{' 未闭合。";
            var inner = text[(at + 2)..end].Trim('~').Trim();
            if ((at > 0 && text[at - 1] == '\\') || inner.Any(character => character is '{' or '}'))
                return $"Line {place}: only two braces. | 第 {place} 行:只能使用双花括号。";
            at = end + 2;
            if (at < text.Length && text[at] == '}')
                return $"Line {place}: only two braces. | 第 {place} 行:只能使用双花括号。";
            if (Take(inner, blocks) is { } error)
                return $"Line {place}: {error.En} | 第 {place} 行:{error.Zh}";
        }

        return blocks.TryPeek(out var open)
            ? $"'{{{{#{open.Kind} {open.Field}}}}}' is not closed. | '{{{{#{open.Kind} {open.Field}}}}}' 未闭合。" : null;
    }

    private static Policies.LocalizedText? Take(string inner, Stack<Block> blocks)
    {
        var words = inner.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        switch (words)
        {
            case ["else"]:
                if (!blocks.TryPeek(out var block) || block.InElse || block.Kind == "each")
                    return new("{{else}} 不在 #if 或 #unless 之内。", "{{else}} stands in no #if or #unless.");
                blocks.Push(blocks.Pop() with { InElse = true });
                return null;
            case [['/', .. var closed]]:
                if (!blocks.TryPop(out var last) || last.Kind != closed)
                    return new($"{{{{/{closed}}}}} 没有对应的开始。", $"{{{{/{closed}}}}} closes nothing that is open.");
                return null;
            case ["#if" or "#unless" or "#each", var field]:
                var kind = words[0][1..];
                if (blocks.Count == Deepest)
                    return new($"嵌套超过 {Deepest} 层。", $"More than {Deepest} blocks within each other.");
                var known = kind == "each" ? ListOf(blocks) is null && ReplyFields.Lists.ContainsKey(field) : Knows(field, blocks);
                if (!known)
                    return Unknown(field, blocks);
                blocks.Push(new Block(kind, field, false));
                return null;
            case [var name] when !name.Contains('#'):
                if (!Knows(name, blocks) || (ListOf(blocks) is null && ReplyFields.Lists.ContainsKey(name)))
                    return Unknown(name, blocks);
                return IsCertain(name, blocks) ? null : new(
                    $"{name} 可能缺失,须放在 {{{{#if {name}}}}} 之内。", $"{name} may be missing: it stands within {{{{#if {name}}}}} only.");
            default:
                return new("只能使用字段、#if、#unless、else 和 #each。", "Only fields, #if, #unless, else and #each.");
        }
    }

    private static Policies.LocalizedText Unknown(string field, Stack<Block> blocks)
    {
        var known = string.Join(", ", ListOf(blocks) is { } list
            ? ReplyFields.Lists[list].Keys : [.. ReplyFields.Always, .. ReplyFields.Optional, .. ReplyFields.Lists.Keys]);
        return new($"此处没有字段 {field};可用:{known}。", $"there is no field {field} here; there are: {known}.");
    }

    private static string? ListOf(Stack<Block> blocks) => blocks.FirstOrDefault(block => block.Kind == "each")?.Field;

    private static bool Knows(string field, Stack<Block> blocks) => ListOf(blocks) is { } list
        ? ReplyFields.Lists[list].ContainsKey(field)
        : ReplyFields.Always.Contains(field) || ReplyFields.Optional.Contains(field) || ReplyFields.Lists.ContainsKey(field);

    private static bool IsCertain(string field, Stack<Block> blocks)
    {
        // What was asked outside of a list is about another field of the same name
        var within = ListOf(blocks) is null ? blocks : blocks.TakeWhile(block => block.Kind != "each");
        return (ListOf(blocks) is { } list ? ReplyFields.Lists[list][field] : ReplyFields.Always.Contains(field))
            || within.Any(block => block.Field == field && (block.Kind == "unless") == block.InElse);
    }

    private sealed record Block(string Kind, string Field, bool InElse);
}
