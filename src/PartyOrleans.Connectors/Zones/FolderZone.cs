using System.Globalization;
using System.Runtime.CompilerServices;

namespace PartyOrleans.Connectors.Zones;

/// <summary>
/// Objects that are files below a folder. Names that begin with a dot, and links, do not count. A file is told from a later version of it by size
/// and time of change, so a writer that wants its file to be seen whole writes it under another name (one that begins with a dot) and renames it.
/// </summary>
public sealed class FolderZone : IObjectZone
{
    private const int CopyBytes = 1 << 20;

    private static int written;

    /// <summary>Makes the zone; the folder may come into being later.</summary>
    /// <param name="location">A folder.</param>
    /// <exception cref="ArgumentException">The location is a bucket.</exception>
    public FolderZone(ZoneLocation location)
    {
        if (location.IsBucket)
        {
            throw new ArgumentException("The location is a bucket, not a folder.", nameof(location));
        }

        Location = location;
    }

    /// <inheritdoc />
    public ZoneLocation Location { get; }

    /// <inheritdoc />
    public async IAsyncEnumerable<ZoneObject> ListAsync(string prefix, string after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<string> keys = await Task.Run(() => Keys(prefix, after, cancellationToken), cancellationToken).ConfigureAwait(false);
        foreach (string key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Find(key) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <inheritdoc />
    public Task<ZoneObject?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ZoneKey.Require(key);
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Find(key));
    }

    /// <inheritdoc />
    public Stream OpenRead(ZoneObject target, CancellationToken cancellationToken)
    {
        ZoneKey.Require(target.Key);
        return new FolderObjectStream(Location.TextOf(target.Key), target, cancellationToken);
    }

    /// <inheritdoc />
    public async Task<ZoneObject> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        ZoneKey.Require(key);
        string path = Location.TextOf(key);
        string folder = Path.GetDirectoryName(path)!;
        string draft = Path.Combine(
            folder, string.Create(CultureInfo.InvariantCulture, $".{Path.GetFileName(path)}.{Environment.ProcessId}-{Interlocked.Increment(ref written)}.part"));
        try
        {
            Directory.CreateDirectory(folder);
            try
            {
                var file = new FileStream(draft, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
                await using (file.ConfigureAwait(false))
                {
                    await content.CopyToAsync(file, CopyBytes, cancellationToken).ConfigureAwait(false);
                    file.Flush(flushToDisk: true);
                }

                File.Move(draft, path, overwrite: true);
            }
            catch
            {
                File.Delete(draft);
                throw;
            }

            return Find(key) ?? throw new ZoneException($"{path}: the file was taken away as soon as it was written.", ZoneFault.Changed);
        }
        catch (Exception failure) when (failure is IOException and not ZoneException or UnauthorizedAccessException)
        {
            throw Failed(path, "cannot be written", failure);
        }
    }

    /// <inheritdoc />
    public Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        ZoneKey.Require(key);
        cancellationToken.ThrowIfCancellationRequested();
        string path = Location.TextOf(key);
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Not there, then.
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(path, "cannot be deleted", failure);
        }

        return Task.CompletedTask;
    }

    /// <summary>Does nothing: a folder holds nothing open.</summary>
    public void Dispose()
    {
    }

    /// <summary>What tells versions of a file apart.</summary>
    internal static string ETagOf(long size, DateTime changedAt) => string.Create(CultureInfo.InvariantCulture, $"{size:x}-{changedAt.Ticks:x}");

    internal static ZoneException Failed(string path, string what, Exception failure) => new(
        $"{path}: {what}: {failure.Message}",
        failure switch
        {
            UnauthorizedAccessException => ZoneFault.Denied,
            FileNotFoundException or DirectoryNotFoundException => ZoneFault.Missing,
            _ => ZoneFault.Refused,
        },
        failure);

    private ZoneObject? Find(string key)
    {
        string path = Location.Path;
        foreach (string part in key.Split('/'))
        {
            path = Path.Combine(path, part);
            if (part.StartsWith('.') || new FileInfo(path).LinkTarget is not null)
            {
                return null;
            }
        }

        var file = new FileInfo(path);
        return file.Exists ? new ZoneObject(key, file.Length, ETagOf(file.Length, file.LastWriteTimeUtc), new DateTimeOffset(file.LastWriteTimeUtc)) : null;
    }

    private List<string> Keys(string prefix, string after, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Location.Path))
        {
            throw new ZoneException($"{Location.Path}: there is no such folder.", ZoneFault.Missing);
        }

        var keys = new List<string>();
        int slash = prefix.LastIndexOf('/');
        string below = slash < 0 ? "" : prefix[..slash];
        if (below.Length > 0 && !ZoneKey.IsOne(below))
        {
            return keys;
        }

        string root = below.Length == 0 ? Location.Path : Location.TextOf(below);
        var options = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint, IgnoreInaccessible = false };
        try
        {
            if (!Directory.Exists(root))
            {
                return keys;
            }

            foreach (string path in Directory.EnumerateFiles(root, "*", options))
            {
                cancellationToken.ThrowIfCancellationRequested();
                string key = Path.GetRelativePath(Location.Path, path).Replace(Path.DirectorySeparatorChar, '/');
                if (key.StartsWith(prefix, StringComparison.Ordinal) && ZoneKey.Order.Compare(key, after) > 0 && ZoneKey.IsOne(key)
                    && !key.StartsWith('.') && !key.Contains("/.", StringComparison.Ordinal))
                {
                    keys.Add(key);
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Failed(root, "cannot be listed", failure);
        }

        keys.Sort(ZoneKey.Order);
        return keys;
    }
}
