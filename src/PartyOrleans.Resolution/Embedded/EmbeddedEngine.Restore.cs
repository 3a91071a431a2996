using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Embedded;

/// <content>Warm start: the records come from a store, the match graph is computed anew.</content>
public sealed partial class EmbeddedEngine
{
    private async Task RestoreRecordsAsync(IAsyncEnumerable<IReadOnlyList<StoredRecord>> batches, CancellationToken cancellationToken)
    {
        var rowsOf = new Dictionary<Party, List<int>>();
        var encoding = new List<Task>();
        var encoders = new System.Collections.Concurrent.ConcurrentBag<RecordEncoder>();
        await foreach (IReadOnlyList<StoredRecord> batch in batches.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            if (batch.Count == 0)
            {
                continue;
            }

            int first = _records.Reserve(batch.Count);
            _parties.EnsureRows(_records.Rows);
            encoding.Add(Task.Run(() => EncodeStored(batch, first, encoders), cancellationToken));
            for (int i = 0; i < batch.Count; i++)
            {
                int row = first + i;
                StoredRecord record = batch[i];
                _rows.Add(record.Key, row);
                SetState(row, new RecordState(record.Content, record.ContentHash));
                Party party = _parties.GetOrAdd(record.Party);
                if (party.Rows.Length == 0 && !rowsOf.ContainsKey(party))
                {
                    party.Rows = [row];
                }
                else
                {
                    if (!rowsOf.TryGetValue(party, out List<int>? rows))
                    {
                        rowsOf.Add(party, rows = [party.Rows[0]]);
                    }

                    rows.Add(row);
                }

                _parties.Place(row, party);
            }
        }

        await Task.WhenAll(encoding).ConfigureAwait(false);
        foreach ((Party party, List<int> rows) in rowsOf)
        {
            rows.Sort((a, b) => _records.KeyOf(a).CompareTo(_records.KeyOf(b)));
            party.Rows = [.. rows];
        }
    }

    private void EncodeStored(IReadOnlyList<StoredRecord> batch, int first, System.Collections.Concurrent.ConcurrentBag<RecordEncoder> encoders)
    {
        if (!encoders.TryTake(out RecordEncoder? encoder))
        {
            encoder = new RecordEncoder(_records.Vocabulary, _records.Table);
        }

        for (int i = 0; i < batch.Count; i++)
        {
            _records.Encode(new SourceRecord(batch[i].Key, RecordContent.Decode(batch[i].Content)), first + i, encoder);
        }

        encoders.Add(encoder);
    }
}
