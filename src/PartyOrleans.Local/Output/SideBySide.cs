using PartyOrleans.Model;
using Spectre.Console;

namespace PartyOrleans.Local.Output;

/// <summary>A golden record beside the records it stands for: one row per attribute, so that every cell can be traced by eye.</summary>
internal static class SideBySide
{
    /// <summary>Narrowest useful column of a record, characters.</summary>
    private const int RecordWidth = 24;

    /// <summary>
    /// The tables, several where the records do not fit the width; each opens with the attribute and the golden value, where the golden
    /// value names the record and the rule it came by.
    /// </summary>
    public static IEnumerable<Table> Draw(GoldenRecord golden, IReadOnlyList<SourceRecord> records, int width)
    {
        List<string> attributes = AttributesOf(golden, records);
        int perTable = Math.Clamp((width - 18 - (2 * RecordWidth)) / RecordWidth, 1, 8);
        for (int first = 0; first == 0 || first < records.Count; first += perTable)
        {
            SourceRecord[] shown = [.. records.Skip(first).Take(perTable)];
            Table table = new Table().Border(TableBorder.Simple);
            table.AddColumn("attribute", column => column.NoWrap());
            table.AddColumn(new TableColumn(new Text($"golden {golden.Party}", new Style(Color.Yellow))));
            foreach (SourceRecord record in shown)
            {
                table.AddColumn(new TableColumn(new Text(record.Key.ToString())));
            }

            foreach (string attribute in attributes)
            {
                table.AddRow([
                    new Text(attribute),
                    new Text(GoldenText(golden, attribute), new Style(Color.Yellow)),
                    .. shown.Select(record => new Text(RecordText(record, attribute))),
                ]);
            }

            yield return table;
        }
    }

    /// <summary>Attributes that any of them has, canonical ones first in the order in which they are shown, then payload by name.</summary>
    private static List<string> AttributesOf(GoldenRecord golden, IReadOnlyList<SourceRecord> records)
    {
        var present = new SortedSet<string>(StringComparer.Ordinal);
        foreach (GoldenCell cell in golden.Cells)
        {
            present.Add(cell.Attribute);
        }

        foreach (SourceRecord record in records)
        {
            foreach (AttributeValue value in record.Values)
            {
                present.Add(value.Attribute);
            }
        }

        var ordered = new List<string>();
        ordered.AddRange(Attributes.Plain.Where(present.Remove));
        ordered.AddRange(present.Where(Attributes.IsCanonical));
        ordered.AddRange(present.Where(attribute => !Attributes.IsCanonical(attribute)));
        return ordered;
    }

    private static string GoldenText(GoldenRecord golden, string attribute) =>
        string.Join('\n', golden.Cells
            .Where(cell => string.Equals(cell.Attribute, attribute, StringComparison.Ordinal))
            .Select(cell => $"{cell.Value} ← {cell.From} ({cell.Rule})"));

    private static string RecordText(SourceRecord record, string attribute) =>
        string.Join('\n', record.Values
            .Where(value => string.Equals(value.Attribute, attribute, StringComparison.Ordinal))
            .Select(value => value.Value)
            .Distinct(StringComparer.Ordinal));
}
