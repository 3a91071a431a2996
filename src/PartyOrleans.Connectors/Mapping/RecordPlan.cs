using System.Globalization;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>What is done with the cells of one column.</summary>
internal enum ColumnUse : byte
{
    /// <summary>Not kept.</summary>
    Drop,

    /// <summary>A value of <see cref="ColumnPlan.Attribute"/>, which is the column's own name for payload.</summary>
    Value,

    /// <summary>A type of party, brought to person or organisation where it is a word for one.</summary>
    PartyType,

    /// <summary>The record id.</summary>
    RecordId,

    /// <summary>The source.</summary>
    Source,

    /// <summary>A part of a joined value or relation; kept until the row is complete.</summary>
    Part,
}

/// <summary>The plan of one column.</summary>
internal readonly record struct ColumnPlan(ColumnUse Use, string Attribute, int Group, bool Several, bool IsPayload);

/// <summary>A mapping made ready for the columns of one input: one array look-up per cell.</summary>
internal sealed class RecordPlan
{
    private RecordPlan(ColumnPlan[] columns, string[] header)
    {
        Columns = columns;
        Header = header;
    }

    /// <summary>Per column.</summary>
    public ColumnPlan[] Columns { get; }

    /// <summary>Column names.</summary>
    public string[] Header { get; }

    /// <summary>Values made of several columns, with the indexes of these.</summary>
    public (JoinedColumns Join, int[] Parts)[] Joins { get; private init; } = [];

    /// <summary>Relations, with the indexes of their columns; -1 where there is none.</summary>
    public (RelatedColumns Relation, int Key, int Source, int Role)[] Relations { get; private init; } = [];

    /// <summary>Type that every record gets; null for none.</summary>
    public string? PartyType { get; private init; }

    /// <summary>Whether a column holds the record id; otherwise the line number is the id.</summary>
    public bool HasRecordId { get; private init; }

    /// <summary>Cells that mean nothing was given.</summary>
    public NullValues Nulls { get; private init; } = new([]);

    /// <summary>Whether unmapped values are kept.</summary>
    public bool KeepPayload { get; private init; }

    /// <summary>Makes the plan.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="header">Columns of the input.</param>
    /// <param name="keepPayload">Whether unmapped columns are kept.</param>
    /// <param name="inputName">For messages.</param>
    /// <param name="allMustExist">Whether a column that the mapping names and the input lacks is an error.</param>
    /// <exception cref="InputException">The mapping names columns that the input does not have.</exception>
    public static RecordPlan Make(Mapping mapping, string[] header, bool keepPayload, string inputName, bool allMustExist)
    {
        var at = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = header.Length - 1; i >= 0; i--)
        {
            at[header[i]] = i;
        }

        if (allMustExist)
        {
            CheckColumns(mapping, at, header, inputName);
        }

        var targets = mapping.Columns.ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal);
        var ignored = mapping.Ignore.ToHashSet(StringComparer.Ordinal);
        var parts = mapping.Join.SelectMany(join => join.Columns)
            .Concat(mapping.Relations.SelectMany(relation => (string?[])[relation.KeyColumn, relation.SourceColumn, relation.RoleColumn]).OfType<string>())
            .ToHashSet(StringComparer.Ordinal);
        var columns = new ColumnPlan[header.Length];
        for (int i = 0; i < header.Length; i++)
        {
            string name = header[i];
            bool isFirst = at[name] == i;
            columns[i] = name == mapping.RecordId && isFirst ? new ColumnPlan(ColumnUse.RecordId, "", 0, false, false)
                : name == mapping.Source && isFirst ? new ColumnPlan(ColumnUse.Source, "", 0, false, false)
                : parts.Contains(name) && isFirst ? new ColumnPlan(ColumnUse.Part, name, 0, false, true)
                : targets.TryGetValue(name, out ColumnTarget target) ? new ColumnPlan(
                    target.Attribute == Attributes.PartyType ? ColumnUse.PartyType : ColumnUse.Value, target.Attribute, target.Group,
                    Mapping.TakesSeveral(target.Attribute), false)
                : ignored.Contains(name) || !keepPayload ? default
                : new ColumnPlan(ColumnUse.Value, name.Length > 0 ? name : string.Create(CultureInfo.InvariantCulture, $"column {i + 1}"), 0, false, true);
        }

        return new RecordPlan(columns, header)
        {
            Joins = [.. mapping.Join.Select(join => (join, join.Columns.Select(Index).ToArray()))],
            Relations = [.. mapping.Relations.Select(r => (r, Index(r.KeyColumn), Index(r.SourceColumn), Index(r.RoleColumn)))],
            PartyType = PartyTypes.Value(mapping.PartyType),
            HasRecordId = mapping.RecordId is not null && at.ContainsKey(mapping.RecordId),
            Nulls = new NullValues(mapping.NullValues),
            KeepPayload = keepPayload,
        };

        int Index(string? column) => column is not null && at.TryGetValue(column, out int index) ? index : -1;
    }

    private static void CheckColumns(Mapping mapping, Dictionary<string, int> at, string[] header, string inputName)
    {
        string?[] named =
        [
            mapping.RecordId, mapping.Source, .. mapping.Columns.Select(column => column.Key), .. mapping.Join.SelectMany(join => join.Columns),
            .. mapping.Relations.SelectMany(relation => (string?[])[relation.KeyColumn, relation.SourceColumn, relation.RoleColumn]),
        ];
        string[] wanted = [.. named.OfType<string>().Distinct(StringComparer.Ordinal)];
        string[] missing = [.. wanted.Where(name => !at.ContainsKey(name))];
        if (missing.Length > 0)
        {
            // Where no name is right the first line may be data, which does not belong in a message.
            string has = missing.Length < wanted.Length
                ? $"It has: {string.Join(", ", header.Take(100))}."
                : $"None of its {header.Length} columns is named by the mapping; is there a header line?";
            throw new InputException($"{inputName}: the mapping names columns that the input does not have: {string.Join(", ", missing)}. {has}");
        }
    }
}

/// <summary>The cells that mean nothing was given, ready to be looked up as UTF-8.</summary>
internal sealed class NullValues
{
    private readonly byte[][] values;
    private readonly bool[] startsOne = new bool[256];
    private readonly int longest;

    /// <summary>Makes the set.</summary>
    public NullValues(IEnumerable<string> texts)
    {
        values = [.. texts.Where(text => text.Length > 0).Select(Encoding.UTF8.GetBytes)];
        foreach (byte[] value in values)
        {
            startsOne[value[0]] = true;
            longest = Math.Max(longest, value.Length);
        }
    }

    /// <summary>Whether a trimmed, non-empty cell is one of them.</summary>
    public bool Contains(ReadOnlySpan<byte> cell)
    {
        if (cell.Length > longest || !startsOne[cell[0]])
        {
            return false;
        }

        foreach (byte[] value in values)
        {
            if (cell.SequenceEqual(value))
            {
                return true;
            }
        }

        return false;
    }
}
