using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Grains.Intake;

namespace PartyOrleans.Grains.Loads;

/// <summary>What loads stand on, on a silo.</summary>
/// <param name="Grains">The cluster's grains.</param>
/// <param name="Intake">Begins turns, and does them.</param>
/// <param name="Stores">What the silo reads.</param>
/// <param name="Options">Bounds.</param>
/// <param name="Time">Clock.</param>
internal sealed record ClusterLoadParts(IGrainFactory Grains, ClusterIntake Intake, ClusterStores Stores, ClusterLoadOptions Options, TimeProvider Time)
{
    /// <summary>What came from each source on this silo.</summary>
    public required SourceLedger Sources { get; init; }
}
