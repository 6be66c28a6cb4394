using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Validation;

namespace ComplaintPlatform.Intake.PersonalData;

/// <summary>How long personal data is kept.</summary>
/// <param name="Months">
/// After the last complaint of a customer has ended, personal data of the customer is erased; 36 are three years.
/// </param>
/// <param name="RecheckMinutes">How long after an erasure every service looks again for what was still under way.</param>
[ValidatableType]
public sealed record RetentionPolicy(
    [property: Range(1, 600)] int Months = 36,
    [property: Range(1, 10_080)] int RecheckMinutes = 60);
