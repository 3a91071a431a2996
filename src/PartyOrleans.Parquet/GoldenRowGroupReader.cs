using Parquet;
using Parquet.Schema;
using PartyOrleans.Connectors.GoldenZone;
using PartyOrleans.Model;
using Characters = System.ReadOnlyMemory<char>;

namespace PartyOrleans.Parquet;

/// <summary>Puts the columns of a row group together to golden records again.</summary>
internal sealed class GoldenRowGroupReader
{
    private readonly Dictionary<string, DataField> _fields;
    private readonly List<Func<ParquetRowGroupReader, CancellationToken, Task>> _reads = [];
    private readonly ReadColumn<Characters> _party;
    private readonly ReadColumn<long> _version;
    private readonly ReadColumn<DateTime> _validFrom;
    private readonly ReadColumn<DateTime> _validTo;
    private readonly ReadColumn<Characters> _change;
    private readonly ReadColumn<Characters> _related;
    private readonly ReadColumn<Characters> _ended;
    private readonly ReadColumn<long> _endedBy;
    private readonly ReadColumn<Characters> _successor;
    private readonly ReadColumn<Characters> _type;
    private readonly ReadColumn<Characters>[] _columns;
    private readonly ReadColumn<Characters>[] _others;
    private readonly ReadColumn<Characters>[] _records;
    private readonly ReadColumn<Characters> _hash;
    private readonly ReadColumn<Characters>[] _cells;
    private readonly ReadColumn<int> _cellGroup;

    /// <summary>Finds the columns of a file.</summary>
    /// <exception cref="FormatException">One is missing.</exception>
    public GoldenRowGroupReader(ParquetSchema schema)
    {
        _fields = schema.DataFields.ToDictionary(field => field.Path.ToString(), StringComparer.Ordinal);
        _party = Column<Characters>(GoldenSchema.Party);
        _version = Column<long>(GoldenSchema.Version);
        _validFrom = Column<DateTime>(GoldenSchema.ValidFrom);
        _validTo = Column<DateTime>(GoldenSchema.ValidTo);
        _change = Column<Characters>(GoldenSchema.Change);
        _related = Column<Characters>(GoldenSchema.Related);
        _ended = Column<Characters>(GoldenSchema.Ended);
        _endedBy = Column<long>(GoldenSchema.EndedBy);
        _successor = Column<Characters>(GoldenSchema.Successor);
        _type = Column<Characters>(GoldenSchema.Type);
        _columns = Columns([.. GoldenSchema.Columns]);
        _others = Columns(GoldenSchema.OtherAttribute, GoldenSchema.OtherValue);
        _records = Columns(GoldenSchema.RecordSource, GoldenSchema.RecordId);
        _hash = Column<Characters>(GoldenSchema.Hash);
        _cells = Columns(GoldenSchema.CellAttribute, GoldenSchema.CellValue, GoldenSchema.CellSource, GoldenSchema.CellRecordId, GoldenSchema.CellRule);
        _cellGroup = Column<int>(GoldenSchema.CellGroup);
    }

    /// <summary>Reads the rows of a row group.</summary>
    public async Task<IReadOnlyList<GoldenRow>> ReadAsync(ParquetRowGroupReader group, CancellationToken cancellationToken)
    {
        foreach (Func<ParquetRowGroupReader, CancellationToken, Task> read in _reads)
        {
            await read(group, cancellationToken);
        }

        var rows = new GoldenRow[checked((int)group.RowCount)];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = NextRow();
        }

        return rows;
    }

    private GoldenRow NextRow() => new(
        new PartyId(Required(_party)),
        _version.Next()!.Value,
        Time(_validFrom.Next())!.Value,
        GoldenText.KindOf(Required(_change)),
        [.. Texts(_related)!.Select(party => new PartyId(party!))],
        NextContent())
    {
        ValidTo = Time(_validTo.Next()),
        End = GoldenText.EndOf(_ended.Next()?.ToString()),
        EndedBy = _endedBy.Next(),
        Successor = _successor.Next()?.ToString() is { } successor ? new PartyId(successor) : null,
    };

    private GoldenContent NextContent() => new()
    {
        Type = GoldenText.TypeOf(Required(_type)),
        Columns = [.. _columns.Select(Texts)],
        Others = [.. Texts(_others[0])!.Zip(Texts(_others[1])!, static (attribute, value) => KeyValuePair.Create(attribute!, value!))],
        Records = [.. Texts(_records[0])!.Zip(Texts(_records[1])!, static (source, id) => new RecordKey(source!, id!))],
        Hash = _hash.Next() is { } hash ? Convert.FromHexString(hash.Span) : [],
        Lineage = NextLineage(),
    };

    private GoldenCell[]? NextLineage()
    {
        IReadOnlyList<string?>?[] texts = [.. _cells.Select(Texts)];
        List<int?>? groups = _cellGroup.NextList();
        return groups is null
            ? null
            : [.. groups.Select((group, i) => new GoldenCell(texts[0]![i]!, texts[1]![i]!, group!.Value, new RecordKey(texts[2]![i]!, texts[3]![i]!), texts[4]![i]!))];
    }

    private ReadColumn<T> Column<T>(DataField field)
        where T : struct
    {
        string path = field.Path.ToString();
        var column = new ReadColumn<T>(_fields.GetValueOrDefault(path) ?? throw new FormatException($"there is no column {path}"));
        _reads.Add(column.ReadAsync);
        return column;
    }

    private ReadColumn<Characters>[] Columns(params DataField[] fields) => [.. fields.Select(Column<Characters>)];

    private static string Required(ReadColumn<Characters> column) => column.Next()!.Value.ToString();

    private static List<string?>? Texts(ReadColumn<Characters> column) => column.NextList()?.ConvertAll(static text => text?.ToString());

    private static DateTimeOffset? Time(DateTime? time) => time is { } utc ? new DateTimeOffset(DateTime.SpecifyKind(utc, DateTimeKind.Utc)) : null;
}
