using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace ComplaintPlatform.Web.Security;

/// <summary>
/// Files that the first of several processes makes and all of them read: whole from the moment they are seen, never made twice,
/// and their owner's alone.
/// </summary>
internal static class KeyFiles
{
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnersFile | UnixFileMode.UserExecute;

    /// <summary>How long the first may take to write, where others can see it write.</summary>
    private static readonly TimeSpan LongestWriting = TimeSpan.FromSeconds(2);

    /// <summary>Makes the folder, or closes one that others can look into.</summary>
    public static void OpenFolder(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Close(folder, OwnersFolder);
                return;
            }

            if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } parent)
                Directory.CreateDirectory(parent);
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, OwnersFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(folder, "cannot be made", exception);
        }
    }

    /// <summary>What the file says; one that is missing is made with <paramref name="create"/>, here or by a faster process.</summary>
    /// <exception cref="KeyFileException">It can be neither made nor read.</exception>
    public static T ReadOrCreate<T>(string path, Func<string> create, Func<string, T> parse)
    {
        if (File.Exists(path))
            Close(path, OwnersFile);
        else
            Create(path, create());

        while (true)
        {
            try
            {
                return Read(path, parse);
            }
            catch (KeyFileException) when (IsBeingWritten(path))
            {
                Thread.Sleep(20);
            }
        }
    }

    /// <exception cref="KeyFileException">It is missing, closed to this process, or says something else than it should.</exception>
    public static T Read<T>(string path, Func<string, T> parse)
    {
        try
        {
            return parse(File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(path, "cannot be read", exception);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or FormatException)
        {
            throw new KeyFileException(path, "does not hold what it should", exception);
        }
    }

    /// <returns>False where another process was first; its file stays.</returns>
    public static bool Create(string path, string content) => WithTemporary(path, content, temporary =>
    {
        // File.Move looks first and renames then: between the two another process can be first, and its file is overwritten
        if (OperatingSystem.IsWindows())
            return TryMove(temporary, path);
        if (Link(temporary, path) == 0)
            return true;
        if (File.Exists(path))
            return false;
        // A file system without hard links
        return TryWrite(path, content);
    });

    /// <summary>Puts a file in the place of one that is there, in one step.</summary>
    public static void Replace(string path, string content) => WithTemporary(path, content, temporary =>
    {
        File.Move(temporary, path, overwrite: true);
        return true;
    });

    private static bool WithTemporary(string path, string content, Func<string, bool> place)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        try
        {
            Write(temporary, content);
            return place(temporary);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(path, "cannot be made", exception);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static bool TryMove(string temporary, string path)
    {
        try
        {
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    private static bool TryWrite(string path, string content)
    {
        try
        {
            Write(path, content);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
    }

    // On the disk before it gets its name: a power failure leaves the whole file or none
    private static void Write(string path, string content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnersFile;
        using var file = new FileStream(path, options);
        file.Write(Encoding.ASCII.GetBytes(content));
        file.Flush(flushToDisk: true);
    }

    private static bool IsBeingWritten(string path) =>
        File.Exists(path) && DateTime.UtcNow - File.GetLastWriteTimeUtc(path) is var age && age >= TimeSpan.Zero && age < LongestWriting;

    // Mounted secrets belong to another user or cannot be changed: their modes are set where they are mounted
    private static void Close(string path, UnixFileMode allowed)
    {
        if (OperatingSystem.IsWindows())
            return;
        try
        {
            var mode = File.GetUnixFileMode(path);
            if ((mode & ~allowed) != UnixFileMode.None)
                File.SetUnixFileMode(path, mode & allowed);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
        }
    }

    // link(2) fails where the name is taken, in one step; File.CreateHardLink comes with .NET 11
    [DllImport("libc", EntryPoint = "link")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Link(
        [MarshalAs(UnmanagedType.LPUTF8Str)] string target, [MarshalAs(UnmanagedType.LPUTF8Str)] string name);
}

/// <summary>A key file that cannot be used; the message names it and says why, and holds nothing of its content.</summary>
[SuppressMessage("Design", "CA1032:Implement standard exception constructors", Justification = "It always names a file.")]
public sealed class KeyFileException(string path, string what, Exception? cause)
    : Exception(cause is null ? $"The key file {path} {what}." : $"The key file {path} {what}: {cause.Message}", cause)
{
    public string Path { get; } = path;
}
