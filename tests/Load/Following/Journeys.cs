using System.Collections.Concurrent;
using System.Diagnostics;
using ComplaintPlatform.Load.Measuring;

namespace ComplaintPlatform.Load.Following;

/// <summary>
/// Where each posted complaint is. A stage may be seen before the POST's own answer was read: whichever comes second completes the
/// measurement.
/// </summary>
internal sealed class Journeys
{
    private readonly ConcurrentDictionary<Guid, Journey> _journeys = new();
    private readonly ConcurrentQueue<Journey> _inOrder = new();
    private readonly long _startTimestamp = Stopwatch.GetTimestamp();
    private readonly DateTimeOffset _startTime = DateTimeOffset.UtcNow;
    private long _posted;
    private long _repeatedReceipts;
    private long _repeatedClassifications;

    public LatencyHistogram Classified { get; } = new();

    public LatencyHistogram Assigned { get; } = new();

    /// <summary>By the times the system itself recorded: without the wait for the next look. Filled from the change feed only.</summary>
    public LatencyHistogram ClassifiedAsRecorded { get; } = new();

    public LatencyHistogram AssignedAsRecorded { get; } = new();

    public bool AllAssigned => Assigned.Count >= Interlocked.Read(ref _posted);

    /// <summary>Two events of a kind that may come once only.</summary>
    public long RepeatedEffects => Interlocked.Read(ref _repeatedReceipts) + Interlocked.Read(ref _repeatedClassifications);

    public void Posted(Guid id, long intended)
    {
        var journey = _journeys.GetOrAdd(id, static _ => new Journey());
        lock (journey)
        {
            if (journey.Intended != 0)
                return; // a deliberate repetition
            journey.Intended = intended;
            Interlocked.Increment(ref _posted);
            Measure(journey, Stage.Classified);
            Measure(journey, Stage.Assigned);
        }

        _inOrder.Enqueue(journey);
    }

    /// <param name="recordedAt">The system's own time of it, where known.</param>
    public void Saw(Guid id, Stage stage, DateTimeOffset? recordedAt = null)
    {
        var now = Stopwatch.GetTimestamp();
        var journey = _journeys.GetOrAdd(id, static _ => new Journey());
        lock (journey)
        {
            if (recordedAt is not null)
                CountRepetition(journey, stage);

            // An assigned complaint was classified, even if nobody looked in between
            if (stage >= Stage.Classified)
                Mark(journey, Stage.Classified, now, stage == Stage.Classified ? recordedAt : null);
            if (stage >= Stage.Assigned)
                Mark(journey, Stage.Assigned, now, recordedAt);
        }
    }

    /// <summary>When the oldest complaint that is not yet assigned was meant to be posted; null when there is none.</summary>
    public DateTimeOffset? OldestOpen()
    {
        while (_inOrder.TryPeek(out var oldest))
        {
            if (!oldest.Times[Stage.Assigned].Done)
                return TimeOf(oldest.Intended);
            _inOrder.TryDequeue(out _);
        }

        return null;
    }

    private void Mark(Journey journey, Stage stage, long now, DateTimeOffset? recordedAt)
    {
        var time = journey.Times[stage];
        if (time.Seen == 0)
            time.Seen = now;
        time.RecordedAt ??= recordedAt;
        Measure(journey, stage);
    }

    private void Measure(Journey journey, Stage stage)
    {
        var time = journey.Times[stage];
        if (journey.Intended == 0)
            return;

        if (time is { Seen: not 0, Done: false })
        {
            time.Done = true;
            (stage == Stage.Classified ? Classified : Assigned).Record(Stopwatch.GetElapsedTime(journey.Intended, time.Seen));
        }

        if (time is { RecordedAt: { } at, RecordedDone: false })
        {
            time.RecordedDone = true;
            (stage == Stage.Classified ? ClassifiedAsRecorded : AssignedAsRecorded).Record(at - TimeOf(journey.Intended));
        }
    }

    private void CountRepetition(Journey journey, Stage stage)
    {
        if (stage == Stage.Received && journey.Receipts++ > 0)
            Interlocked.Increment(ref _repeatedReceipts);
        if (stage == Stage.Classified && journey.Times[stage].RecordedAt is not null)
            Interlocked.Increment(ref _repeatedClassifications);
    }

    private DateTimeOffset TimeOf(long timestamp) => _startTime + Stopwatch.GetElapsedTime(_startTimestamp, timestamp);

    private sealed class Journey
    {
        public long Intended { get; set; }

        public int Receipts { get; set; }

        public StageTimes Times { get; } = new();
    }

    private sealed class StageTimes
    {
        private readonly StageTime _classified = new();
        private readonly StageTime _assigned = new();

        public StageTime this[Stage stage] => stage == Stage.Classified ? _classified : _assigned;
    }

    private sealed class StageTime
    {
        public long Seen { get; set; }

        public bool Done { get; set; }

        public DateTimeOffset? RecordedAt { get; set; }

        public bool RecordedDone { get; set; }
    }
}
