using ComplaintPlatform.Contracts.Resolution;
using ComplaintPlatform.Kernel;
using ComplaintPlatform.Persistence.Data;
using ComplaintPlatform.Resolution.Learning.Causes;

namespace ComplaintPlatform.Resolution.Cases;

/// <summary>Why the complaint came about.</summary>
internal sealed partial class Case
{
    public RootCause? RootCause { get; private set; }

    /// <summary>At any time, also of a case that has ended: causes are often found later.</summary>
    public RootCauseRecorded FindRootCause(
        Cause cause, CauseDimension dimension, IReadOnlyList<WhyStep> steps, Guid? by, string byName, DateTimeOffset now)
    {
        RootCause ??= RootCause.Of(this);
        RootCause.Record(cause, dimension, steps, by, byName, now);
        return new RootCauseRecorded
        {
            EventId = SequentialId.Next(),
            OccurredAt = now,
            StorefrontId = StorefrontId,
            ComplaintId = Id,
            Version = ++Version,
            Cycle = Cycle,
            State = EnumText.Of(State),
            CauseId = cause.Id,
            CauseName = cause.Name,
            Dimension = EnumText.Of(dimension),
        };
    }
}
