using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Privacy;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Local.Serving.Streams;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Quality;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving.Connections;

/// <summary>What connections stand on.</summary>
internal sealed record ConnectionParts
{
    /// <summary>Takes records and tells of commits.</summary>
    public required IPartyHub Hub { get; init; }

    /// <summary>The store that the hub owns.</summary>
    public required IPartyStore Store { get; init; }

    /// <summary>Loads of whole files.</summary>
    public required HubLoads Loads { get; init; }

    /// <summary>What zones are loaded into, where other processes of the hub work for it too; null where this one does so alone.</summary>
    public ILoadTargets? LoadTargets { get; init; }

    /// <summary>What of a value may leave.</summary>
    public required MaskingPolicy Masking { get; init; }

    /// <summary>Small documents kept beside the store.</summary>
    public required IOperationsStore Operations { get; init; }

    /// <summary>Looks at the quality of what the hub holds.</summary>
    public required QualityLook Quality { get; init; }

    /// <summary>The pipelines; a connection adds its own.</summary>
    public required PipelineService Pipelines { get; init; }

    /// <summary>Guard what is outside the hub, one for each source and sink.</summary>
    public required CircuitBreakers Breakers { get; init; }

    /// <summary>The contracts of sources in force, and what came from each source.</summary>
    public required ContractsInForce Contracts { get; init; }

    /// <summary>Reads streams together with other processes; null where this one reads them alone.</summary>
    public IStreamHost? StreamHost { get; init; }

    /// <summary>Told of what streams do.</summary>
    public required StreamInstruments StreamInstruments { get; init; }

    /// <summary>The relays of the outbox; a connection adds its own.</summary>
    public required OutboxRelays Sinks { get; init; }

    /// <summary>Clock, log and instruments.</summary>
    public required HubSurroundings Surroundings { get; init; }

    /// <summary>The options that the hub was started with.</summary>
    public required ServiceOptions Options { get; init; }

    /// <summary>The connections made before this one: sections in the order of <see cref="ConnectionsFile.Sections"/>, each in the order of the file.</summary>
    public IReadOnlyList<IHubConnection> Made { get; init; } = [];
}
