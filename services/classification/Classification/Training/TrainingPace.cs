using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ComplaintPlatform.Classification.Training;

/// <summary>
/// A training beside other work: on a thread of its own with a lower claim to the processor, which rests for a share of the time that each
/// piece of work took.
/// </summary>
internal sealed class TrainingPace(double restShare, CancellationToken stop)
{
    private static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan WorthARest = TimeSpan.FromMilliseconds(10);

    private long _worked = Stopwatch.GetTimestamp();
    private double _done;

    public double Done => Volatile.Read(ref _done);

    public void Step(double done)
    {
        stop.ThrowIfCancellationRequested();
        Volatile.Write(ref _done, done);
        var took = Stopwatch.GetElapsedTime(_worked);
        if (restShare <= 0 || took < WorthARest)
            return;

        var rest = took * restShare;
        stop.WaitHandle.WaitOne(rest < LongestRest ? rest : LongestRest);
        stop.ThrowIfCancellationRequested();
        _worked = Stopwatch.GetTimestamp();
    }

    /// <summary>Not on a thread of the pool: requests wait for those.</summary>
    /// <param name="niceness">How far it steps back on Linux, 0 to 19.</param>
    public static Task<T> RunAside<T>(Func<T> work, int niceness)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(() =>
        {
            try
            {
                StepBack(niceness);
                done.SetResult(work());
            }
            catch (Exception exception)
            {
                done.SetException(exception);
            }
        })
        { IsBackground = true, Priority = ThreadPriority.BelowNormal, Name = "Model training" }.Start();
        return done.Task;
    }

    // .NET leaves thread priorities alone on Linux (dotnet/runtime#4445), where each thread may lower its own; if that is refused, the
    // rests remain
    private static void StepBack(int niceness)
    {
        const int OneThread = 0;
        const int This = 0;
        if (OperatingSystem.IsLinux())
            _ = SetPriority(OneThread, This, niceness);
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, int who, int priority);
}
