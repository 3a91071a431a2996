using System.Collections;
using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution;

/// <summary>
/// Which party each record belongs to, in order of the record keys. A party is named after its first record key, as the engine names new
/// parties.
/// Keys and names are made as they are asked for, so that a partition of millions costs eight bytes a record.
/// </summary>
public sealed class RecordPartition : IReadOnlyList<(RecordKey Record, PartyId Party)>
{
    private readonly EncodedRecords _records;
    private readonly int[] _rows;
    private readonly int[] _first;

    /// <summary>Makes a partition.</summary>
    /// <param name="records">The records.</param>
    /// <param name="rows">The rows that hold a record, in order of the record keys.</param>
    /// <param name="first">For every row, the row of the first record key of its party.</param>
    internal RecordPartition(EncodedRecords records, int[] rows, int[] first)
    {
        _records = records;
        _rows = rows;
        _first = first;
        foreach (int row in _rows)
        {
            PartyCount += first[row] == row ? 1 : 0;
        }
    }

    /// <inheritdoc />
    public int Count => _rows.Length;

    /// <summary>Number of parties.</summary>
    public int PartyCount { get; }

    /// <summary>Characters of a party's name.</summary>
    public static int PartyNameLength => PartyRegister.NameLength;

    /// <summary>The record id at a place, UTF-8, and its source; no object is made.</summary>
    public ReadOnlySpan<byte> RecordAt(int index, out string source) => _records.IdOf(_rows[index], out source);

    /// <summary>Writes the name of the party at a place, <see cref="PartyNameLength"/> characters; no object is made.</summary>
    public void WritePartyAt(int index, Span<char> name) => PartyRegister.WriteName(_records.HashOfKey(_first[_rows[index]]), name);

    /// <inheritdoc />
    public (RecordKey Record, PartyId Party) this[int index] =>
        (_records.KeyOf(_rows[index]), PartyRegister.NameOf(_records.HashOfKey(_first[_rows[index]])));

    /// <inheritdoc />
    public IEnumerator<(RecordKey Record, PartyId Party)> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    /// <inheritdoc />
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
