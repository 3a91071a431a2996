using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Local.DeadLetters;

/// <summary>Makes readers of dead letters.</summary>
internal static class ContractedLetters
{
    /// <summary>Reads by the contracts of a bundle; where a source has none, as the letter says that it was read.</summary>
    public static LetterReader By(Bundle bundle, SourceLedger ledger) => new RecordRereading(SourceContracts.Of(bundle), ledger).Read;
}
