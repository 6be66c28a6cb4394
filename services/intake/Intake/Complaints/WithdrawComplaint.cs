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

/// <summary>The customer takes the complaint back.</summary>
internal static class WithdrawComplaint
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/withdrawal", HandleAsync).WithName(nameof(WithdrawComplaint))
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers]);

    internal static async Task<Results<NoContent, NotFoundProblem>> HandleAsync(
        Guid id, Caller caller, IntakeDbContext db, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } complaint)
            return Problems.NotFound();

        await WithdrawAsync(complaint, AddMessage.By(caller), db, clock.GetUtcNow(), ct);
        return TypedResults.NoContent();
    }

    internal static async Task WithdrawAsync(Complaint complaint, string by, IntakeDbContext db, DateTimeOffset now, CancellationToken ct)
    {
        var entry = await db.Register.FirstAsync(row => row.Id == complaint.Id, ct);
        if (entry.Status is Register.ComplaintStatus.Closed)
        {
            throw new DomainRuleException(
                "complaint.closed", "The complaint is closed; it can be reopened, not withdrawn. | 投诉已关闭,只能重新打开,不能撤回。");
        }

        foreach (var withdrawn in complaint.Withdraw(by, now))
        {
            entry.Apply(withdrawn);
            db.Publish(withdrawn);
        }
    }
}
