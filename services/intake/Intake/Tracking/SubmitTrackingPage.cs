using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Evidence;
using ComplaintPlatform.Intake.Storefronts;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>Which link, and the language that was chosen on the page.</summary>
internal sealed record PageCall(string Token, HttpContext Http, string? Lang);

/// <summary>The same, and what storing files and showing the page take.</summary>
internal sealed record UploadCall(
    string Token, HttpContext Http, string? Lang, IntakeDbContext Db, TenantScope Scope, EvidenceUpload Upload, IEvidenceStore Store,
    IOptions<IntakeOptions> Options, TimeProvider Clock, Caller Caller, RequestLanguage Language, StorefrontProfiles Profiles)
{
    public EvidenceWork Work => new(Db, Scope, Upload, Store, Options, Clock, Caller);

    public TrackingRead Read => new(Db, Scope, Language, Profiles, Clock);
}

/// <summary>The forms of the tracking page: a message, missing facts, whether it is solved, the withdrawal, and files.</summary>
internal static class SubmitTrackingPage
{
    // The link in the path is the authority, not a cookie, so a form of another site can do nothing that its owner could not
    public static void Map(RouteGroupBuilder group)
    {
        group.MapPost("/{token}/page", HandleAsync).WithName(nameof(SubmitTrackingPage)).AllowLinkHolders().DisableAntiforgery()
            .ExcludeFromDescription();
        group.MapPost("/{token}/attachments/page", UploadAsync).WithName("UploadOnTrackingPage").AllowLinkHolders().DisableAntiforgery()
            .WithBodyLimit(AttachEvidence.LargestUpload(group)).ExcludeFromDescription();
    }

    internal static async Task<IResult> HandleAsync(
        [AsParameters] PageCall call, FactsSupply supply, [AsParameters] TrackingRead read, CancellationToken ct)
    {
        var (token, http) = (call.Token, call.Http);
        if (!http.Request.HasFormContentType)
            throw new ProblemException(415, "media_type.unsupported", "Send the page's form. | 请提交页面表单。");
        string? typed = null;
        try
        {
            if (await TrackComplaint.FindAsync(token, read.Db, read.Scope, read.Clock, ct) is not { } complaint)
                return TrackingPage.NotFound(http);
            var form = await http.Request.ReadFormAsync(ct);
            typed = form["do"] == "message" ? form["text"].ToString() : null;
            await DoAsync(complaint, form, supply, read, ct);
            return TrackComplaint.BackTo(http, token, form["do"].ToString());
        }
        catch (ProblemException refusal) when (refusal.Status < 500)
        {
            return await RefuseAsync(token, http, read, refusal, typed, ct);
        }
        catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
        {
            throw new ProblemException(400, "form.malformed", "The form cannot be read. | 无法读取表单。");
        }
    }

    internal static async Task<IResult> UploadAsync([AsParameters] UploadCall call, CancellationToken ct)
    {
        try
        {
            if (await TrackComplaint.FindAsync(call.Token, call.Db, call.Scope, call.Clock, ct) is not { } complaint)
                return TrackingPage.NotFound(call.Http);
            await AttachEvidence.AddToAsync(complaint, TenantScope.CustomerActor, "", call.Http, call.Work, ct);
            return TrackComplaint.BackTo(call.Http, call.Token, "files");
        }
        catch (ProblemException refusal) when (refusal.Status < 500)
        {
            return await RefuseAsync(call.Token, call.Http, call.Read, refusal, null, ct);
        }
    }

    // What was begun is not kept: nothing is saved with an answer of 400
    private static Task<IResult> RefuseAsync(
        string token, HttpContext http, TrackingRead read, ProblemException refusal, string? typed, CancellationToken ct)
    {
        read.Db.StartOver();
        var reason = refusal.Errors?.Values.FirstOrDefault()?.FirstOrDefault() ?? refusal.Message;
        return TrackComplaint.ShowAsync(token, http, read, new PageNews(reason, typed, Refused: true), ct);
    }

    private static async Task DoAsync(
        Complaint complaint, IFormCollection form, FactsSupply supply, TrackingRead read, CancellationToken ct)
    {
        var now = read.Clock.GetUtcNow();
        switch (form["do"].ToString())
        {
            case "message":
                var message = new AddMessageRequest(form["text"].ToString().ReplaceLineEndings("\n"));
                Validate(message);
                await AddMessage.AddAsync(complaint, message.Text, TenantScope.CustomerActor, read.Db, now, ct);
                break;
            case "facts":
                await supply.TakeAsync(complaint, FactsOf(form, complaint), TenantScope.CustomerActor, ct);
                break;
            case "solved":
            case "not_solved":
            case "call_me":
                var word = new ConfirmResolutionRequest(OutcomeOf(form["do"].ToString()), form["text"].ToString().ReplaceLineEndings("\n"));
                Validate(word);
                await ConfirmResolution.AcceptAsync(complaint, word, read.Db, now, ct);
                break;
            case "withdraw":
                await WithdrawComplaint.WithdrawAsync(complaint, TenantScope.CustomerActor, read.Db, now, ct);
                break;
            default:
                throw new ValidationProblemException(("/do", "Must be one of the page's buttons. | 必须是页面上的按钮之一。"));
        }
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
