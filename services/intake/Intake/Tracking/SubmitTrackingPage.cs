using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>The forms of the tracking page: a message, missing facts, or the withdrawal.</summary>
internal static class SubmitTrackingPage
{
    // The link in the path is the authority, not a cookie, so a form of another site can do nothing that its owner could not
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{token}/page", HandleAsync).WithName(nameof(SubmitTrackingPage)).AllowLinkHolders().DisableAntiforgery()
            .ExcludeFromDescription();

    internal static async Task<IResult> HandleAsync(
        string token, HttpContext http, FactsSupply supply, [AsParameters] TrackingRead read, TimeProvider clock, CancellationToken ct)
    {
        if (!http.Request.HasFormContentType)
            throw new ProblemException(415, "media_type.unsupported", "Send the page's form. | 请提交页面表单。");
        if (await TrackComplaint.FindAsync(token, read.Db, read.Scope, ct) is not { } complaint)
            return TrackingPage.NotFound(http);

        try
        {
            var form = await http.Request.ReadFormAsync(ct);
            switch (form["do"].ToString())
            {
                case "message":
                    var message = new AddMessageRequest(form["text"].ToString().ReplaceLineEndings("\n"));
                    Validate(message);
                    await AddMessage.AddAsync(complaint, message.Text, TenantScope.CustomerActor, read.Db, clock.GetUtcNow(), ct);
                    break;
                case "facts":
                    await supply.TakeAsync(complaint, FactsOf(form, complaint), TenantScope.CustomerActor, ct);
                    break;
                case "solved":
                case "not_solved":
                case "call_me":
                    var word = new ConfirmResolutionRequest(
                        OutcomeOf(form["do"].ToString()), form["text"].ToString().ReplaceLineEndings("\n"));
                    Validate(word);
                    await ConfirmResolution.AcceptAsync(complaint, word, read.Db, clock.GetUtcNow(), ct);
                    break;
                case "withdraw":
                    await WithdrawComplaint.WithdrawAsync(complaint, TenantScope.CustomerActor, read.Db, clock.GetUtcNow(), ct);
                    break;
                default:
                    throw new ValidationProblemException((
                        "/do", "Must be one of the page's buttons. | 必须是页面上的按钮之一。"));
            }
        }
        catch (ProblemException refusal)
        {
            // What was begun is not kept: nothing is saved with an answer of 400
            var zone = (await read.Profiles.OfAsync(complaint.StorefrontId, read.Db, ct)).TimeZone;
            var reason = refusal.Errors?.Values.FirstOrDefault()?.FirstOrDefault() ?? refusal.Message;
            return TrackingPage.Show(http, await TrackComplaint.ReadAsync(complaint, read, ct), read.Language, zone, reason);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            throw new ProblemException(400, "form.malformed", "The form cannot be read. | 无法读取表单。");
        }

        // Reloading the page then sends nothing again
        http.Response.Headers.Location = (http.Request.PathBase + http.Request.Path).ToString()[..^"/page".Length];
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static ConfirmationOutcome OutcomeOf(string button) => button switch
    {
        "solved" => ConfirmationOutcome.Solved,
        "not_solved" => ConfirmationOutcome.NotSolved,
        _ => ConfirmationOutcome.CallMe,
    };

    // Only what is missing is asked for, and only that is taken
    private static SuppliedFacts FactsOf(IFormCollection form, Complaint complaint)
    {
        var contact = Given("customer.contact");
        var customer = contact is null ? null : contact.Contains('@') ? new CustomerDetails(Email: contact)
            : new CustomerDetails(Phone: contact);
        var (orderId, product) = (Given("order.externalId"), Given("order.product"));
        var facts = new SuppliedFacts(
            customer, orderId is null && product is null ? null : new OrderRequest(ExternalId: orderId, Product: product),
            Expectation: Given("expectation"));
        Validate(facts);
        if (facts.Customer is not null)
            Validate(facts.Customer);
        if (facts.Order is not null)
            Validate(facts.Order);
        return facts;

        string? Given(string fact) => complaint.MissingNames().Contains(fact) ? TypedText.Line(form[fact].ToString()) : null;
    }

    private static void Validate(object request)
    {
        var results = new List<ValidationResult>();
        if (!Validator.TryValidateObject(request, new ValidationContext(request), results, validateAllProperties: true))
        {
            throw new ValidationProblemException([.. results.Select(result =>
                ("/" + result.MemberNames.FirstOrDefault(), RefusalOf(result.ErrorMessage ?? "")))]);
        }
    }

    // Messages of the framework's own attributes are in English only
    private static string RefusalOf(string message) =>
        message.Contains(" | ", StringComparison.Ordinal) ? message
            : "Please check what you wrote: it is empty or too long. | 请检查填写内容:为空或过长。";
}
