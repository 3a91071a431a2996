using System.Runtime.CompilerServices;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Puts parsed items, in the order of the input, into batches: drops repeated records, refuses conflicting ones, passes over what was done before.</summary>
internal sealed class BatchAssembler(ParseContext context, int batchRecords, long skip, byte newLine)
{
    private readonly RepeatedKeys keys = new();
    private List<SourceRecord> records = [];
    private IntakeBatchBuilder? changes;
    private List<DeadLetter> dead = [];
    private long done;
    private long repeated;
    private int taken;

    /// <summary>Takes a chunk's items, of which nothing is left; gives the batches that became full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ParsedChunk parsed, List<RecordBatch> full)
    {
        foreach (ref readonly ParsedItem item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parsed.Items))
        {
            DeadLetter? refused = item.Dead;
            if (refused is null && item.Place.KeyHash != 0)
            {
                RepeatedKeys.Seen seen = keys.Add(item.Place.KeyHash, item.Place.ContentHash);
                if (seen == RepeatedKeys.Seen.Same)
                {
                    repeated += done >= skip ? 1 : 0;
                    Drop(item);
                    continue;
                }

                if (seen == RepeatedKeys.Seen.Different)
                {
                    refused = context.Dead(
                        item.Source, parsed.Chunk.LineAt(item.Place.RawStart, newLine), DeadLetterKind.Conflict,
                        "the record id came before in this input with different content; the first one was taken", parsed.Chunk.Raw(item).TrimEnd("\r\n"u8));
                    Drop(item);
                }
            }

            if (++done <= skip)
            {
                continue;
            }

            if (taken + dead.Count == batchRecords)
            {
                full.Add(Take(done - 1, last: false));
            }

            if (refused is not null)
            {
                dead.Add(refused);
                continue;
            }

            taken++;
            if (changes is not null || item.DeletedId is not null || item.Version is not null)
            {
                Fold(item);
            }
            else if (item.Record is not null)
            {
                records.Add(item.Record);
            }
        }

        context.GiveBack(parsed.Items);
    }

    /// <summary>Rows that were encoded and turned out to be none of the input's records.</summary>
    public List<int> DroppedRows { get; } = [];

    /// <summary>What came whole before the input broke off; null for nothing.</summary>
    public RecordBatch? Rest() => taken + dead.Count == 0 ? null : Take(done, last: false);

    /// <summary>The last batch; it may be empty.</summary>
    public RecordBatch Last() => Take(Math.Max(done, 0), last: true);

    /// <summary>Of several states of a record in one batch the last one holds. From the first change on, all records are folded.</summary>
    private void Fold(in ParsedItem item)
    {
        if (changes is null)
        {
            changes = new IntakeBatchBuilder(ChangeOrigin.Unknown);
            records.ForEach(record => changes.Upsert(record));
            records = [];
        }

        if (item.Record is { } record)
        {
            changes.Upsert(record, item.Version);
        }
        else if (item.DeletedId is { } id)
        {
            changes.Delete(new RecordKey(item.Source, id), item.Version);
        }
    }

    private void Drop(in ParsedItem item)
    {
        if (item.Row >= 0)
        {
            DroppedRows.Add(item.Row);
        }
    }

    private RecordBatch Take(long upTo, bool last)
    {
        IntakeBatch? folded = changes?.Build();
        var batch = new RecordBatch(folded?.Upserts ?? records, dead, upTo, last)
        {
            Repeated = repeated, Taken = taken, Deletes = folded?.Deletes ?? [], Versions = folded?.Versions ?? [],
        };
        records = [];
        changes = null;
        dead = [];
        repeated = 0;
        taken = 0;
        return batch;
    }
}
