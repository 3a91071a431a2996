using System.Runtime.CompilerServices;
using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>Reads and writes the files of a golden zone.</summary>
internal sealed class GoldenFiles(IObjectZone zone, IGoldenFormat format)
{
    /// <summary>Begins a file of versions.</summary>
    /// <param name="file">Its key, bucket, positions and month.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public GoldenFileDraft Begin(GoldenFile file, CancellationToken cancellationToken)
    {
        var target = new GoldenObject(zone, file.Key, cancellationToken);
        return new GoldenFileDraft(file, target, format.Write(target.Stream));
    }

    /// <summary>Writes a micro-batch.</summary>
    /// <param name="file">Its key, bucket and positions.</param>
    /// <param name="changes">The changes.</param>
    /// <param name="cancellationToken">Gives it up.</param>
    public async Task<GoldenFile> WriteAsync(GoldenFile file, IReadOnlyList<GoldenChange> changes, CancellationToken cancellationToken)
    {
        await using var target = new GoldenObject(zone, file.Key, cancellationToken);
        await JsonLinesFormat.WriteAsync(target.Stream, changes, cancellationToken);
        (long bytes, string sha256) = await target.FinishAsync();
        return file with { Rows = changes.Count, Bytes = bytes, Sha256 = sha256 };
    }

    /// <summary>Reads a file of versions.</summary>
    /// <exception cref="ZoneException">It is not what the manifest says it is.</exception>
    public IAsyncEnumerable<GoldenRow> ReadAsync(GoldenFile file, CancellationToken cancellationToken) =>
        ReadAsync(file, format.ReadAsync, cancellationToken);

    /// <summary>Reads a micro-batch.</summary>
    /// <exception cref="ZoneException">It is not what the manifest says it is.</exception>
    public IAsyncEnumerable<GoldenChange> ReadChangesAsync(GoldenFile file, CancellationToken cancellationToken) =>
        ReadAsync(file, JsonLinesFormat.ReadChangesAsync, cancellationToken);

    private async IAsyncEnumerable<T> ReadAsync<T>(
        GoldenFile file, Func<Stream, CancellationToken, IAsyncEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ZoneObject found = await zone.FindAsync(file.Key, cancellationToken)
            ?? throw Damaged(file, "it is not there", null);
        if (found.Size != file.Bytes)
        {
            throw Damaged(file, $"it has {found.Size} bytes, and the manifest says {file.Bytes}", null);
        }

        long rows = 0;
        await using IAsyncEnumerator<T> items = read(zone.OpenRead(found, cancellationToken), cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (await NextAsync(items, file))
        {
            rows++;
            yield return items.Current;
        }

        if (rows != file.Rows)
        {
            throw Damaged(file, $"it has {rows} rows, and the manifest says {file.Rows}", null);
        }
    }

    private async ValueTask<bool> NextAsync<T>(IAsyncEnumerator<T> items, GoldenFile file)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (FormatException failure)
        {
            throw Damaged(file, failure.Message, failure);
        }
    }

    private ZoneException Damaged(GoldenFile file, string what, Exception? cause) => new(
        $"{zone.Location.TextOf(file.Key)}: {what}. The golden zone was changed by others; export it anew.", ZoneFault.Changed, cause);
}

/// <summary>A file of versions that is being written; what is not finished is not there.</summary>
internal sealed class GoldenFileDraft(GoldenFile file, GoldenObject target, IGoldenFileWriter writer) : IAsyncDisposable
{
    private long _rows;
    private bool _ended;

    /// <summary>Writes the next version.</summary>
    public ValueTask WriteAsync(GoldenRow row, CancellationToken cancellationToken)
    {
        _rows++;
        return writer.WriteAsync(row, cancellationToken);
    }

    /// <summary>Ends the file: it is there when the task completes.</summary>
    public async Task<GoldenFile> FinishAsync()
    {
        _ended = true;
        await writer.DisposeAsync();
        (long bytes, string sha256) = await target.FinishAsync();
        return file with { Rows = _rows, Bytes = bytes, Sha256 = sha256 };
    }

    /// <summary>Gives it up where it was not finished.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_ended)
        {
            try
            {
                await writer.DisposeAsync();
            }
            catch (IOException)
            {
                // It is given up because its object cannot be written; what it still holds goes nowhere.
            }
        }

        await target.DisposeAsync();
    }
}
