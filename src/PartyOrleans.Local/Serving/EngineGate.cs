using PartyOrleans.Api.Hub;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Local.Serving;

/// <summary>
/// The engine with its readers and its one writer kept apart: a reader sees the state before a change or after it, never half of it.
/// Readers run beside each other, a few at a time, so that they cannot take all threads while a change is applied.
/// </summary>
internal sealed class EngineGate : IDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly SemaphoreSlim _readers = new(Math.Max(2, Environment.ProcessorCount));
    private EmbeddedEngine? _engine;

    /// <summary>Current records; 0 while there is no engine.</summary>
    public int Records => Volatile.Read(ref _engine)?.RecordCount ?? 0;

    /// <summary>Current parties; 0 while there is no engine.</summary>
    public int Parties => Volatile.Read(ref _engine)?.PartyCount ?? 0;

    /// <summary>The bundle that decides; null while there is no engine.</summary>
    public Bundle? Bundle => Volatile.Read(ref _engine)?.Bundle;

    /// <summary>Puts an engine in place, or takes it away.</summary>
    public void Replace(EmbeddedEngine? engine)
    {
        _lock.EnterWriteLock();
        try
        {
            _engine = engine;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Changes the engine; one caller at a time.</summary>
    /// <exception cref="HubUnavailableException">There is no engine.</exception>
    public T Write<T>(Func<EmbeddedEngine, T> change)
    {
        _lock.EnterWriteLock();
        try
        {
            return change(_engine ?? throw Absent());
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }

    /// <summary>Asks the engine something.</summary>
    /// <exception cref="HubUnavailableException">There is no engine.</exception>
    public async Task<T> ReadAsync<T>(Func<EmbeddedEngine, T> question, CancellationToken cancellationToken)
    {
        await _readers.WaitAsync(cancellationToken);
        try
        {
            return await Task.Run(() => Read(question), cancellationToken);
        }
        finally
        {
            _readers.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _lock.Dispose();
        _readers.Dispose();
    }

    private T Read<T>(Func<EmbeddedEngine, T> question)
    {
        _lock.EnterReadLock();
        try
        {
            return question(_engine ?? throw Absent());
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    private static HubUnavailableException Absent() => new("The engine is being restored from the store.", isOverload: false, RetryAfter);
}
