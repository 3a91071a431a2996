using PartyOrleans.Connectors.Zones;

namespace PartyOrleans.Connectors.Tests.GoldenZone;

/// <summary>A zone that does so many writes and deletes and then none any more, as if the program had ended there; the last one may still have been done.</summary>
/// <param name="inner">The zone behind it.</param>
/// <param name="operations">Writes and deletes that are done.</param>
/// <param name="doesLast">Whether the one after them is done, but not told.</param>
internal sealed class FailingZone(IObjectZone inner, int operations, bool doesLast) : IObjectZone
{
    private int _done;

    /// <summary>Writes and deletes that were asked for.</summary>
    public int Asked => Volatile.Read(ref _done);

    public ZoneLocation Location => inner.Location;

    public IAsyncEnumerable<ZoneObject> ListAsync(string prefix, string after, CancellationToken cancellationToken) => inner.ListAsync(prefix, after, cancellationToken);

    public Task<ZoneObject?> FindAsync(string key, CancellationToken cancellationToken) => inner.FindAsync(key, cancellationToken);

    public Stream OpenRead(ZoneObject target, CancellationToken cancellationToken) => inner.OpenRead(target, cancellationToken);

    public async Task<ZoneObject> PutAsync(string key, Stream content, CancellationToken cancellationToken)
    {
        int number = Interlocked.Increment(ref _done);
        if (number <= operations)
        {
            return await inner.PutAsync(key, content, cancellationToken);
        }

        if (number == operations + 1 && doesLast)
        {
            await inner.PutAsync(key, content, cancellationToken);
        }

        throw Ended();
    }

    public async Task DeleteAsync(string key, CancellationToken cancellationToken)
    {
        int number = Interlocked.Increment(ref _done);
        if (number <= operations || (number == operations + 1 && doesLast))
        {
            await inner.DeleteAsync(key, cancellationToken);
        }

        if (number > operations)
        {
            throw Ended();
        }
    }

    public void Dispose() => inner.Dispose();

    private static ZoneException Ended() => new("The zone cannot be reached any more.", ZoneFault.Unreachable);
}
