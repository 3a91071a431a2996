using System.Runtime.CompilerServices;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Puts parsed items, in the order of the input, into batches: drops repeated records, refuses conflicting ones, passes over what was done before.</summary>
internal sealed class BatchAssembler(ParseContext context, int batchRecords, long skip, byte newLine)
{
    private readonly RepeatedKeys keys = new();
    private List<SourceRecord> records = new(batchRecords);
    private List<DeadLetter> dead = [];
    private long done;
    private long repeated;

    /// <summary>Takes a chunk's items; gives the batches that became full.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ParsedChunk parsed, List<RecordBatch> full)
    {
        foreach (ref readonly ParsedItem item in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parsed.Items))
        {
            DeadLetter? refused = item.Dead;
            if (refused is null && item.KeyHash != 0)
            {
                RepeatedKeys.Seen seen = keys.Add(item.KeyHash, item.ContentHash);
                if (seen == RepeatedKeys.Seen.Same)
                {
                    repeated += done >= skip ? 1 : 0;
                    continue;
                }

                if (seen == RepeatedKeys.Seen.Different)
                {
                    refused = context.Dead(
                        item.Record!.Key.Source, parsed.Chunk.LineAt(item.RawStart, newLine), DeadLetterKind.Conflict,
                        "the record id came before in this input with different content; the first one was taken", parsed.Chunk.Raw(item).TrimEnd("\r\n"u8));
                }
            }

            if (++done <= skip)
            {
                continue;
            }

            if (records.Count + dead.Count == batchRecords)
            {
                full.Add(Take(done - 1, last: false));
            }

            if (refused is null)
            {
                records.Add(item.Record!);
            }
            else
            {
                dead.Add(refused);
            }
        }
    }

    /// <summary>What came whole before the input broke off; null for nothing.</summary>
    public RecordBatch? Rest() => records.Count + dead.Count == 0 ? null : Take(done, last: false);

    /// <summary>The last batch; it may be empty.</summary>
    public RecordBatch Last() => Take(Math.Max(done, 0), last: true);

    private RecordBatch Take(long upTo, bool last)
    {
        var batch = new RecordBatch(records, dead, upTo, last) { Repeated = repeated };
        records = last ? [] : new List<SourceRecord>(batchRecords);
        dead = [];
        repeated = 0;
        return batch;
    }
}
