using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ComplaintPlatform.Testing.Processes;

/// <summary>What can happen to a process from outside.</summary>
public static class Signals
{
    private const int Kill = 9;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>At once, without a chance to write anything.</summary>
    public static void KillHard(this Process process) => Send(process, Kill);

    public static void AskToEnd(this Process process) => Send(process, Terminate);

    /// <summary>It keeps its connections and answers nothing.</summary>
    public static void Freeze(this Process process) => Send(process, Stop);

    public static void Thaw(this Process process) => Send(process, Continue);

    private static void Send(Process process, int signal)
    {
        if (!process.HasExited && SendSignal(process.Id, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
