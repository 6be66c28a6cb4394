using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Contacts;
using ComplaintPlatform.Resolution.Offers;
using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Cases;

/// <param name="Done">Whether the case shows that the step was taken.</param>
public sealed record GuidanceStep(int Number, string Step, string Title, string Hint, bool Done);

/// <param name="Apology">Who apologises, by severity.</param>
public sealed record Guidance(IReadOnlyList<GuidanceStep> Steps, string Apology);

/// <summary>The six steps of a good conversation, and who owes the apology.</summary>
internal static class ConversationGuide
{
    private static readonly (string Step, LocalizedText Title, LocalizedText Hint, Func<Case, bool> Done)[] Steps =
    [
        ("listen", new("倾听", "Listen"), new("先让客户说完,不打断、不辩解。", "Let the customer finish; neither interrupt nor defend."),
            theCase => theCase.Contacts.Count > 0),
        ("empathise", new("共情", "Empathise"), new("说出客户的感受,并为造成的不便道歉。", "Name the feeling and apologise for the trouble."), Spoke),
        ("ask", new("询问并复述", "Ask and restate"),
            new("问清事实,用客户自己的话复述问题并得到确认。", "Ask for the facts and restate the problem in the customer's words."), Spoke),
        ("act", new("行动", "Act"), new("提出可选方案,说明由谁、何时完成。", "Offer alternatives and say who does what by when."),
            theCase => theCase.Offers.Exists(offer => offer.Cycle == theCase.Cycle)),
        ("agree", new("达成一致", "Agree"), new("确认客户接受的方案,逐条兑现。", "Confirm what the customer accepts and keep it to the letter."),
            theCase => theCase.Offers.Exists(offer => offer.Cycle == theCase.Cycle && offer.State is OfferState.Accepted)),
        ("thank", new("致谢", "Thank"), new("感谢客户指出问题,告知将如何改进。", "Thank the customer and say what will be improved."),
            theCase => !theCase.IsActive),
    ];

    public static Guidance For(Case theCase, Language language) => new(
        [.. Steps.Select((step, at) => new GuidanceStep(
            at + 1, step.Step, step.Title.In(language.Tag), step.Hint.In(language.Tag), step.Done(theCase)))],
        Apology(theCase.Severity).In(language.Tag));

    private static bool Spoke(Case theCase) =>
        theCase.Contacts.Exists(contact => contact.Cycle == theCase.Cycle && contact.Direction is ContactDirection.Outgoing);

    private static LocalizedText Apology(Severity severity) => severity switch
    {
        Severity.Serious => new("由高管亲自致歉。", "An executive apologises in person."),
        Severity.General => new("由主管书面致歉。", "The supervisor apologises in writing."),
        _ => new("由客服当场致歉。", "The agent apologises at once."),
    };
}
