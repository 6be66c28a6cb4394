using System.ComponentModel.DataAnnotations;

namespace ComplaintPlatform.Intake.Tracking;

/// <summary>How long customers can open the page of a complaint.</summary>
/// <param name="ExpiresAfterDays">Days after it was closed or withdrawn, 1 to 3,650; reopened, it opens again.</param>
public sealed record TrackingPolicy([property: Range(1, 3650)] int ExpiresAfterDays = 365);
