using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Sinks;

/// <summary>The relays of a hub's outbox with what is counted of them.</summary>
internal sealed class HubSinks : IAsyncDisposable
{
    private readonly SinkInstruments _instruments;

    /// <summary>Makes them, with no sink yet.</summary>
    /// <param name="hub">Tells of commits.</param>
    /// <param name="stores">The store, whose outbox is relayed, and the documents beside it.</param>
    /// <param name="breakers">Gives each sink its breaker.</param>
    /// <param name="meterName">Name of the hub's meter.</param>
    /// <param name="surroundings">Clock and log.</param>
    public HubSinks(IPartyHub hub, (IPartyStore Store, IOperationsStore Operations) stores, CircuitBreakers breakers, string meterName, HubSurroundings surroundings)
    {
        _instruments = new SinkInstruments(meterName);
        Relays = new OutboxRelays(new RelayParts((IOutbox)stores.Store, stores.Operations, new Commits(hub), breakers, _instruments, surroundings.Time)
        {
            Log = surroundings.Logs.CreateLogger<OutboxRelay>(),
        });
    }

    /// <summary>The relays.</summary>
    public OutboxRelays Relays { get; }

    /// <summary>Ends looking after them; each is stopped by its connection before.</summary>
    public async ValueTask DisposeAsync()
    {
        await Relays.DisposeAsync();
        _instruments.Dispose();
    }

    private sealed class Commits(IPartyHub hub) : IHubCommits
    {
        public Task<long> CommittedAfterAsync(long after, CancellationToken cancellationToken) => hub.CommittedAfterAsync(after, cancellationToken);
    }
}
