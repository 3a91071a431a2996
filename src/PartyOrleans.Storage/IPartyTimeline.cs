using PartyOrleans.Model;

namespace PartyOrleans.Storage;

/// <summary>
/// What the hub said at any past instant. There are two times: when the hub learnt something (commits), by which it is asked, and since when it
/// holds true where the source says so (its <c>record.updated</c>), which every answer carries. Nothing is ever changed backwards but by
/// erasure and retention.
/// </summary>
public interface IPartyTimeline
{
    /// <summary>A party as it was at an instant, following the redirects of that time; null where the hub did not know it yet.</summary>
    Task<PartyAsOf?> FindPartyAsOfAsync(PartyId party, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>What a record said at an instant; null where it was not there, or was erased since.</summary>
    Task<RecordVersion?> FindRecordAsOfAsync(RecordKey key, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Everything that a record ever said, oldest first; what was erased is left out.</summary>
    Task<IReadOnlyList<RecordVersion>> ReadRecordVersionsAsync(RecordKey key, CancellationToken cancellationToken);

    /// <summary>Where each cell of a party's current golden record comes from, in the order of the cells; null where there is no such party.</summary>
    Task<IReadOnlyList<CellLineage>?> FindLineageAsync(PartyId party, CancellationToken cancellationToken);
}

/// <summary>A party as the hub had it at an instant.</summary>
/// <param name="Chain">The id that was asked for, then those that it led to at that time, in order.</param>
/// <param name="Golden">The golden record of the last of these; null where that party had ended, or was erased since.</param>
/// <param name="Commit">The commit that made this golden record; null where there is none.</param>
/// <param name="Records">What its records said at that time, sorted by key.</param>
/// <param name="ValidFrom">The latest time that one of these records gives for itself (UTC); null where none does.</param>
public sealed record PartyAsOf(
    IReadOnlyList<PartyId> Chain, GoldenRecord? Golden, CommitInfo? Commit, IReadOnlyList<RecordVersion> Records, DateTimeOffset? ValidFrom);

/// <summary>What a record said for a time.</summary>
/// <param name="Record">Its content and payload, with the party that it belonged to at the time asked for, else at the end of this version.</param>
/// <param name="From">The commit that brought it.</param>
/// <param name="Until">The commit that replaced or deleted it; null while it holds.</param>
/// <param name="ValidFrom">Since when it holds true by its own account (UTC); null where it does not say.</param>
public sealed record RecordVersion(StoredRecord Record, CommitInfo From, CommitInfo? Until, DateTimeOffset? ValidFrom);

/// <summary>Where a cell of a golden record comes from.</summary>
/// <param name="Cell">The cell, with its record and the rule that chose it.</param>
/// <param name="Golden">The commit that put it into the golden record under this party, where it stands since.</param>
/// <param name="Record">The commit that brought what its record says; null where the record is not there.</param>
/// <param name="ValidFrom">Since when that holds true by the record's own account (UTC); null where it does not say.</param>
public sealed record CellLineage(GoldenCell Cell, CommitInfo Golden, CommitInfo? Record, DateTimeOffset? ValidFrom);
