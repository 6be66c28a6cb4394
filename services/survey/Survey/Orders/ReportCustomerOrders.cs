using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Survey.Data;
using ComplaintPlatform.Survey.Storefronts;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Survey.Orders;

/// <param name="StorefrontId">Implied by an API key, and by the account of staff who work for one storefront only.</param>
/// <param name="Orders">All orders of a day or an hour may be sent: those of customers who never complained are not kept.</param>
public sealed record ReportCustomerOrdersRequest(
    [property: Required, MinLength(1), MaxLength(1000)] IReadOnlyList<ReportedOrder> Orders,
    [property: StringLength(100), PlainText(OneLine = true)] string? StorefrontId = null);

/// <param name="CustomerExternalId">The storefront's own id of the customer, as in <c>customer.externalId</c> of a complaint.</param>
/// <param name="ExternalId">The storefront's own number of the order, or of what was withdrawn: the same one counts once.</param>
/// <param name="Kind">A purchase; or a withdrawal: an order cancelled or returned, a membership ended, an account closed.</param>
public sealed record ReportedOrder(
    [property: Required, StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string CustomerExternalId,
    [property: Required, StringLength(200, MinimumLength = 1), PlainText(OneLine = true)] string ExternalId,
    DateTimeOffset PlacedAt,
    CustomerOrderKind Kind = CustomerOrderKind.Purchase,
    [property: NotNegative] Money? Amount = null);

/// <param name="Kept">Orders that are new and of customers who have complained.</param>
/// <param name="Repeated">Orders that were sent before.</param>
/// <param name="NotKept">Orders of customers who never complained: they are not stored.</param>
public sealed record ReportCustomerOrdersResponse(int Kept, int Repeated, int NotKept);

/// <summary>Takes in what customers did later, so that it is known how many buy again after a complaint.</summary>
internal static class ReportCustomerOrders
{
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("", HandleAsync).WithName(nameof(ReportCustomerOrders)).AllowRoles([Roles.Storefront, .. Roles.Management]);

    internal static async Task<Ok<ReportCustomerOrdersResponse>> HandleAsync(
        ReportCustomerOrdersRequest request, Caller caller, CustomerKeys keys, SurveyDbContext db, TimeProvider clock,
        CancellationToken ct)
    {
        var latest = clock.GetUtcNow() + ClockSkew;
        var future = request.Orders.Select((order, at) => (order, at)).Where(pair => pair.order.PlacedAt > latest)
            .Select(pair => ($"/orders/{pair.at}/placedAt", "Lies in the future. | 时间在未来。")).ToArray();
        if (future.Length > 0)
            throw new ValidationProblemException(future);

        var storefrontId = StorefrontOfRequest.Of(request.StorefrontId, caller);
        var orders = request.Orders.Select(order => (order, Key: keys.Of(storefrontId, order.CustomerExternalId))).ToList();
        var (kept, repeated, notKept) = (0, 0, 0);
        // SQL Server takes 2,100 parameters a query
        foreach (var part in orders.Chunk(500))
        {
            var customerKeys = part.Select(pair => pair.Key).Distinct().ToList();
            var complained = (await db.Complaints.AsNoTracking()
                .Where(row => row.StorefrontId == storefrontId && row.CustomerKey != null && customerKeys.Contains(row.CustomerKey))
                .Select(row => row.CustomerKey!).Distinct().ToListAsync(ct)).ToHashSet();
            var numbers = part.Select(pair => pair.order.ExternalId).Distinct().ToList();
            var known = (await db.CustomerOrders.AsNoTracking()
                .Where(row => row.StorefrontId == storefrontId && numbers.Contains(row.ExternalId))
                .Select(row => new { row.Kind, row.ExternalId }).ToListAsync(ct))
                .Select(row => (row.Kind, row.ExternalId)).ToHashSet();
            known.UnionWith(db.CustomerOrders.Local.Select(row => (row.Kind, row.ExternalId)));
            foreach (var (order, key) in part)
            {
                if (!complained.Contains(key))
                {
                    notKept++;
                }
                else if (!known.Add((order.Kind, order.ExternalId)))
                {
                    repeated++;
                }
                else
                {
                    db.CustomerOrders.Add(
                        CustomerOrder.Of(storefrontId, key, order.ExternalId, order.Kind, order.PlacedAt, order.Amount));
                    kept++;
                }
            }
        }

        return TypedResults.Ok(new ReportCustomerOrdersResponse(kept, repeated, notKept));
    }
}
