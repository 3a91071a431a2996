using System.Text.Json;
using System.Text.Json.Serialization;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>What is kept of a sink beside the store.</summary>
/// <param name="Delivered">The place up to which the sink has everything.</param>
/// <param name="Claimed">The end of the delivery that goes on, or that a crash cut; <paramref name="Delivered"/> where there is none.</param>
/// <param name="FailingSince">Since when no delivery has succeeded; null where the last one did.</param>
/// <param name="Halt">Why it is disabled; null where it is not.</param>
internal sealed record SinkState(OutboxPosition Delivered, OutboxPosition Claimed, DateTimeOffset? FailingSince, SinkHalt? Halt)
{
    private const string Area = "sink";

    /// <summary>A sink that has everything up to a place.</summary>
    public static SinkState At(OutboxPosition position) => new(position, position, null, null);

    /// <summary>Reads the state of a sink; null where it was never kept.</summary>
    public static async Task<SinkState?> FindAsync(IOperationsStore operations, string sink, CancellationToken cancellationToken) =>
        await operations.FindAsync(Area, sink, cancellationToken) is { } document ? JsonSerializer.Deserialize(document.Json, SinkStateJson.Default.SinkState) : null;

    /// <summary>Keeps the state of a sink.</summary>
    public Task KeepAsync(IOperationsStore operations, string sink, DateTimeOffset now, CancellationToken cancellationToken) =>
        operations.PutAsync([new OperationsDocument(Area, sink, JsonSerializer.Serialize(this, SinkStateJson.Default.SinkState), now)], cancellationToken);
}

/// <summary>A sink is disabled.</summary>
/// <param name="At">Since when (UTC).</param>
/// <param name="By">Who disabled it; empty where it failed for too long.</param>
/// <param name="Reason">Why.</param>
public sealed record SinkHalt(DateTimeOffset At, string By, string Reason);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SinkState))]
internal sealed partial class SinkStateJson : JsonSerializerContext;
