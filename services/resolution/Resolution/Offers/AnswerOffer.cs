using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Offers;

public sealed record AnswerOfferRequest([property: StringLength(1000), PlainText] string? Note = null);

/// <param name="Value">What the customer wants instead; a sum, or words, or both.</param>
public sealed record CounterOfferRequest(
    [property: NotNegative(AboveZero = true)] Money? Value = null, [property: StringLength(2000), PlainText] string? Text = null)
{
    internal void EnsureSaysSomething()
    {
        if (Value is null && string.IsNullOrWhiteSpace(Text))
            throw new ValidationProblemException(("/text", "Say what the customer wants instead. | 请说明客户的要求。"));
    }
}

/// <summary>The agent passes on the customer's word.</summary>
internal static class AnswerOffer
{
    private const string Agent = "agent";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{id:guid}/offers/{offerId:guid}/acceptance", AcceptAsync).WithName("AcceptOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/offers/{offerId:guid}/refusal", RefuseAsync).WithName("RefuseOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost("/{id:guid}/offers/{offerId:guid}/counter", CounterAsync).WithName("CounterOffer").AllowRoles(Roles.CaseWorkers);
    }

    internal static Task<TaggedOk<CaseResponse>> AcceptAsync(Guid id, Guid offerId, AnswerOfferRequest? request, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct) =>
        AnswerAsync(id, offerId, request?.Note, caller, ifMatch, commands, (theCase, offer, policies) => theCase.AcceptOffer(offer, Agent, policies, commands.Now), ct);

    internal static Task<TaggedOk<CaseResponse>> RefuseAsync(Guid id, Guid offerId, AnswerOfferRequest? request, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct) =>
        AnswerAsync(id, offerId, request?.Note, caller, ifMatch, commands, (theCase, offer, policies) => theCase.RefuseOffer(offer, Agent, policies, commands.Now), ct);

    internal static Task<TaggedOk<CaseResponse>> CounterAsync(Guid id, Guid offerId, CounterOfferRequest request, Caller caller, IfMatch ifMatch, CaseCommands commands, CancellationToken ct)
    {
        request.EnsureSaysSomething();
        return AnswerAsync(
            id, offerId, null, caller, ifMatch, commands, (theCase, offer, policies) => theCase.CounterOffer(offer, request.Value, request.Text, Agent, policies, commands.Now), ct);
    }

    private static async Task<TaggedOk<CaseResponse>> AnswerAsync(
        Guid id, Guid offerId, string? note, Caller caller, IfMatch ifMatch, CaseCommands commands, Func<Case, Offer, PolicyBook, IReadOnlyList<IComplaintEvent>> answer,
        CancellationToken ct)
    {
        var (theCase, policies) = await commands.FindAsync(id, ifMatch, ct);
        var offer = theCase.Offers.Find(offer => offer.Id == offerId) ?? throw NotFound();
        commands.Publish(answer(theCase, offer, policies));
        if (note is { Length: > 0 })
            theCase.Note(note, caller.UserId, caller.Name, commands.Now);
        return commands.Show(theCase, policies);
    }

    internal static ProblemException NotFound() => new(404, "offer.not_found", "There is no such offer. | 没有该方案。");
}
