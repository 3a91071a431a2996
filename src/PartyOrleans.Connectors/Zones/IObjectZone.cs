namespace PartyOrleans.Connectors.Zones;

/// <summary>
/// Objects under one location, a folder or a bucket with a prefix: listed, read, written whole, deleted. Keys are relative to the location,
/// with slashes between their parts. Safe for several threads.
/// </summary>
/// <remarks>All failures of the zone are <see cref="ZoneException"/>; a caller's mistake (a key that is none) is an <see cref="ArgumentException"/>.</remarks>
public interface IObjectZone : IDisposable
{
    /// <summary>Where it is.</summary>
    ZoneLocation Location { get; }

    /// <summary>The objects whose key begins with a prefix and comes after a key, in the order of the keys' UTF-8 bytes; fetched page by page.</summary>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="after">The key to go on after; empty for the start.</param>
    /// <param name="cancellationToken">Stops listing.</param>
    IAsyncEnumerable<ZoneObject> ListAsync(string prefix, string after, CancellationToken cancellationToken);

    /// <summary>One object as it is now, or null.</summary>
    Task<ZoneObject?> FindAsync(string key, CancellationToken cancellationToken);

    /// <summary>
    /// Opens an object for reading from its start, in memory that does not grow with its size. The stream is forward only. It gives the bytes
    /// of just this version: where the object is not it any more, reading fails with <see cref="ZoneFault.Changed"/>, before any byte of another one.
    /// Failures surface when the stream is read.
    /// </summary>
    /// <param name="target">The object, as listed or found.</param>
    /// <param name="cancellationToken">Ends reads that wait; it stays with the stream.</param>
    Stream OpenRead(ZoneObject target, CancellationToken cancellationToken);

    /// <summary>Writes an object, in place of one that may be there: seen whole by others, or not at all.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="content">Its bytes, read from where the stream stands to its end; of any length, and need not be seekable.</param>
    /// <param name="cancellationToken">Stops; nothing is there then that was not before.</param>
    Task<ZoneObject> PutAsync(string key, Stream content, CancellationToken cancellationToken);

    /// <summary>Deletes an object; one that is not there is no failure.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}

/// <summary>An object of a zone in one version.</summary>
/// <param name="Key">Its key, relative to the zone.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ETag">What tells versions apart, without quotes; of a file, its size and time of change.</param>
/// <param name="ChangedAt">When it was last written (UTC), as the zone says.</param>
public sealed record ZoneObject(string Key, long Size, string ETag, DateTimeOffset ChangedAt);
