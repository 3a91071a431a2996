using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Connectors.Contracts;

/// <summary>The contracts of the bundle that is active, whichever that is at the moment. Safe to be used from several threads.</summary>
/// <param name="ledger">Takes what differs from the contracts.</param>
public sealed class ContractsInForce(SourceLedger ledger)
{
    private SourceContracts _now = SourceContracts.None;

    /// <summary>The contracts now; made ready once for each bundle, so that the same ones are the same object.</summary>
    public SourceContracts Current => Volatile.Read(ref _now);

    /// <summary>What came from each source.</summary>
    public SourceLedger Ledger => ledger;

    /// <summary>Names that a hub with sources knows: those of matching, and what makes a contract sound.</summary>
    public static BundleVocabulary Vocabulary { get; } = ComparisonCatalog.Vocabulary with { Contracts = SourceContracts.Vet };

    /// <summary>Another bundle is active.</summary>
    public void Follow(Bundle bundle) => Volatile.Write(ref _now, SourceContracts.Of(bundle));
}
