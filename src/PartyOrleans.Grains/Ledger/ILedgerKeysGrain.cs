using PartyOrleans.Grains.Blocks;

namespace PartyOrleans.Grains.Ledger;

/// <summary>The ledger as whoever exchanges the keys of its store sees it.</summary>
[Alias("party.ledger-keys")]
[Orleans.CodeGeneration.Version(ClusterVersions.Current)]
public interface ILedgerKeysGrain : IGrainWithIntegerKey
{
    /// <summary>Exchanges the keys of the store beside other work; one that was interrupted goes on.</summary>
    /// <returns>Rows sealed anew.</returns>
    /// <exception cref="EpochEndedException">The ledger is recovering, or its store failed; ask again, and it goes on.</exception>
    [Alias("rotate")]
    [ResponseTimeout("06:00:00")]
    Task<long> RotateKeysAsync();
}
