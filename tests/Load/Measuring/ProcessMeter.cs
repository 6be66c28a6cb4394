using System.Globalization;

namespace ComplaintPlatform.Load.Measuring;

/// <summary>CPU time and memory of one process, read from /proc, so that any process can be measured without its help.</summary>
internal sealed class ProcessMeter(int pid, string name)
{
    // Linux reports CPU time to programs in hundredths of a second whatever the kernel's own tick is
    private const double MillisecondsPerTick = 10;

    private double _cpuAtStart;
    private double _cpuNow;
    private long _peakResident;

    public int Pid { get; } = pid;

    public string Name { get; } = name;

    public bool Gone { get; private set; }

    public static ProcessMeter Of(int pid)
    {
        if (!Directory.Exists($"/proc/{pid}"))
            throw new LoadException($"There is no process {pid}.");

        return new ProcessMeter(pid, NameOf(pid));
    }

    public static ProcessMeter OfDriver() => new(Environment.ProcessId, "driver");

    public void Start()
    {
        _cpuAtStart = _cpuNow = ReadCpu() ?? 0;
        _peakResident = 0;
        Sample();
    }

    /// <summary>Called every second or so; a process that ends keeps the last figures read.</summary>
    public void Sample()
    {
        if (ReadCpu() is not { } cpu)
        {
            Gone = true;
            return;
        }

        _cpuNow = cpu;
        _peakResident = Math.Max(_peakResident, ReadStatus("VmRSS:"));
    }

    public double CpuMilliseconds => _cpuNow - _cpuAtStart;

    public ProcessFigures Figures(double cpuWhilePosting, long accepted) => new(
        Pid, Name, Math.Round(cpuWhilePosting), Math.Round(CpuMilliseconds),
        accepted == 0 ? null : Math.Round(cpuWhilePosting / accepted, 4), accepted == 0 ? null : Math.Round(CpuMilliseconds / accepted, 4),
        Math.Round(_peakResident / 1024d, 1), Math.Round(ReadStatus("VmHWM:") / 1024d, 1), Gone);

    private double? ReadCpu()
    {
        var stat = ReadFile($"/proc/{Pid}/stat");
        if (stat is null)
            return null;

        // The name in parentheses may hold spaces: count the fields after it. utime and stime are fields 14 and 15
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(
            fields[12], CultureInfo.InvariantCulture)) * MillisecondsPerTick;
    }

    private long ReadStatus(string field)
    {
        var line = ReadFile($"/proc/{Pid}/status")?.Split('\n')
            .FirstOrDefault(candidate => candidate.StartsWith(field, StringComparison.Ordinal));
        return line is null ? 0
            : long.Parse(line[field.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }

    private static string NameOf(int pid)
    {
        var words = ReadFile($"/proc/{pid}/cmdline")?.Split('\0', StringSplitOptions.RemoveEmptyEntries) ?? [];
        var program = words.FirstOrDefault(word => word.EndsWith(".dll", StringComparison.Ordinal)) ?? words.FirstOrDefault();
        return program is null ? pid.ToString(CultureInfo.InvariantCulture) : Path.GetFileNameWithoutExtension(program);
    }

    private static string? ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (IOException)
        {
            return null; // the process has ended, which Gone tells
        }
    }
}

/// <summary>CPU in milliseconds, memory in MiB. "Overall" reaches from the first post to the last assignment seen.</summary>
internal sealed record ProcessFigures(
    int Pid, string Name, double CpuWhilePosting, double CpuOverall, double? CpuPerAcceptedWhilePosting, double? CpuPerAcceptedOverall,
    double PeakMemoryInRun, double PeakMemorySinceStart, bool Ended);
