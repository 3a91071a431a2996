using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <summary>Puts records that come from a store into the parties that it says; one batch after the other, beside all else that is made of them.</summary>
internal sealed class RestoredMembers(PartyRegister parties)
{
    private readonly Dictionary<Party, List<int>> _several = [];

    /// <summary>Puts the records of a batch, whose rows follow each other, into their parties.</summary>
    public void Add(IReadOnlyList<StoredRecord> batch, int first)
    {
        parties.EnsureRows(first + batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            int row = first + i;
            Party party = parties.GetOrAdd(batch[i].Party);
            if (party.Rows.Length == 0)
            {
                party.Rows = [row];
            }
            else
            {
                if (!_several.TryGetValue(party, out List<int>? rows))
                {
                    _several.Add(party, rows = [party.Rows[0]]);
                }

                rows.Add(row);
            }

            parties.Place(row, party);
        }
    }

    /// <summary>Ends with the rows of each party in the order of their record keys.</summary>
    public void Sort(EncodedRecords records, int parallelism) => Parallel.ForEach(
        _several, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, entry =>
        {
            (Party party, List<int> rows) = entry;
            rows.Sort(records.CompareKeys);
            party.Rows = [.. rows];
        });
}
