using PartyOrleans.Api.Health;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Streams;

/// <summary>A stream as a connection of the hub.</summary>
internal abstract class StreamConnection(KafkaStreamOptions options) : IHubConnection, IReadinessCheck
{
    /// <summary>What the file says of it.</summary>
    public KafkaStreamOptions Options => options;

    /// <inheritdoc />
    public string Name => "streams/" + options.Name;

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks => [this];

    /// <inheritdoc />
    public bool OutlivesHub => false;

    /// <summary>How it is.</summary>
    protected abstract StreamStatus Status { get; }

    /// <summary>A stream that this process reads, once it is its turn.</summary>
    public static StreamConnection Of(KafkaStream stream, KafkaStreamOptions options) => new Own(stream, options);

    /// <summary>A stream whose partitions several processes read, this one from now on.</summary>
    public static StreamConnection Of(IStreamHost host, KafkaStreamOptions options, StreamSurroundings by)
    {
        host.Attach(options.Name, by);
        return new Shared(host, options);
    }

    /// <inheritdoc />
    public abstract void Start();

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken) => Task.FromResult(
        Status.Trouble is { Length: > 0 } trouble ? new Readiness(Name, ReadinessState.Degraded, trouble) : Readiness.Well(Name));

    /// <inheritdoc />
    public abstract ValueTask DisposeAsync();

    private sealed class Own(KafkaStream stream, KafkaStreamOptions options) : StreamConnection(options)
    {
        protected override StreamStatus Status => stream.Status;

        public override void Start() => stream.Start();

        public override ValueTask DisposeAsync() => stream.DisposeAsync();
    }

    private sealed class Shared(IStreamHost host, KafkaStreamOptions options) : StreamConnection(options)
    {
        protected override StreamStatus Status => host.StatusOf(Options.Name);

        public override void Start()
        {
            // Every process reads its partitions, whosever turn it is.
        }

        public override ValueTask DisposeAsync() => new(host.DetachAsync(Options.Name));
    }
}
