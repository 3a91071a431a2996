using PartyOrleans.Api.Health;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Serving.Connections;

namespace PartyOrleans.Local.Serving.Streams;

/// <summary>A stream as a connection of the hub.</summary>
internal sealed class StreamConnection(KafkaStream stream, KafkaStreamOptions options) : IHubConnection, IReadinessCheck
{
    /// <summary>What the file says of it.</summary>
    public KafkaStreamOptions Options => options;

    /// <inheritdoc />
    public string Name => "streams/" + stream.Name;

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks => [this];

    /// <inheritdoc />
    public bool OutlivesHub => false;

    /// <inheritdoc />
    public void Start() => stream.Start();

    /// <inheritdoc />
    public Task<Readiness> LookAsync(CancellationToken cancellationToken) => Task.FromResult(
        stream.Status.Trouble is { Length: > 0 } trouble ? new Readiness(Name, ReadinessState.Degraded, trouble) : Readiness.Well(Name));

    /// <inheritdoc />
    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
