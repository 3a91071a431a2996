using PartyOrleans.Api.Bundles;
using PartyOrleans.Api.Cluster;
using PartyOrleans.Api.DeadLetters;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Security;
using PartyOrleans.Api.Sources;
using PartyOrleans.Api.Telemetry;
using PartyOrleans.Api.Zones;
using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Pipelines.Running;
using PartyOrleans.Quality;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;

namespace PartyOrleans.Api;

/// <summary>What the API stands on; a host puts it together.</summary>
public sealed record HubParts
{
    /// <summary>Writes and reasons.</summary>
    public required IPartyHub Hub { get; init; }

    /// <summary>Answers every read.</summary>
    public required IPartyReadModel ReadModel { get; init; }

    /// <summary>The store that the hub owns, for the feed of events, judgements and bundles.</summary>
    public required IPartyStore Store { get; init; }

    /// <summary>Past states and commits.</summary>
    public required IPartyHistory History { get; init; }

    /// <summary>Collects metrics and traces.</summary>
    public required HubTelemetry Telemetry { get; init; }

    /// <summary>Who is let in, what each may see, and where it is written down.</summary>
    public required SecurityParts Security { get; init; }

    /// <summary>What was said at past instants; null where the store cannot tell.</summary>
    public IPartyTimeline? Timeline { get; init; }

    /// <summary>Looks after parts of the host besides those named here.</summary>
    public IReadOnlyList<IReadinessCheck> ReadinessChecks { get; init; } = [];

    /// <summary>Tells of the sources; null where the host does not watch them.</summary>
    public ISourceReports? Sources { get; init; }

    /// <summary>The names that a bundle may use which is given to the hub.</summary>
    public BundleVocabulary Vocabulary { get; init; } = ComparisonCatalog.Vocabulary;

    /// <summary>Loads of whole files; null where the host has none.</summary>
    public IHubLoads? Loads { get; init; }

    /// <summary>Zones of objects that are loaded from; null where the host has none.</summary>
    public IHubZones? Zones { get; init; }

    /// <summary>Tells of the cluster; null where the hub runs in one process.</summary>
    public IClusterReport? Cluster { get; init; }

    /// <summary>Settles dead letters; null where the host cannot.</summary>
    public IDeadLetterDesk? DeadLetters { get; init; }

    /// <summary>Exchanges the active bundle; null where the host cannot.</summary>
    public IBundleLifecycle? Bundles { get; init; }

    /// <summary>Exchanges the store's keys; null where the store does so itself.</summary>
    public IStoreKeyring? Keyring { get; init; }

    /// <summary>Looks at the quality of what the hub holds; null where the host does not.</summary>
    public QualityLook? Quality { get; init; }

    /// <summary>The pipelines; null where the host runs none.</summary>
    public PipelineService? Pipelines { get; init; }

    /// <summary>The relays to sinks; null where the host has none.</summary>
    public OutboxRelays? Sinks { get; init; }

    /// <summary>Tells of the backups of the store; null where the host does not know of any.</summary>
    public BackupNotes? Backups { get; init; }

    /// <summary>How old the newest backup may become before somebody is told; zero for never.</summary>
    public TimeSpan BackupWithin { get; init; }

    /// <summary>Finds parties by words; null where the store cannot.</summary>
    public IPartySearch? Search { get; init; }
}
