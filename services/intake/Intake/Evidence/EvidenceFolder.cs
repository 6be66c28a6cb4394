using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace ComplaintPlatform.Intake.Evidence;

/// <summary>
/// A folder beside the database (configuration <c>Intake:EvidenceFolder</c>), its owner's alone; names are our own ids, never the sender's.
/// </summary>
internal sealed partial class EvidenceFolder(IConfiguration configuration, ILogger<EvidenceFolder> logger) : IEvidenceStore
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    private readonly string _folder = Path.GetFullPath(
        configuration["Intake:EvidenceFolder"] ?? Path.Combine(configuration["Database:Folder"] ?? "data", "evidence"));

    public async Task<StoredContent?> WriteAsync(Guid id, Stream content, long longest, CancellationToken ct)
    {
        var path = PathOf(id);
        var whole = false;
        try
        {
            await using var file = OrUnavailable(() => Create(path));
            if (await ContentCopy.RunAsync(content, bytes => OrUnavailable(() => file.Write(bytes.Span)), longest, ct) is not { } stored)
                return null;
            // Before the row that names it: what is answered 201 is there after a power failure
            OrUnavailable(() =>
            {
                file.Flush(flushToDisk: true);
                FlushNames(Path.GetDirectoryName(path)!);
            });
            whole = true;
            return stored;
        }
        finally
        {
            if (!whole)
                Delete(id);
        }
    }

    public Task<Stream?> OpenReadAsync(Guid id, CancellationToken ct) =>
        Task.FromResult<Stream?>(File.Exists(PathOf(id)) ? File.OpenRead(PathOf(id)) : null);

    public Task DeleteAsync(Guid id, CancellationToken ct)
    {
        Delete(id);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<(Guid Id, DateTimeOffset WrittenAt)> ListAsync([EnumeratorCancellation] CancellationToken ct)
    {
        // Read from the disk as it goes: not a list of a million names
        foreach (var file in Directory.Exists(_folder) ? new DirectoryInfo(_folder).EnumerateFiles("*", SearchOption.AllDirectories) : [])
        {
            ct.ThrowIfCancellationRequested();
            if (Guid.TryParseExact(file.Name, "N", out var id))
                yield return (id, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
        }

        await Task.CompletedTask;
    }

    private void Delete(Guid id)
    {
        if (File.Exists(PathOf(id)))
            File.Delete(PathOf(id));
    }

    // The last characters are the random ones: folders fill evenly
    private string PathOf(Guid id)
    {
        var name = id.ToString("N");
        return Path.Combine(_folder, name[^2..], name);
    }

    private FileStream Create(string path)
    {
        var parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            MakeFolder(_folder);
            MakeFolder(parent);
            FlushNames(_folder);
            FlushNames(Path.GetDirectoryName(_folder) ?? _folder);
        }

        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        options.Share = FileShare.None;
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        return new FileStream(path, options);
    }

    private static void MakeFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OwnersFolder);
    }

    // A disk that is full or gone is no mistake of the caller
    private void OrUnavailable(Action write) => OrUnavailable(() =>
    {
        write();
        return true;
    });

    private T OrUnavailable<T>(Func<T> write)
    {
        try
        {
            return write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            LogUnavailable(failure);
            throw StoredContent.Unavailable();
        }
    }

    // The names in a folder are on the disk only after the folder itself was flushed, which .NET has no call for
    private static void FlushNames(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        var descriptor = OpenFile(folder, 0);
        if (descriptor < 0)
            throw new IOException($"The folder {folder} cannot be opened: error {Marshal.GetLastPInvokeError()}.");
        try
        {
            // Some network file systems flush no folders
            const int NotSupported = 22;
            if (FlushFile(descriptor) != 0 && Marshal.GetLastPInvokeError() != NotSupported)
                throw new IOException($"The folder {folder} cannot be flushed: error {Marshal.GetLastPInvokeError()}.");
        }
        finally
        {
            _ = CloseFile(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int FlushFile(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseFile(int descriptor);

    [LoggerMessage(LogLevel.Error, "Evidence cannot be stored")]
    private partial void LogUnavailable(Exception failure);
}
