using System.ComponentModel.DataAnnotations;
using ComplaintPlatform.Intake.Complaints;
using ComplaintPlatform.Intake.Customers;
using ComplaintPlatform.Intake.Data;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Web.Http;
using ComplaintPlatform.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace ComplaintPlatform.Intake.Tracking;

/// <param name="Reason">Why, for the record: it was sent to a wrong address, or passed on.</param>
public sealed record RevokeTrackingRequest(string? Reason = null)
{
    [StringLength(500), PlainText]
    public string? Reason { get; } = TypedText.Line(Reason);
}

/// <param name="TrackingUrl">The new address; the old one leads nowhere any more.</param>
public sealed record RevokedTracking(string TrackingUrl);

/// <summary>Staff take a tracking link out of use, because it came into wrong hands, and get another one for the customer.</summary>
internal static class RevokeTrackingLink
{
    public static void Map(RouteGroupBuilder group) =>
        group.MapPost("/{id:guid}/tracking-link/revocation", HandleAsync).WithName(nameof(RevokeTrackingLink))
            .WithDescription("The old link answers 410 from now on, in every service; messages that are sent from now on carry the new one.")
            .AllowRoles([Roles.Storefront, .. Roles.CaseWorkers]);

    internal static async Task<Results<Ok<RevokedTracking>, NotFoundProblem>> HandleAsync(
        Guid id, RevokeTrackingRequest? request, IntakeDbContext db, TrackingLinks tracking, TimeProvider clock, CancellationToken ct)
    {
        if (await db.Complaints.FirstOrDefaultAsync(row => row.Id == id, ct) is not { } complaint)
            return Problems.NotFound();

        var now = clock.GetUtcNow();
        db.RevokedLinks.Add(RevokedLink.Of(complaint, now));
        var token = tracking.Token(id, complaint.TrackingGeneration + 1);
        var revoked = complaint.RevokeTracking(Links.Hash(token), request?.Reason, now);
        (await db.Register.FirstAsync(row => row.Id == id, ct)).Apply(revoked);
        db.Publish(revoked);
        return TypedResults.Ok(new RevokedTracking(await tracking.UrlAsync(token, complaint.StorefrontId, db, ct)));
    }
}

/// <summary>A link that was taken out of use: whoever opens it is told so, and not that it never was.</summary>
internal sealed class RevokedLink : IStorefrontOwned
{
    private RevokedLink()
    {
    }

    public string TokenHash { get; private init; } = "";

    public string StorefrontId { get; private init; } = "";

    public Guid ComplaintId { get; private init; }

    public DateTimeOffset RevokedAt { get; private init; }

    public static RevokedLink Of(Complaint complaint, DateTimeOffset now) => new()
    {
        TokenHash = complaint.TrackingTokenHash,
        StorefrontId = complaint.StorefrontId,
        ComplaintId = complaint.Id,
        RevokedAt = now,
    };

    public static void Map(EntityTypeBuilder<RevokedLink> table)
    {
        table.ToTable("RevokedLinks");
        table.HasKey(row => row.TokenHash);
        table.Property(row => row.TokenHash).HasMaxLength(64);
        table.HasIndex(row => row.ComplaintId);
    }
}
