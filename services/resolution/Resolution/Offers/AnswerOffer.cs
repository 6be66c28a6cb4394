using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Contracts;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Resolution.Policies;
using ComplaintPlatform.Resolution.Tasks;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
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

/// <param name="Reason">Why the house takes it back, in words that the customer may read.</param>
public sealed record WithdrawOfferRequest([property: StringLength(1000), PlainText] string? Reason = null);

/// <summary>Which offer of which case, for whom, and what an answer needs.</summary>
internal sealed record AnswerCall(Guid Id, Guid OfferId, Caller Caller, IfMatch IfMatch, CaseCommands Commands, OfferRules Rules);

/// <summary>The agent passes on the customer's word, or takes back what was offered.</summary>
internal static class AnswerOffer
{
    private const string Agent = "agent";

    public static void Map(RouteGroupBuilder group)
    {
        const string offer = "/{id:guid}/offers/{offerId:guid}";
        group.MapPost(offer + "/acceptance", AcceptAsync).WithName("AcceptOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost(offer + "/refusal", RefuseAsync).WithName("RefuseOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost(offer + "/counter", CounterAsync).WithName("CounterOffer").AllowRoles(Roles.CaseWorkers);
        group.MapPost(offer + "/withdrawal", WithdrawAsync).WithName("WithdrawOffer").AllowRoles(Roles.CaseWorkers);
    }

    internal static async Task<TaggedOk<CaseResponse>> AcceptAsync(
        [AsParameters] AnswerCall call, AnswerOfferRequest? request, CancellationToken ct)
    {
        await call.Rules.EnterAsync(call.Id, ct);
        var (theCase, policies, offer) = await FindAsync(call, request?.Note, ct);
        var cover = await (await call.Rules.ReadAsync(theCase, policies, ct)).CoverAsync(offer, ct);
        call.Commands.Publish(theCase.AcceptOffer(offer, Agent, cover, policies, call.Commands.Now));
        return Show(call, theCase, policies, request?.Note);
    }

    internal static async Task<TaggedOk<CaseResponse>> RefuseAsync(
        [AsParameters] AnswerCall call, AnswerOfferRequest? request, CancellationToken ct)
    {
        var (theCase, policies, offer) = await FindAsync(call, request?.Note, ct);
        call.Commands.Publish(theCase.RefuseOffer(offer, Agent, policies, call.Commands.Now));
        return Show(call, theCase, policies, request?.Note);
    }

    internal static async Task<TaggedOk<CaseResponse>> CounterAsync(
        [AsParameters] AnswerCall call, CounterOfferRequest request, CancellationToken ct)
    {
        request.EnsureSaysSomething();
        var (theCase, policies, offer) = await FindAsync(call, request.Text ?? "", ct);
        call.Commands.Publish(theCase.CounterOffer(offer, request.Value, request.Text, Agent, policies, call.Commands.Now));
        return Show(call, theCase, policies, null);
    }

    internal static async Task<TaggedOk<CaseResponse>> WithdrawAsync(
        [AsParameters] AnswerCall call, WithdrawOfferRequest? request, CancellationToken ct)
    {
        var (theCase, policies, offer) = await FindAsync(call, request?.Reason, ct);
        call.Commands.Publish(theCase.WithdrawOffer(offer, request?.Reason, Agent, policies, call.Commands.Now));
        return Show(call, theCase, policies, null);
    }

    private static async Task<(Case Case, PolicyBook Policies, Offer Offer)> FindAsync(AnswerCall call, string? words, CancellationToken ct)
    {
        var (theCase, policies) = await call.Commands.FindAsync(call.Id, call.IfMatch, ct, words is not null);
        return (theCase, policies, theCase.Offers.Find(offer => offer.Id == call.OfferId) ?? throw NotFound());
    }

    private static TaggedOk<CaseResponse> Show(AnswerCall call, Case theCase, PolicyBook policies, string? note)
    {
        if (note is { Length: > 0 })
            theCase.Note(note, call.Caller.UserId, call.Caller.Name, call.Commands.Now);
        return call.Commands.Show(theCase, policies);
    }

    internal static ProblemException NotFound() => new(404, "offer.not_found", "There is no such offer. | 没有该方案。");
}
