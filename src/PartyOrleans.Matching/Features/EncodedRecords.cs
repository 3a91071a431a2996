using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>Records in their encoded form: rows, the vocabulary behind them, and the record key of each row.</summary>
public sealed class EncodedRecords
{
    private const int RowsPerPart = 1 << 14;

    private readonly Lock _lock = new();
    private readonly RecordKeys _keys = new();

    /// <summary>The rows.</summary>
    public RecordTable Table { get; } = new();

    /// <summary>The dictionaries.</summary>
    public Vocabulary Vocabulary { get; } = new();

    /// <summary>Rows in use or freed.</summary>
    public int Rows => Table.Count;

    /// <summary>The key of the record in a row.</summary>
    public RecordKey KeyOf(int row) => _keys.Of(row);

    /// <summary>Has the key of a row on its way from memory.</summary>
    public void PrefetchKey(int row) => _keys.Prefetch(row);

    /// <summary>The record id of a row that holds a record, UTF-8, and its source.</summary>
    public ReadOnlySpan<byte> IdOf(int row, out string source) => _keys.AnyIdOf(row, out source);

    /// <summary>A hash of the content of a row's record key.</summary>
    public ulong HashOfKey(int row) => _keys.HashOf(row);

    /// <summary>Compares the record keys of two rows, as <see cref="RecordKey.CompareTo"/> does, without making them.</summary>
    public int CompareKeys(int a, int b) => _keys.Compare(a, b);

    /// <summary>Sorts rows by their record keys, as <see cref="CompareKeys"/> orders them.</summary>
    public void SortByKey(int[] rows, int parallelism) => _keys.Sort(rows, parallelism);

    /// <summary>Whether a row holds a record.</summary>
    public bool IsUsed(int row) => Table.Row(row)[(int)Slot.Flags] != 0;

    /// <summary>Rows that hold a record.</summary>
    public int CountUsed(int parallelism = 1) => CountsOfParts(parallelism, IsUsed)[^1];

    /// <summary>The rows that hold a record, in order.</summary>
    public int[] UsedRows(int parallelism = 1) => RowsWhere(parallelism, IsUsed);

    /// <summary>The rows that hold a record of a party type, in order.</summary>
    public int[] RowsOf(PartyType type, int parallelism) => RowsWhere(parallelism, row => IsUsed(row) && Table.FlagsOf(row).Type == type);

    private int[] RowsWhere(int parallelism, Func<int, bool> isIn)
    {
        int[] starts = CountsOfParts(parallelism, isIn);
        var rows = new int[starts[^1]];
        Parallel.For(0, starts.Length - 1, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, part =>
        {
            int next = starts[part];
            for (int row = part * RowsPerPart; next < starts[part + 1]; row++)
            {
                if (isIn(row))
                {
                    rows[next++] = row;
                }
            }
        });
        return rows;
    }

    /// <summary>For each part of the rows how many are in before it; the last number is that of all.</summary>
    private int[] CountsOfParts(int parallelism, Func<int, bool> isIn)
    {
        var starts = new int[((Rows + RowsPerPart - 1) / RowsPerPart) + 1];
        Parallel.For(0, starts.Length - 1, new ParallelOptions { MaxDegreeOfParallelism = parallelism }, part =>
        {
            int count = 0;
            for (int row = part * RowsPerPart; row < Math.Min(Rows, (part + 1) * RowsPerPart); row++)
            {
                count += isIn(row) ? 1 : 0;
            }

            starts[part + 1] = count;
        });
        for (int part = 1; part < starts.Length; part++)
        {
            starts[part] += starts[part - 1];
        }

        return starts;
    }

    /// <summary>Encodes records into new rows that follow each other and returns the first; safe for many callers with an encoder each.</summary>
    public int Add(IReadOnlyList<SourceRecord> records, RecordEncoder encoder)
    {
        int first = Reserve(records.Count);
        for (int i = 0; i < records.Count; i++)
        {
            encoder.Encode(records[i], first + i);
            _keys.Set(first + i, records[i].Key);
        }

        return first;
    }

    /// <summary>Reserves rows that follow each other, to be encoded into.</summary>
    public int Reserve(int rows)
    {
        lock (_lock)
        {
            int first = Table.Reserve(rows);
            _keys.EnsureRows(first + rows);
            return first;
        }
    }

    /// <summary>Encodes one record into a row that was reserved or freed.</summary>
    public void Encode(SourceRecord record, int row, RecordEncoder encoder)
    {
        encoder.Encode(record, row);
        _keys.Set(row, record.Key);
    }

    /// <summary>Encodes one record from its content, see <see cref="RecordContent"/>, into a row that was reserved or freed.</summary>
    public void Encode(RecordKey key, ReadOnlySpan<byte> content, int row, RecordEncoder encoder)
    {
        encoder.Encode(content, row);
        _keys.Set(row, key);
    }

    /// <summary>A writer for one thread that reads records.</summary>
    public RecordWriter NewWriter() => new(this, _keys);

    /// <summary>A free row.</summary>
    public int ReserveOne() => Table.TryTakeFreed(out int row) ? row : Reserve(1);

    /// <summary>Empties a row for reuse.</summary>
    public void Free(int row)
    {
        Table.Free(row);
        _keys.Clear(row);
    }
}
