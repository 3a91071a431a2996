using Microsoft.Win32.SafeHandles;

namespace PartyOrleans.Connectors.Zones;

/// <summary>A file read as one version: it is looked at before it is read and after each read, and what came of a file that changed is not given out.</summary>
internal sealed class FolderObjectStream(string path, ZoneObject target, CancellationToken cancellationToken) : ReadOnlyStream
{
    private SafeFileHandle? file;
    private long at;

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (at == target.Size && file is not null)
        {
            return 0;
        }

        try
        {
            if (file is null)
            {
                file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
                RequireSame(file);
            }

            int got = RandomAccess.Read(file, buffer[..(int)Math.Min(buffer.Length, target.Size - at)], at);
            RequireSame(file);
            at += got;
            return got;
        }
        catch (Exception failure) when (failure is IOException and not ZoneException or UnauthorizedAccessException)
        {
            throw FolderZone.Failed(path, "cannot be read", failure);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file?.Dispose();
        }

        base.Dispose(disposing);
    }

    private void RequireSame(SafeFileHandle handle)
    {
        if (!string.Equals(FolderZone.ETagOf(RandomAccess.GetLength(handle), File.GetLastWriteTimeUtc(handle)), target.ETag, StringComparison.Ordinal))
        {
            throw new ZoneException($"{path}: the file changed while it was read; it is to be read again from its start.", ZoneFault.Changed);
        }
    }
}
