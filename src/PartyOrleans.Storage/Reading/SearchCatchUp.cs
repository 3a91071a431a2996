namespace PartyOrleans.Storage;

/// <summary>
/// Brings a store's search index up to date in the background for as long as a hub serves: after a bulk load, after a change too long to
/// be indexed at once, after an upgrade. It takes turns with other writes, a few milliseconds each.
/// </summary>
public sealed class SearchCatchUp : IAsyncDisposable
{
    /// <summary>Golden versions taken in at a time: other writes wait some 20 us for each.</summary>
    private const int VersionsAtOnce = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private readonly ISearchProjection _projection;
    private readonly Action<StoreException> _failed;
    private readonly TimeProvider _time;
    private readonly Task _loop;

    private SearchCatchUp(ISearchProjection projection, Action<StoreException> failed, TimeProvider time)
    {
        (_projection, _failed, _time) = (projection, failed, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Starts.</summary>
    /// <param name="projection">The index.</param>
    /// <param name="failed">Told of a failure; the next try comes after a pause.</param>
    /// <param name="time">Clock for the pauses between looks at an index that is up to date.</param>
    public static SearchCatchUp Start(ISearchProjection projection, Action<StoreException> failed, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(projection);
        ArgumentNullException.ThrowIfNull(failed);
        ArgumentNullException.ThrowIfNull(time);
        return new SearchCatchUp(projection, failed, time);
    }

    /// <summary>Stops after the transaction under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                while (await _projection.AdvanceSearchAsync(VersionsAtOnce, _stop.Token))
                {
                }
            }
            catch (StoreException failure)
            {
                _failed(failure);
            }

            await Task.Delay(Pause, _time, _stop.Token);
        }
    }
}
