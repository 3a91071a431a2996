using PartyOrleans.Connectors.Outbox;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.GoldenZone;

/// <summary>What a golden record says, in the columns of the golden zone. Immutable; equal where every column is.</summary>
public sealed class GoldenContent : IEquatable<GoldenContent>
{
    /// <summary>Person, organisation or unknown.</summary>
    public required PartyType Type { get; init; }

    /// <summary>The records that the party stands for, sorted by key.</summary>
    public required IReadOnlyList<RecordKey> Records { get; init; }

    /// <summary>
    /// The values of each column of <see cref="GoldenColumns"/>, null where it has none. In columns of name and address parts, places that belong
    /// together are at the same index, null where that name or address lacks the part.
    /// </summary>
    public required IReadOnlyList<IReadOnlyList<string?>?> Columns { get; init; }

    /// <summary>Values of attributes without a column (relations), in the order of the golden record.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Others { get; init; }

    /// <summary>The golden record's content hash; empty where values are masked, since it would confirm guesses.</summary>
    public byte[] Hash { get; init; } = [];

    /// <summary>Every cell with the record and rule that it comes from; null where lineage is not kept.</summary>
    public IReadOnlyList<GoldenCell>? Lineage { get; init; }

    /// <summary>The columns of a golden record.</summary>
    /// <param name="golden">The record.</param>
    /// <param name="view">What of it is shown.</param>
    public static GoldenContent Of(GoldenRecord golden, GoldenView view)
    {
        var columns = new List<string?>?[GoldenColumns.Names.Count];
        var others = new List<KeyValuePair<string, string>>();
        int[][] places = [PlacesOf(golden, 1), PlacesOf(golden, 2)];
        foreach (GoldenCell cell in golden.Cells)
        {
            string value = view.Show(cell.Attribute, cell.Value);
            int index = GoldenColumns.IndexOf(cell.Attribute);
            if (index < 0)
            {
                others.Add(KeyValuePair.Create(cell.Attribute, value));
                continue;
            }

            List<string?> column = columns[index] ??= [];
            if (GoldenColumns.UnitOf(cell.Attribute) is var unit and not 0)
            {
                Put(column, Array.IndexOf(places[unit - 1], cell.Group), value);
            }
            else
            {
                column.Add(value);
            }
        }

        return new GoldenContent
        {
            Type = golden.Type,
            Records = golden.Records,
            Columns = columns,
            Others = others,
            Hash = view.IsMasked ? [] : golden.ContentHash,
            Lineage = !view.WithLineage ? null
                : view.IsMasked ? [.. golden.Cells.Select(cell => cell with { Value = view.Show(cell.Attribute, cell.Value) })]
                : golden.Cells,
        };
    }

    /// <inheritdoc />
    public bool Equals(GoldenContent? other) =>
        other is not null && Type == other.Type && Hash.AsSpan().SequenceEqual(other.Hash) && Records.SequenceEqual(other.Records)
        && Others.SequenceEqual(other.Others) && (Lineage is null ? other.Lineage is null : other.Lineage is not null && Lineage.SequenceEqual(other.Lineage))
        && HasColumnsOf(other);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as GoldenContent);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Type, Records.Count, Records.Count == 0 ? default : Records[0]);

    private bool HasColumnsOf(GoldenContent other)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i] is { } column ? other.Columns[i] is not { } others || !column.SequenceEqual(others, StringComparer.Ordinal) : other.Columns[i] is not null)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The groups of a unit, ascending: a group's index is its place in the lists.</summary>
    private static int[] PlacesOf(GoldenRecord golden, int unit)
    {
        var groups = new SortedSet<int>();
        foreach (GoldenCell cell in golden.Cells)
        {
            if (GoldenColumns.UnitOf(cell.Attribute) == unit)
            {
                groups.Add(cell.Group);
            }
        }

        return [.. groups];
    }

    /// <summary>Puts a part at its place; a second one of the same name or address (two given names) follows the first after a space.</summary>
    private static void Put(List<string?> column, int place, string value)
    {
        while (column.Count <= place)
        {
            column.Add(null);
        }

        column[place] = column[place] is { } first ? $"{first} {value}" : value;
    }
}

/// <summary>What a golden zone shows of golden records.</summary>
/// <param name="Values">How values leave the hub.</param>
/// <param name="WithLineage">Whether every cell is listed with the record and rule that it comes from.</param>
public sealed record GoldenView(IOutgoingValues Values, bool WithLineage)
{
    /// <summary>Whether values are masked.</summary>
    internal bool IsMasked => !Values.AreClear;

    /// <summary>A value as it may be seen.</summary>
    internal string Show(string attribute, string value) => Values.Apply(attribute, value);
}
