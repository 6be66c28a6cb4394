using System.Text.Json;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Playbooks;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Policies;

namespace ComplaintPlatform.Resolution.Replies;

/// <summary>
/// What drafted replies are made of: the document behind <c>/reply-templates</c>. Each text is a Handlebars template of the fields in
/// <see cref="ReplyFields"/>; it is checked when it is saved, so that no reply fails or has a hole in it.
/// </summary>
public sealed record ReplyTemplates
{
    /// <summary>The one with the closest category is used; the one without a category is for all others.</summary>
    public required IReadOnlyList<ReplyTemplate> Replies { get; init; }

    /// <summary>How the letter begins, apologises and ends, one for each severity.</summary>
    public required IReadOnlyList<ApologyTemplate> Apologies { get; init; }

    public static ReplyTemplates Default { get; } = Load();

    internal ReplyTemplate ReplyFor(string category) =>
        Replies.Where(reply => reply.Category is { } branch && Axes.IsUnder(category, branch)).MaxBy(reply => reply.Category!.Length)
        ?? Replies.First(reply => reply.Category is null);

    internal ApologyTemplate ApologyFor(Severity severity) => Apologies.First(apology => apology.Severity == severity);

    public IReadOnlyList<PolicyError> Validate()
    {
        var errors = new PolicyErrors();
        if (!(errors.RequireItems(Replies, "/replies") & errors.RequireItems(Apologies, "/apologies")))
            return errors.All;
        errors.Require(Replies.Count <= 100, "/replies", "At most 100 replies. | 最多 100 个回复模板。");
        errors.RequireUnique(Replies, reply => reply.Category ?? "", "/replies", "The category");
        errors.Require(Replies.Any(reply => reply.Category is null), "/replies",
            "One reply has no category, so that every complaint has a draft. | 须有一个不限类别的模板,以保证每个投诉都有草稿。");
        for (var i = 0; i < Replies.Count; i++)
        {
            if (Replies[i].Category is { } category)
                errors.RequireCategory(category, $"/replies/{i}/category");
            Check(Replies[i].Zh.Parts, $"/replies/{i}/zh");
            Check(Replies[i].En.Parts, $"/replies/{i}/en");
        }

        errors.RequireUnique(Apologies, apology => apology.Severity, "/apologies", "The severity");
        foreach (var severity in Enum.GetValues<Severity>())
            errors.Require(Apologies.Any(apology => apology.Severity == severity), "/apologies",
                $"There is none for '{EnumText.Of(severity)}'. | 缺少严重程度 '{EnumText.Of(severity)}' 的致歉。");
        for (var i = 0; i < Apologies.Count; i++)
        {
            errors.Require(Enum.IsDefined(Apologies[i].Severity), $"/apologies/{i}/severity", "Not a severity. | 不是有效的严重程度。");
            errors.Require(Enum.IsDefined(Apologies[i].By), $"/apologies/{i}/by", "Not a tier. | 不是有效的致歉层级。");
            Check(Apologies[i].Zh.Parts, $"/apologies/{i}/zh");
            Check(Apologies[i].En.Parts, $"/apologies/{i}/en");
        }

        return errors.All;

        void Check(IReadOnlyList<(string Part, string Text)> parts, string at)
        {
            foreach (var (part, text) in parts)
            {
                if (TemplateCheck.WhyNot(text) is { } error)
                    errors.Require(false, $"{at}/{part}", error);
            }
        }
    }

    private static ReplyTemplates Load()
    {
        using var stream = typeof(ReplyTemplates).Assembly.GetManifestResourceStream("reply-templates.json")!;
        return JsonSerializer.Deserialize<ReplyTemplates>(stream, JsonDefaults.Options)!;
    }
}

/// <param name="Category">A category of the tree and what is below it; <c>null</c> for all that have none of their own.</param>
public sealed record ReplyTemplate(ReplyText Zh, ReplyText En, string? Category = null)
{
    internal ReplyText In(Language language) => language == Language.English ? En : Zh;
}

/// <param name="Fact">The problem said back, from the case's own facts.</param>
/// <param name="Emotion">How that must have felt.</param>
/// <param name="Explanation">Where it stands, and why.</param>
/// <param name="Solution">What is granted, or offered, or when the customer hears more.</param>
public sealed record ReplyText(string Fact, string Emotion, string Explanation, string Solution)
{
    internal IReadOnlyList<(string Part, string Text)> Parts =>
        [("fact", Fact), ("emotion", Emotion), ("explanation", Explanation), ("solution", Solution)];
}

/// <param name="By">Who apologises: the agent at once, the supervisor in a letter, an executive in person.</param>
public sealed record ApologyTemplate(Severity Severity, ApologyTier By, ApologyText Zh, ApologyText En)
{
    internal ApologyText In(Language language) => language == Language.English ? En : Zh;
}

/// <param name="Closing">Thanks, and who signs.</param>
public sealed record ApologyText(string Opening, string Apology, string Closing)
{
    internal IReadOnlyList<(string Part, string Text)> Parts => [("opening", Opening), ("apology", Apology), ("closing", Closing)];
}
