namespace PartyOrleans.Local.Serving;

/// <summary>What is to be stopped when a host ends, the last one begun first; a start that fails midway ends what had begun in the same order.</summary>
internal sealed class StopOrder : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _stops = [];

    /// <summary>Has something done at the end, before everything that was added until now.</summary>
    public void Add(Func<ValueTask> stop) => _stops.Push(stop);

    /// <summary>Has something disposed of.</summary>
    public T Add<T>(T begun)
        where T : IDisposable
    {
        _stops.Push(() =>
        {
            begun.Dispose();
            return ValueTask.CompletedTask;
        });
        return begun;
    }

    /// <summary>Has something disposed of.</summary>
    public T AddStopping<T>(T begun)
        where T : IAsyncDisposable
    {
        _stops.Push(begun.DisposeAsync);
        return begun;
    }

    /// <summary>Stops everything, once. What fails to stop does not keep the rest from it; the first failure is thrown at the end.</summary>
    public async ValueTask DisposeAsync()
    {
        List<Exception> failures = [];
        while (_stops.TryPop(out Func<ValueTask>? stop))
        {
            try
            {
                await stop();
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException("Not everything stopped as it should.", failures);
        }
    }
}
