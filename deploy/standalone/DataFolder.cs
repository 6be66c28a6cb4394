using System.Runtime.InteropServices;

namespace ComplaintPlatform.Standalone;

/// <summary>The folder with all data, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    /// <summary>0077: everything of the group and of others.</summary>
    private const uint OthersBits = 0x3F;

    private readonly FileStream _held;

    private DataFolder(string path, FileStream held) => (Path, _held) = (path, held);

    public string Path { get; }

    /// <exception cref="StartFailedException">It cannot be written to, or another process has it.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        CloseToOthers();
        try
        {
            // Names, addresses and keys stand in it
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(full);
            else
                Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

            CloseToOthers(full);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartFailedException($"The data folder {full} cannot be made: {failure.Message}");
        }

        var file = System.IO.Path.Combine(full, "standalone.lock");
        try
        {
            return new DataFolder(full, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException failure)
        {
            throw new StartFailedException($"The data folder {full} cannot be written to: {failure.Message}");
        }
        catch (IOException failure)
        {
            throw new StartFailedException(
                $"The data folder {full} is in use by another process, or cannot be written to: {failure.Message}");
        }
    }

    public void Dispose() => _held.Dispose();

    /// <summary>What this process makes from now on is its owner's alone, wherever it is made: databases, their logs, messages.</summary>
    public static void CloseToOthers()
    {
        if (!OperatingSystem.IsWindows())
            _ = SetFileModeMask(OthersBits);
    }

    // What an earlier version made, or somebody copied here
    private static void CloseToOthers(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
        {
            var mode = File.GetUnixFileMode(entry);
            if ((mode & (UnixFileMode)OthersBits) == UnixFileMode.None)
                continue;
            try
            {
                File.SetUnixFileMode(entry, mode & ~(UnixFileMode)OthersBits);
            }
            catch (UnauthorizedAccessException)
            {
                // Another user's: not ours to close
            }
        }
    }

    [DllImport("libc", EntryPoint = "umask")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint SetFileModeMask(uint mask);
}
