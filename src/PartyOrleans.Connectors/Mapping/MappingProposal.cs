using System.Globalization;
using System.Text;

namespace PartyOrleans.Connectors;

/// <summary>What one column was recognised as.</summary>
/// <param name="Column">Its name in the input.</param>
/// <param name="Target">Canonical attribute, or <c>record id</c>, <c>source</c>, <c>payload</c>, <c>label</c>.</param>
/// <param name="Group">Which of several names or addresses it belongs to.</param>
/// <param name="Confidence">0 (nothing known) to 1 (certain).</param>
/// <param name="Why">What spoke for it.</param>
/// <param name="Shapes">Up to three shapes of its values, without the values: A and a for letters, 9 for digits.</param>
public sealed record ColumnProposal(string Column, string Target, int Group, double Confidence, string Why, IReadOnlyList<string> Shapes);

/// <summary>A mapping proposed for an input, with the reasons.</summary>
/// <param name="Mapping">The mapping; serialises to a mapping file.</param>
/// <param name="Columns">Every column of the input, in its order.</param>
/// <param name="Notes">What a user should know: which column was not good enough as record id, and the like.</param>
public sealed record MappingProposal(Mapping Mapping, IReadOnlyList<ColumnProposal> Columns, IReadOnlyList<string> Notes)
{
    /// <summary>A mapping that a user gave, shown in the same form.</summary>
    internal static MappingProposal Given(Mapping mapping, IReadOnlyList<string> header, IReadOnlyList<string[]> sample)
    {
        var targets = mapping.Columns.ToDictionary(column => column.Key, column => column.Value, StringComparer.Ordinal);
        var columns = new List<ColumnProposal>();
        for (int i = 0; i < header.Count; i++)
        {
            string name = header[i];
            int at = i;
            ColumnTarget target = name == mapping.RecordId ? new ColumnTarget("record id")
                : name == mapping.Source ? new ColumnTarget("source")
                : targets.TryGetValue(name, out ColumnTarget given) ? given
                : mapping.Join.FirstOrDefault(join => join.Columns.Contains(name, StringComparer.Ordinal)) is { } join ? new ColumnTarget(join.Attribute, join.Group)
                : new ColumnTarget(mapping.Ignore.Contains(name, StringComparer.Ordinal) ? "ignored" : "payload");
            columns.Add(new ColumnProposal(
                name, target.Attribute, target.Group, 1, "the mapping says so",
                ColumnShape.Most(sample.Take(200).Where(row => at < row.Length).Select(row => row[at]))));
        }

        return new MappingProposal(mapping, columns, []);
    }

    /// <summary>The proposal as a table of plain text.</summary>
    public override string ToString()
    {
        int width = Columns.Count == 0 ? 0 : Math.Min(40, Columns.Max(column => column.Column.Length));
        int target = Columns.Count == 0 ? 0 : Columns.Max(column => Target(column).Length);
        var text = new StringBuilder();
        foreach (ColumnProposal column in Columns)
        {
            text.Append(column.Column.PadRight(width)).Append("  ").Append(Target(column).PadRight(target)).Append("  ")
                .Append(column.Confidence.ToString("0.00", CultureInfo.InvariantCulture)).Append("  ").Append(column.Why)
                .Append(column.Shapes.Count == 0 ? "" : "; like ").AppendJoin(", ", column.Shapes).Append('\n');
        }

        foreach (string note in Notes)
        {
            text.Append("note: ").Append(note).Append('\n');
        }

        return text.ToString();

        static string Target(ColumnProposal column) =>
            column.Group == 0 ? column.Target : string.Create(CultureInfo.InvariantCulture, $"{column.Target} (group {column.Group})");
    }
}

/// <summary>Shapes of values: what they look like without what they say.</summary>
internal static class ColumnShape
{
    /// <summary>The shape: letters as A or a, digits as 9, runs of three or more as one with a plus; at most 24 characters.</summary>
    public static string Of(string value)
    {
        var shape = new StringBuilder();
        int run = 0;
        char before = '\0';
        foreach (char c in value)
        {
            char kind = char.IsUpper(c) ? 'A'
                : char.IsLetter(c) ? 'a'
                : char.IsDigit(c) ? '9'
                : char.IsWhiteSpace(c) ? ' '
                : c < 127 && !char.IsControl(c) ? c : '?';
            run = kind == before ? run + 1 : 1;
            before = kind;
            if (run <= 2)
            {
                shape.Append(kind);
            }
            else if (run == 3)
            {
                shape.Length -= 1;
                shape.Append('+');
            }

            if (shape.Length >= 24)
            {
                shape.Append("..");
                break;
            }
        }

        return shape.ToString();
    }

    /// <summary>Up to three shapes, most frequent first, then by value.</summary>
    public static IReadOnlyList<string> Most(IEnumerable<string> values) =>
        [.. values.Where(value => value.Length > 0).GroupBy(Of, StringComparer.Ordinal).OrderByDescending(shape => shape.Count()).ThenBy(shape => shape.Key, StringComparer.Ordinal)
            .Take(3).Select(shape => shape.Key)];
}
