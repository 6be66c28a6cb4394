using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Pages;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ComplaintPlatform.Intake.Tracking;

/// <param name="OptedOut">No message is sent to the customer any more.</param>
public sealed record OptOutResponse(bool OptedOut);

/// <summary>
/// The customer wants no more messages. Opening the link only asks, because mail programs open links before people do; posting to it does
/// it. So it serves as the address of a mail's <c>List-Unsubscribe</c> header as well, whose one click posts
/// <c>List-Unsubscribe=One-Click</c> (RFC 8058).
/// </summary>
internal static class OptOut
{
    private const string Button = "opt_out";

    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{token}/opt-out", GetAsync).WithName("GetTrackedOptOut").AllowLinkHolders()
            .Produces<OptOutResponse>().Produces(200, contentType: "text/html").Produces<Problem>(404, Problem.MediaType);
        group.MapPost("/{token}/opt-out", PostAsync).WithName("OptOutTracked").AllowLinkHolders().DisableAntiforgery()
            .Produces<OptOutResponse>().Produces<Problem>(404, Problem.MediaType);
    }

    internal static async Task<IResult> GetAsync(string token, HttpContext http, [AsParameters] TrackingRead read, CancellationToken ct)
    {
        var forBrowser = HtmlPage.IsWanted(http.Request);
        if (await TrackComplaint.FindAsync(token, read.Db, read.Scope, read.Clock, ct) is not { } complaint)
            return forBrowser ? TrackingPage.NotFound(http) : Problems.NotFound();

        var optedOut = await CustomerOfAsync(complaint, read.Db, ct) is { OptedOutAt: not null };
        return forBrowser ? Page(http, optedOut) : TypedResults.Ok(new OptOutResponse(optedOut));
    }

    internal static async Task<IResult> PostAsync(
        string token, HttpContext http, IntakeDbContext db, TenantScope scope, TimeProvider clock, CancellationToken ct)
    {
        var fromPage = false;
        if (http.Request.HasFormContentType)
        {
            try
            {
                fromPage = (await http.Request.ReadFormAsync(ct))["do"].ToString() == Button;
            }
            catch (Exception malformed) when (malformed is InvalidDataException or BadHttpRequestException)
            {
                throw new ProblemException(400, "form.malformed", "The form cannot be read. | 无法读取表单。");
            }
        }

        if (await TrackComplaint.FindAsync(token, db, scope, clock, ct) is not { } complaint)
            return fromPage ? TrackingPage.NotFound(http) : Problems.NotFound();

        var customer = await CustomerOfAsync(complaint, db, ct);
        if (customer is null)
        {
            // Contact points that are supplied later are not written to either
            db.Customers.Add(customer = Customer.New(complaint.StorefrontId, externalId: null));
            complaint.BelongTo(customer);
            (await db.Register.FirstAsync(row => row.Id == complaint.Id, ct)).TakeFacts(complaint);
        }

        var refused = ContactPreferences.Of(customer).RefusedChannels ?? [];
        await ContactPreferencesEndpoints.ApplyAsync(customer, optedOut: true, refused, db, clock.GetUtcNow(), ct);
        if (!fromPage)
            return TypedResults.Ok(new OptOutResponse(true));
        http.Response.Headers.Location = (http.Request.PathBase + http.Request.Path).ToString();
        return TypedResults.StatusCode(StatusCodes.Status303SeeOther);
    }

    private static async Task<Customer?> CustomerOfAsync(Complaint complaint, IntakeDbContext db, CancellationToken ct) =>
        complaint.CustomerId is { } id ? await db.Customers.FirstOrDefaultAsync(row => row.Id == id, ct) : null;

    private static IResult Page(HttpContext http, bool optedOut)
    {
        var page = new HtmlPage(HtmlPage.LanguageOf(http), DateTimeZone.Utc);
        var title = page.Say("Messages from us | 消息通知");
        page.Add($"<main><header><h1>{title}</h1></header><section>");
        if (optedOut)
        {
            page.Add($"<p class=\"status\">{page.Say("You will get no more messages from us. | 我们不会再向您发送消息。")}</p>")
                .Add($"<p>{page.Say("We go on working on your complaint; its page shows how far it is. | 您的投诉仍在处理,可随时在进度页面查看。")}</p>");
        }
        else
        {
            const string Question = "Do you want no more messages about your complaints and no more surveys? We go on working on your complaint all the "
                + "same. | 是否不再接收与投诉有关的消息和满意度调查?我们仍会继续处理您的投诉。";
            page.Add($"<p>{page.Say(Question)}</p><form method=\"post\"><button name=\"do\" value=\"{Button}\">")
                .Add($"{page.Say("Send me no more messages | 不再接收消息")}</button></form>");
        }

        return page.Add($"</section></main>").Answer(http, title, TrackingPage.Style);
    }
}
