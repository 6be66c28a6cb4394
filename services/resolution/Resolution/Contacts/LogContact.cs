using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Contacts;

/// <param name="Text">What was said, or a summary.</param>
/// <param name="At">When it took place, where that was earlier than now.</param>
/// <param name="AwaitsCustomer">The next word is the customer's: until then the time does not count.</param>
public sealed record LogContactRequest(
    ContactDirection Direction,
    ContactChannel Channel,
    [property: StringLength(4000), PlainText] string? Text = null,
    bool AwaitsCustomer = false,
    [property: StringLength(1000), PlainText] string? Outcome = null,
    [property: StringLength(1000), PlainText] string? NextStep = null,
    DateTimeOffset? At = null);

/// <summary>
/// Logs a contact with the customer. The first outgoing one meets the first response; <c>awaitsCustomer</c> pauses the clock.
/// </summary>
internal static class LogContact
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/contacts", HandleAsync).WithName(nameof(LogContact)).AllowRoles(Roles.CaseWorkers);

    internal static async Task<Created<ContactView>> HandleAsync(
        Guid id, LogContactRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands, HttpContext http, CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        if (request.At > commands.Now || request.At < theCase.ReceivedAt)
            throw new ValidationProblemException(("/at", "Lies before the complaint or in the future. | 时间早于投诉或晚于现在。"));
        var contact = Contact.Log(theCase, request, caller.UserId, caller.Name, commands.Now);
        if (!contact.HasSubstance)
        {
            throw new ValidationProblemException(
                ("/text", $"Say what was said or what came of it (text or outcome), in at least {Contact.LeastSaid} letters or digits. | "
                    + $"请填写沟通内容(text)或结果(outcome),至少 {Contact.LeastSaid} 个文字或数字。"));
        }

        if (contact is { AwaitsCustomer: true, Direction: not ContactDirection.Outgoing })
        {
            throw new ValidationProblemException(
                ("/awaitsCustomer", "Only who was asked can be waited for: log what the customer was asked as outgoing. | 仅对外联系(outgoing)可等待客户回复。"));
        }

        commands.Publish(theCase.Log(contact, policies, commands.Now));
        ETags.Set(http, theCase.Version);
        return TypedResults.Created($"/api/v1/cases/{id}", ContactView.Of(contact));
    }
}
