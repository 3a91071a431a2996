using PartyOrleans.Connectors.Outbox;

namespace PartyOrleans.Connectors.Tests.Outbox;

/// <summary>A sink that does what a test says, and remembers what it was told.</summary>
internal sealed class ScriptedSink(string name) : IEventSink
{
    private readonly Lock _lock = new();
    private readonly List<IReadOnlyList<string>> _attempts = [];
    private readonly List<string> _bodies = [];
    private readonly List<string> _taken = [];
    private readonly List<(Func<bool> Holds, TaskCompletionSource Reached)> _waits = [];

    public string Name { get; } = name;

    public string Kind => "scripted";

    public bool IsDisposed { get; private set; }

    /// <summary>What it does with a delivery before it takes it; throws where it does not.</summary>
    public Func<IReadOnlyList<OutboxMessage>, CancellationToken, Task> Script { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Subjects taken, in order.</summary>
    public IReadOnlyList<string> Taken => Read(() => _taken.ToArray());

    /// <summary>Ids of each attempt.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Attempts => Read(() => _attempts.ToArray());

    /// <summary>Bodies of each attempt, taken or not.</summary>
    public IReadOnlyList<string> Bodies => Read(() => _bodies.ToArray());

    public async Task DeliverAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _attempts.Add([.. messages.Select(message => message.Id)]);
            _bodies.AddRange(messages.Select(message => System.Text.Encoding.UTF8.GetString(message.Body.Span)));
        }

        Look();
        await Script(messages, cancellationToken);
        lock (_lock)
        {
            _taken.AddRange(messages.Select(message => message.Subject));
        }

        Look();
    }

    /// <summary>Completes once something holds of the sink.</summary>
    public Task UntilAsync(Func<ScriptedSink, bool> holds)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waits.Add((() => holds(this), reached));
        }

        Look();
        return reached.Task;
    }

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    private void Look()
    {
        lock (_lock)
        {
            foreach ((Func<bool> holds, TaskCompletionSource reached) in _waits)
            {
                if (holds())
                {
                    reached.TrySetResult();
                }
            }
        }
    }

    private T Read<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
