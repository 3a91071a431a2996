using Orleans.Runtime;
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

    /// <summary>The silos that there are.</summary>
    public required ISiloStatusOracle Silos { get; init; }

    /// <summary>The silo that is to have a worker; workers of a load go round all of them.</summary>
    public SiloAddress SiloOf(int worker)
    {
        SiloAddress[] active = [.. Silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Order()];
        return active.Length == 0 ? Silos.SiloAddress : active[worker % active.Length];
    }
}
