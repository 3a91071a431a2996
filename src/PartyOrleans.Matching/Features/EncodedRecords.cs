using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>Records in their encoded form: rows, the vocabulary behind them, and the record key of each row.</summary>
public sealed class EncodedRecords
{
    private const int ChunkBits = 12;
    private readonly Lock _lock = new();
    private RecordKey[][] _keys = new RecordKey[64][];

    /// <summary>The rows.</summary>
    public RecordTable Table { get; } = new();

    /// <summary>The dictionaries.</summary>
    public Vocabulary Vocabulary { get; } = new();

    /// <summary>Rows in use or freed.</summary>
    public int Rows => Table.Count;

    /// <summary>The key of the record in a row.</summary>
    public RecordKey KeyOf(int row) => _keys[row >> ChunkBits][row & ((1 << ChunkBits) - 1)];

    /// <summary>Whether a row holds a record.</summary>
    public bool IsUsed(int row) => Table.Row(row)[(int)Slot.Flags] != 0;

    /// <summary>Encodes records into new rows that follow each other and returns the first; safe for many callers with an encoder each.</summary>
    public int Add(IReadOnlyList<SourceRecord> records, RecordEncoder encoder)
    {
        int first = Reserve(records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            encoder.Encode(records[i], first + i);
            SetKey(first + i, records[i].Key);
        }

        return first;
    }

    /// <summary>Reserves rows that follow each other; <see cref="Encode"/> fills them.</summary>
    public int Reserve(int rows)
    {
        lock (_lock)
        {
            int first = Table.Reserve(rows);
            int lastChunk = (first + rows - 1) >> ChunkBits;
            if (lastChunk >= _keys.Length)
            {
                Array.Resize(ref _keys, Math.Max(lastChunk + 1, _keys.Length * 2));
            }

            for (int chunk = first >> ChunkBits; chunk <= lastChunk; chunk++)
            {
                _keys[chunk] ??= new RecordKey[1 << ChunkBits];
            }

            return first;
        }
    }

    /// <summary>Encodes one record into a row that was reserved or freed.</summary>
    public void Encode(SourceRecord record, int row, RecordEncoder encoder)
    {
        encoder.Encode(record, row);
        SetKey(row, record.Key);
    }

    /// <summary>A free row.</summary>
    public int ReserveOne() => Table.TryTakeFreed(out int row) ? row : Reserve(1);

    /// <summary>Empties a row for reuse.</summary>
    public void Free(int row)
    {
        Table.Free(row);
        SetKey(row, default);
    }

    private void SetKey(int row, RecordKey key) => _keys[row >> ChunkBits][row & ((1 << ChunkBits) - 1)] = key;
}
