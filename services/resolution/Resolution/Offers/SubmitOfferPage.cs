using System.Globalization;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Authority;
using ComplaintPlatform.Resolution.Cases;
using ComplaintPlatform.Resolution.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Resolution.Offers;

/// <summary>What answering on the tracking page takes.</summary>
internal sealed record OfferPageCall(
    string Token, HttpContext Http, string? Lang, RequestLanguage Language, TrackedLinks Links, ResolutionDbContext Db,
    CaseCommands Commands, OfferRules Rules, HeldAnswers Held, CaseReopening Reopening);

/// <summary>
/// The forms of the tracking page that this service answers: an offer accepted, refused or countered, and the reopening. Intake shows the
/// page; whatever becomes of the form, the customer is sent back there, with the refusal's code where there is one.
/// </summary>
internal static class SubmitOfferPage
{
    private const int LongestText = 2000;
    private const int LongestReason = 1000;

    // The link in the path is the authority, not a cookie, so a form of another site can do nothing that its owner could not
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{token}/offers/page", HandleAsync).WithName(nameof(SubmitOfferPage)).AllowLinkHolders().DisableAntiforgery()
            .ExcludeFromDescription();
        group.MapPost("/{token}/reopening/page", HandleAsync).WithName("SubmitReopeningPage").AllowLinkHolders().DisableAntiforgery()
            .ExcludeFromDescription();
    }

    internal static async Task<IResult> HandleAsync([AsParameters] OfferPageCall call, CancellationToken ct)
    {
        if (!call.Http.Request.HasFormContentType)
            throw new ProblemException(415, "media_type.unsupported", "Send the page's form. | 请提交页面表单。");
        try
        {
            var form = await call.Http.Request.ReadFormAsync(ct);
            var done = form["do"].ToString();
            await DoAsync(call, form, done, ct);
            return Back(call, $"done={Uri.EscapeDataString(done)}&offer={Uri.EscapeDataString(form["offerId"].ToString())}");
        }
        catch (ProblemException refusal) when (refusal.Status < 500)
        {
            call.Db.StartOver();
            return Back(call, $"refused={Uri.EscapeDataString(refusal.Code)}");
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            throw new ProblemException(400, "form.malformed", "The form cannot be read. | 无法读取表单。");
        }
    }

    private static async Task DoAsync(OfferPageCall call, IFormCollection form, string done, CancellationToken ct)
    {
        if (done == "reopen")
        {
            await TrackOffers.ReopenAsync(call.Token, new ReopenCaseRequest(Words(form, LongestReason)), call.Links, call.Db, call.Reopening, ct);
            return;
        }

        var offer = new TrackedCall(
            call.Token, Guid.TryParse(form["offerId"], out var id) ? id : Guid.Empty, call.Language, call.Links, call.Commands, call.Rules,
            call.Held);
        switch (done)
        {
            case "accept":
                await TrackOffers.AcceptAsync(offer, null, ct);
                break;
            case "refuse":
                await TrackOffers.RefuseAsync(offer, new AnswerOfferRequest(Words(form, LongestReason)), ct);
                break;
            case "counter":
                await TrackOffers.CounterAsync(offer, new CounterOfferRequest(SumOf(form), Words(form, LongestText)), ct);
                break;
            default:
                throw new ValidationProblemException(("/do", "Must be one of the page's buttons. | 必须是页面上的按钮之一。"));
        }
    }

    private static string? Words(IFormCollection form, int longest)
    {
        var text = form["text"].ToString().ReplaceLineEndings("\n").Trim();
        if (text.Length > longest || !new PlainTextAttribute().IsValid(text))
            throw new ValidationProblemException(("/text", Unreadable));
        return text.Length == 0 ? null : text;
    }

    private static Money? SumOf(IFormCollection form)
    {
        // Full-width digits come from Chinese keyboards
        var typed = form["amount"].ToString().Normalize(System.Text.NormalizationForm.FormKC).Replace(",", "", StringComparison.Ordinal).Trim();
        if (typed.Length == 0)
            return null;
        var currency = form["currency"].ToString();
        return decimal.TryParse(typed, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            && amount is > 0 and < 1_000_000_000 && decimal.Round(amount, 2) == amount && Currencies.IsKnown(currency)
            ? new Money(amount, currency)
            : throw new ValidationProblemException(("/amount", Unreadable));
    }

    private const string Unreadable = "Please check what you wrote. | 请检查填写内容。";

    // Back to the page by a path of its own, so that reloading it sends nothing again
    private static IResult Back(OfferPageCall call, string query)
    {
        var path = (call.Http.Request.PathBase + call.Http.Request.Path).ToString();
        var page = path[..(path.IndexOf(call.Token, StringComparison.Ordinal) + call.Token.Length)];
        var language = Language.Find(call.Lang) ?? call.Language.Language;
        call.Http.Response.Headers.Location = $"{page}?lang={language.Tag}&{query}";
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }
}
