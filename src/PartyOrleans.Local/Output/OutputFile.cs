using PartyOrleans.Local.Commands;

namespace PartyOrleans.Local.Output;

/// <summary>
/// A file that is there whole or not at all: it is written under another name beside its place and renamed once complete.
/// <c>-</c> is standard output; what is no plain file (a pipe, a device) is written directly.
/// </summary>
internal static class OutputFile
{
    /// <summary>Bytes buffered before they are written.</summary>
    private const int BufferBytes = 1 << 16;

    /// <summary>Writes a file.</summary>
    /// <exception cref="CommandException">It cannot be written; what was at its place before is still there.</exception>
    public static async Task WriteAsync(string path, HubConsole console, Func<Stream, Task> write)
    {
        if (string.Equals(path, "-", StringComparison.Ordinal))
        {
            await write(console.ResultStream());
            return;
        }

        await WriteAsync(path, write);
    }

    /// <summary>Writes a file that is not standard output.</summary>
    /// <exception cref="CommandException">It cannot be written; what was at its place before is still there.</exception>
    public static async Task WriteAsync(string path, Func<Stream, Task> write)
    {
        bool direct = path.StartsWith("/dev/", StringComparison.Ordinal);
        string unfinished = direct ? path : path + ".part";
        try
        {
            await using (var stream = new FileStream(unfinished, direct ? FileMode.Open : FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
            {
                await write(stream);
            }

            if (!direct)
            {
                File.Move(unfinished, path, overwrite: true);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Discard(unfinished, direct);
            throw new CommandException(ExitCode.Storage, $"{path}: cannot be written: {error.Message}", error);
        }
        catch (Exception)
        {
            Discard(unfinished, direct);
            throw;
        }
    }

    private static void Discard(string unfinished, bool direct)
    {
        try
        {
            if (!direct)
            {
                File.Delete(unfinished);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The first failure is the one to report.
        }
    }
}
