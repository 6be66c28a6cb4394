using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Intake.Duplicates;
using ComplaintPlatform.Intake.PersonalData;
using ComplaintPlatform.Intake.Register;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace ComplaintPlatform.Intake.Complaints;

internal static class GetComplaint
{
    public static void Map(RouteGroupBuilder group)
    {
        group.MapGet("/{id:guid}", HandleAsync).WithName(nameof(GetComplaint))
            .WithDescription("Shows a complaint with its current state, classification, case, follow-up and survey.")
                .AllowRoles([Roles.Storefront, .. Roles.Staff]);
        group.MapGet("/by-reference/{reference}", ByReferenceAsync).WithName("GetComplaintByReference")
            .WithDescription("Finds a complaint by the short name that customers read out; a slip is told by its check character.")
            .AllowRoles([Roles.Storefront, .. Roles.Staff]);
    }

    internal static async Task<Results<TaggedOk<ComplaintResponse>, NotFoundProblem>> HandleAsync(
        Guid id, Caller caller, IntakeDbContext db, CancellationToken ct) =>
        await ReadAsync(db.Complaints.Where(row => row.Id == id), caller, db, ct);

    internal static async Task<Results<TaggedOk<ComplaintResponse>, NotFoundProblem>> ByReferenceAsync(
        string reference, Caller caller, IntakeDbContext db, CancellationToken ct) =>
        Reference.Parse(reference) is { } stored
            ? await ReadAsync(db.Complaints.Where(row => row.Reference == stored), caller, db, ct)
            : throw new ValidationProblemException(
                "reference.invalid", ("/reference", "The check character does not fit: something was misread. | 校验字符不符,编号有误。"));

    internal static string TagOf(Complaint complaint, RegisterEntry entry, Customer? customer) =>
        $"\"{complaint.Version}.{entry.Version}.{customer?.Version ?? 0}\"";

    private static async Task<Results<TaggedOk<ComplaintResponse>, NotFoundProblem>> ReadAsync(
        IQueryable<Complaint> which, Caller caller, IntakeDbContext db, CancellationToken ct)
    {
        var found = await (
            from complaint in which.AsNoTracking()
            join entry in db.Register on complaint.Id equals entry.Id
            join customer in db.Customers on complaint.CustomerId equals customer.Id into customers
            from customer in customers.DefaultIfEmpty()
            select new { complaint, entry, customer }).FirstOrDefaultAsync(ct);
        if (found is null)
            return Problems.NotFound();

        var candidates = await DuplicateSearch.OpenAsync(db, found.complaint.Id, ct);
        var response = ComplaintResponse.Of(found.complaint, found.entry, found.customer, candidates);
        var tag = TagOf(found.complaint, found.entry, found.customer);
        return await Mask.HidesAsync(db, caller, found.complaint.StorefrontId, ct)
            ? ETags.Ok(Mask.Of(response), tag.Insert(tag.Length - 1, ".m"))
            : ETags.Ok(response, tag);
    }
}
