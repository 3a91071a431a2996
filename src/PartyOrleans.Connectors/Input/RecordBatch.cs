using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>The next records and dead letters of an input, in the order of the input.</summary>
/// <param name="Records">Records taken.</param>
/// <param name="DeadLetters">Inputs refused.</param>
/// <param name="RecordsDone">Records and dead letters from the start of the input up to the end of this batch: where to go on from.</param>
/// <param name="Last">Whether the input ends with this batch.</param>
public sealed record RecordBatch(
    IReadOnlyList<SourceRecord> Records, IReadOnlyList<DeadLetter> DeadLetters, long RecordsDone, bool Last)
{
    /// <summary>Records that are gone; none of them is among <see cref="Records"/>.</summary>
    public IReadOnlyList<RecordKey> Deletes { get; init; } = [];

    /// <summary>The versions of those records and deletions that have one.</summary>
    public IReadOnlyList<SourceVersion> Versions { get; init; } = [];

    /// <summary>Records of this batch's stretch of input that repeat an earlier one to the byte, and were dropped.</summary>
    public long Repeated { get; init; }

    /// <summary>
    /// Records and deletions taken: those delivered, with the earlier states of a record that came several times, or those encoded where the input is read
    /// into rows.
    /// </summary>
    public required int Taken { get; init; }
}
