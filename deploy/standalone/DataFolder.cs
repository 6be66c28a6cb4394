namespace ComplaintPlatform.Standalone;

/// <summary>The folder with all data, held by one process at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream held;

    private DataFolder(string path, FileStream held) => (Path, this.held) = (path, held);

    public string Path { get; }

    /// <exception cref="StartFailedException">It cannot be written to, or another process has it.</exception>
    public static DataFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            // Names, addresses and keys stand in it
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(full);
            else
                Directory.CreateDirectory(full, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
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
            throw new StartFailedException($"The data folder {full} is in use by another process, or cannot be written to: {failure.Message}");
        }
    }

    public void Dispose() => held.Dispose();
}
