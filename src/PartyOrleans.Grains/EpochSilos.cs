using Orleans.Runtime;

namespace PartyOrleans.Grains;

/// <summary>
/// The silos that there were as an epoch began. With one of them shards, turns or whoever is to do them are gone, so that whoever waits for a turn may wait for
/// what nobody does any more.
/// </summary>
internal sealed class EpochSilos(ISiloStatusOracle silos)
{
    /// <summary>How often it is looked at while something is waited for.</summary>
    public static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private SiloAddress[] _atBegin = [];

    /// <summary>Whether one of them has died.</summary>
    public bool HasLost => Array.Exists(_atBegin, silo => silos.GetApproximateSiloStatus(silo) is SiloStatus.Dead or SiloStatus.None);

    /// <summary>Takes those that are active now.</summary>
    public void Begin() => _atBegin = [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys];
}
