namespace PartyOrleans.Storage;

/// <summary>What a proof of a store's chain found.</summary>
/// <param name="Links">Links checked.</param>
/// <param name="Commits">Commits proven by them; earlier ones were made before there was a chain.</param>
/// <param name="Records">Contents of records, past ones included, that match their commitments.</param>
/// <param name="GoldenVersions">Golden versions that match theirs.</param>
/// <param name="Events">Events that match theirs.</param>
/// <param name="Judgements">Judgements that match theirs.</param>
/// <param name="Erased">Rows that erasures shredded or made anew, each named by a link.</param>
/// <param name="Head">Head of the chain, hexadecimal; to be kept elsewhere, so that a store put back to an earlier state is noticed.</param>
/// <param name="Broken">The first places at which the store is not what was committed; empty where it is whole.</param>
public sealed record ChainReport(
    long Links, long Commits, long Records, long GoldenVersions, long Events, long Judgements, long Erased, string Head, IReadOnlyList<string> Broken)
{
    /// <summary>Whether the store is what was committed.</summary>
    public bool IsWhole => Broken.Count == 0;
}
