using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

public sealed record AddMessageRequest([property: Required, StringLength(20_000, MinimumLength = 1), PlainText] string Text);

/// <param name="By"><c>customer</c>, <c>storefront</c> or <c>staff</c>.</param>
public sealed record MessageResponse(Guid Id, string By, string Text, DateTimeOffset At);

internal static class AddMessage
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/messages", HandleAsync).WithName(nameof(AddMessage)).AllowRoles([Roles.Storefront, .. Roles.CaseWorkers]);

    internal static async Task<Results<Created<MessageResponse>, NotFoundProblem>> HandleAsync(
        Guid id, AddMessageRequest request, Caller caller, IntakeDbContext db, TimeProvider clock, CancellationToken ct) =>
        await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is { } complaint
            ? TypedResults.Created($"/api/v1/complaints/{id}", Add(complaint, request.Text, By(caller), db, clock.GetUtcNow()))
            : Problems.NotFound();

    internal static MessageResponse Add(Complaint complaint, string text, string by, IntakeDbContext db, DateTimeOffset now)
    {
        db.Publish(complaint.Supplement(text, attachments: 0, by, now));
        var message = ComplaintMessage.To(complaint, text, by, now);
        db.Messages.Add(message);
        return new MessageResponse(message.Id, message.By, message.Text, message.At);
    }

    internal static string By(Caller caller) => caller.Role switch
    {
        Roles.Storefront => "storefront",
        Roles.Anonymous => "customer",
        _ => "staff",
    };
}
