using Parquet;
using Parquet.Schema;

namespace PartyOrleans.Parquet;

/// <summary>A column with its definition and repetition levels, as Dremel lays out values that may be missing or several (Melnik et al., 2010).</summary>
/// <param name="field">The column, as part of its schema.</param>
internal sealed class LevelledColumn<T>(DataField field)
    where T : struct
{
    private readonly List<T> _values = [];
    private readonly List<int> _definitions = [];
    private readonly List<int> _repetitions = [];

    /// <summary>A row with one value, or none.</summary>
    public void Add(T? value)
    {
        _definitions.Add(value is null ? field.MaxDefinitionLevel - 1 : field.MaxDefinitionLevel);
        if (value is { } there)
        {
            _values.Add(there);
        }
    }

    /// <summary>A row with a list; null where there is no list, null in it where an element has no value.</summary>
    public void AddList<TItem>(IReadOnlyList<TItem>? items, Func<TItem, T?> valueOf)
    {
        if (items is null or { Count: 0 })
        {
            _definitions.Add(items is null ? 0 : 1); // a list that is not there, or one without elements
            _repetitions.Add(0);
            return;
        }

        for (int i = 0; i < items.Count; i++)
        {
            _repetitions.Add(i == 0 ? 0 : 1);
            Add(valueOf(items[i]));
        }
    }

    /// <summary>Writes the rows as the next column of a row group, and forgets them.</summary>
    public async Task WriteAsync(ParquetRowGroupWriter group, CancellationToken cancellationToken)
    {
        await group.WriteAllPartsAsync<T>(
            field,
            _values.ToArray(),
            field.MaxDefinitionLevel > 0 ? new ReadOnlyMemory<int>([.. _definitions]) : default(ReadOnlyMemory<int>?),
            field.MaxRepetitionLevel > 0 ? new ReadOnlyMemory<int>([.. _repetitions]) : default(ReadOnlyMemory<int>?),
            cancellationToken);
        _values.Clear();
        _definitions.Clear();
        _repetitions.Clear();
    }
}

/// <summary>A column of a row group that was read, gone through row by row.</summary>
/// <param name="field">The column, as part of the file's schema.</param>
internal sealed class ReadColumn<T>(DataField field)
    where T : struct
{
    private T[] _values = [];
    private int[] _definitions = [];
    private int[] _repetitions = [];
    private int _nextValue;
    private int _nextLevel;

    /// <summary>Reads the column of a row group.</summary>
    public async Task ReadAsync(ParquetRowGroupReader group, CancellationToken cancellationToken)
    {
        int count = checked((int)(group.GetMetadata(field)?.MetaData?.NumValues ?? throw new FormatException($"there is no column {field.Path}")));
        (_nextValue, _nextLevel) = (0, 0);
        _values = new T[count];
        _definitions = new int[field.MaxDefinitionLevel > 0 ? count : 0];
        _repetitions = new int[field.MaxRepetitionLevel > 0 ? count : 0];
        await group.ReadRawAsync<T>(
            field,
            _values,
            field.MaxDefinitionLevel > 0 ? new Memory<int>(_definitions) : default(Memory<int>?),
            field.MaxRepetitionLevel > 0 ? new Memory<int>(_repetitions) : default(Memory<int>?),
            cancellationToken);
    }

    /// <summary>The next row's value, or null.</summary>
    public T? Next() => _definitions.Length > 0 && _definitions[_nextLevel++] < field.MaxDefinitionLevel ? null : _values[_nextValue++];

    /// <summary>The next row's list; null where there is none.</summary>
    public List<T?>? NextList()
    {
        List<T?>? list = null;
        do
        {
            if (_definitions[_nextLevel] > 0)
            {
                list ??= [];
            }

            if (_definitions[_nextLevel] <= 1)
            {
                _nextLevel++; // no list, or one without elements
            }
            else
            {
                list!.Add(Next());
            }
        }
        while (_nextLevel < _repetitions.Length && _repetitions[_nextLevel] > 0);
        return list;
    }
}
