using ComplaintPlatform.FollowUp.Templates;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;

namespace ComplaintPlatform.Platform.Tests;

/// <summary>What one service sends, the other tells of on the timeline.</summary>
public sealed class NamingMessagesTests
{
    public static TheoryData<string> ToCustomers => [.. MessageTemplates.Known.Where(known => known.Value is not null).Select(known => known.Key)];

    [Theory]
    [MemberData(nameof(ToCustomers))]
    public void A_message_has_a_name_that_people_can_read(string template)
    {
        var chinese = CodeTexts.Of("template", template, Language.Chinese);

        chinese.ShouldNotBe(template);
        chinese.ShouldNotBe(CodeTexts.Of("template", template, Language.English));
    }
}
