namespace PartyOrleans.Parquet;

/// <summary>Parquet is read from its end, and zones give streams from their start: what is no file is copied to a temporary one that only this user can read.</summary>
internal static class SeekableCopy
{
    private const int BufferBytes = 1 << 17;

    /// <summary>The stream itself where it can be gone through in any order, otherwise a copy that goes away when it is closed.</summary>
    public static async Task<Stream> OfAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (stream.CanSeek)
        {
            return stream;
        }

        await using (stream)
        {
            FileStream copy = Open();
            try
            {
                await stream.CopyToAsync(copy, BufferBytes, cancellationToken);
                copy.Position = 0;
                return copy;
            }
            catch
            {
                await copy.DisposeAsync();
                throw;
            }
        }
    }

    private static FileStream Open()
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = BufferBytes,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(Path.Combine(Path.GetTempPath(), $"party-{Path.GetRandomFileName()}"), options);
    }
}
