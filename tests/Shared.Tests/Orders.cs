using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Shared.Tests;

public enum OrderKind
{
    InPerson,
    Web,
}

public sealed record OrderRequest(
    [property: Required, StringLength(20, MinimumLength = 1), PlainText] string Text,
    OrderKind Kind,
    OrderCustomer? Customer = null,
    [property: MaxLength(3)] IReadOnlyList<OrderLine>? Lines = null,
    [property: NotNegative] Money? Loss = null,
    DateTimeOffset? At = null,
    [property: Range(1, 5)] int? Score = null,
    [property: EmailAddress] string? Email = null,
    bool? Flag = null,
    Guid? Reference = null);

public sealed record OrderCustomer([property: Required, StringLength(10)] string Name, OrderCustomer? Parent = null)
{
    public static OrderCustomer Nobody { get; } = new("nobody");
}

public sealed record OrderLine([property: StringLength(5, ErrorMessage = "Too long for a code. | 编码过长。")] string Code, int Count);

internal sealed record OrderFilter(string? Place, QueryEnum<OrderKind>? Kind, int[]? Numbers, QueryEnum<OrderKind>[]? Kinds);

internal static class Orders
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/orders", (OrderRequest request) => TypedResults.Ok(request));
        app.MapGet("/orders", (int size, QueryEnum<OrderKind>? kind, DateTimeOffset? from) => TypedResults.Ok(
            new { size, kind = kind?.Value }));
        app.MapGet("/filtered", ([AsParameters] OrderFilter filter, PageRequest page, RequestLanguage language, LinkGenerator links) =>
            TypedResults.Ok(new { filter.Place, filter.Numbers, page.Limit, language.Language.Tag, links = links is not null }));
        app.MapGet("/open-page", () => TypedResults.Content("<p>", "text/html")).Produces(200, contentType: "text/html");
        app.MapPost("/form", async (HttpRequest request) => TypedResults.Ok((await request.ReadFormAsync()).Count));
        app.MapGet("/orders/{id:guid}", (Guid id) => TypedResults.NotFound());
        app.MapGet("/pending", () => Problems.NotFound("order.pending", "Not ready yet. | 尚未就绪。"));
        app.MapPost("/withdrawal", IResult () =>
            throw new DomainRuleException("order.already_withdrawn", "The order was withdrawn before. | 订单已撤回。", ["reopening"]));
        app.MapPost("/value", IResult () => throw new ValidationProblemException(("/customer/name", "Nobody is called so. | 没有这样的名字。")));
        app.MapGet("/failure", IResult () => throw new InvalidOperationException("secret of the house"));
        app.MapGet("/lost-race", IResult () => throw new DbUpdateConcurrencyException("lost"));
        app.MapGet("/slow-dependency", IResult () => throw new TimeoutException("slow"));
        app.MapGet("/status/{status:int}", (int status) => TypedResults.StatusCode(status));
        app.MapGet("/wait", async (HttpContext context) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return TypedResults.Ok();
        });
    }
}
