using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Customers;
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

public sealed record AddMessageRequest(string Text)
{
    [Required, StringLength(20_000, MinimumLength = 1), PlainText]
    public string Text { get; } = TypedText.Required(Text);
}

/// <param name="By"><c>customer</c>, <c>storefront</c> or <c>staff</c>.</param>
public sealed record MessageResponse(Guid Id, string By, string Text, DateTimeOffset At);

/// <summary>Adds what the customer writes about a complaint.</summary>
internal static class AddMessage
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/messages", HandleAsync).WithName(nameof(AddMessage))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers]);

    internal static async Task<Results<Created<MessageResponse>, NotFoundProblem>> HandleAsync(
        Guid id, AddMessageRequest request, Caller caller, IntakeDbContext db, TimeProvider clock, CancellationToken ct) =>
        await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is { } complaint
            ? TypedResults.Created($"/api/v1/complaints/{id}",
                await AddAsync(complaint, request.Text, By(caller), db, clock.GetUtcNow(), ct))
            : Problems.NotFound();

    internal static async Task<MessageResponse> AddAsync(
        Complaint complaint, string text, string by, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var message = await RecordMessageAsync(complaint, text, by, db, now, ct);
        // A duplicate follows its original: what is said on it is said to those who work on the original
        if (complaint.DuplicateOf is { } originalId
            && await db.Complaints.FirstOrDefaultAsync(row => row.Id == originalId && row.WithdrawnAt == null, ct) is { } original)
            await RecordMessageAsync(original, text, by, db, now, ct);
        return new MessageResponse(message.Id, message.By, message.Text, message.At);
    }

    private static async Task<ComplaintMessage> RecordMessageAsync(
        Complaint complaint, string text, string by, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        await RecordAsync(complaint, text, attachments: 0, by, db, now, ct);
        var message = ComplaintMessage.To(complaint, text, by, now);
        db.Messages.Add(message);
        return message;
    }

    /// <summary>Tells the other services, and the list, that something was added.</summary>
    internal static async Task RecordAsync(
        Complaint complaint, string? text, int attachments, string by, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        // A complaint that comes with files is not in the database yet
        var entry = await db.Register.FindAsync([complaint.Id], ct) ?? throw new InvalidOperationException("The complaint has no register entry.");
        foreach (var supplemented in complaint.Supplement(text, attachments, by, now))
        {
            entry.Apply(supplemented);
            db.Publish(supplemented);
        }
    }

    internal static string By(Caller caller) => caller.Role switch
    {
        Roles.Storefront => "storefront",
        Roles.Anonymous => "customer",
        _ => "staff",
    };
}
