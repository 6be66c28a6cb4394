using ComplaintPlatform.Resolution.Policies;

namespace ComplaintPlatform.Resolution.Playbooks;

/// <param name="Item">Under which it is ticked.</param>
internal sealed record ConversationStep(string Item, LocalizedText Title, LocalizedText Hint, StepProof? ProvedBy);

/// <summary>The six steps of a good conversation. Each is proved by a fact of its own, or by nothing but the agent's word.</summary>
internal static class ConversationGuide
{
    public static IReadOnlyList<ConversationStep> Steps { get; } =
    [
        new("listen", new("倾听", "Listen"), new("先让客户说完,不打断、不辩解。", "Let the customer finish; neither interrupt nor defend."),
            StepProof.CustomerHeard),
        new("empathise", new("共情", "Empathise"), new("说出客户的感受,并为造成的不便道歉。", "Name the feeling and apologise for the trouble."),
            StepProof.ApologyGiven),
        new("ask", new("询问并复述", "Ask and restate"),
            new("问清事实,用客户自己的话复述问题并得到确认。", "Ask for the facts and restate the problem in the customer's words."), null),
        new("act", new("行动", "Act"), new("提出可选方案,说明由谁、何时完成。", "Offer alternatives and say who does what by when."),
            StepProof.OfferMade),
        new("agree", new("达成一致", "Agree"), new("确认客户接受的方案,逐条兑现。", "Confirm what the customer accepts and keep it to the letter."),
            StepProof.OfferAccepted),
        new("thank", new("致谢", "Thank"), new("感谢客户指出问题,告知将如何改进。", "Thank the customer and say what will be improved."), null),
    ];
}
