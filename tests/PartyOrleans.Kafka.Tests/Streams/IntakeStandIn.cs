using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Tests.Streams;

/// <summary>
/// A hub's way in that keeps everything in memory and fails as it is told: for faults that a real hub cannot be brought to at a chosen moment. It checks
/// positions as a hub does.
/// </summary>
internal sealed class IntakeStandIn : IHubIntake
{
    private readonly Lock _lock = new();
    private int _asked;
    private readonly List<(Func<IntakeBatch, bool> Holds, TaskCompletionSource Reached)> _awaited = [];
    private readonly SortedDictionary<string, long> _positions = new(StringComparer.Ordinal);

    /// <summary>All batches taken, in their order.</summary>
    public List<IntakeBatch> Taken { get; } = [];

    /// <summary>Told of every batch before it is taken; what it throws is thrown, what it awaits is awaited.</summary>
    public Func<IntakeBatch, Task>? Before { get; set; }

    /// <summary>Batches handed in so far, taken or not.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>The ids of all records taken, in their order; deleted ones with a minus.</summary>
    public IReadOnlyList<string> Ids
    {
        get
        {
            lock (_lock)
            {
                return [.. Taken.SelectMany(batch => batch.Upserts.Select(record => record.Key.RecordId).Concat(batch.Deletes.Select(key => "-" + key.RecordId)))];
            }
        }
    }

    public IReadOnlyList<DeadLetter> DeadLetters
    {
        get
        {
            lock (_lock)
            {
                return [.. Taken.SelectMany(batch => batch.DeadLetters)];
            }
        }
    }

    /// <summary>How far a stream is; 0 where nothing was taken.</summary>
    public long PositionOf(string stream)
    {
        lock (_lock)
        {
            return _positions.GetValueOrDefault(stream);
        }
    }

    /// <summary>Sets how far a stream is, as if it had been taken before.</summary>
    public void SetPosition(string stream, long next)
    {
        lock (_lock)
        {
            _positions[stream] = next;
        }
    }

    /// <summary>Completes once all streams together are at a place: the sum of what was taken of each.</summary>
    public Task ReachedAsync(long sum) => UntilAsync(_ => _positions.Values.Sum() >= sum);

    /// <summary>Completes with the first batch taken after which something holds.</summary>
    public async Task UntilAsync(Func<IntakeBatch, bool> holds)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (Taken.Count > 0 && holds(Taken[^1]))
            {
                return;
            }

            _awaited.Add((holds, reached));
        }

        await reached.Task.WaitAsync(TimeSpan.FromSeconds(90));
    }

    public async Task<IntakeResult> TakeAsync(IntakeBatch batch, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _asked);
        if (Before is { } before)
        {
            await before(batch).WaitAsync(cancellationToken);
        }

        lock (_lock)
        {
            foreach (SourcePosition position in batch.Positions)
            {
                long known = _positions.GetValueOrDefault(position.Stream);
                if (position.From >= 0 && position.From != known)
                {
                    throw new StreamMovedException(position.Stream, position.From, known);
                }
            }

            foreach (SourcePosition position in batch.Positions)
            {
                _positions[position.Stream] = position.Next;
            }

            Taken.Add(batch);
            foreach ((Func<IntakeBatch, bool> holds, TaskCompletionSource reached) in _awaited.ToArray())
            {
                if (holds(batch))
                {
                    reached.TrySetResult();
                }
            }

            return new IntakeResult(Taken.Count);
        }
    }

    public Task<IReadOnlyList<SourcePosition>> ReadPositionsAsync(string prefix, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<SourcePosition>>(
                [.. _positions.Where(position => position.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(position => new SourcePosition(position.Key, position.Value))]);
        }
    }

    public Task<IReadOnlyList<SourceVersion>> FindVersionsAsync(IReadOnlyCollection<RecordKey> keys, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SourceVersion>>([]);

    public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) => Task.FromResult<LoadCheckpoint?>(null);

    public IAsyncEnumerable<KeptCheckpoint> ReadCheckpointsAsync(string prefix, CancellationToken cancellationToken) => AsyncEnumerable.Empty<KeptCheckpoint>();

    public bool IsErased(RecordKey key) => false;
}
