using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Local.DeadLetters;

/// <summary>Makes readers of dead letters.</summary>
internal static class ContractedLetters
{
    /// <summary>Reads by contracts; where a source has none, as the letter says that it was read.</summary>
    public static LetterReader By(SourceContracts contracts, SourceLedger ledger) => new RecordRereading(contracts, ledger).Read;
}
