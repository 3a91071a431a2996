using System.Text;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>A page that is written by the tests: headings, paragraphs and tables.</summary>
internal sealed class MarkdownText
{
    private readonly StringBuilder _text = new();

    /// <summary>A heading of level 1 to 6.</summary>
    public MarkdownText Heading(int level, string text) => Block($"{new string('#', level)} {text}");

    /// <summary>A paragraph.</summary>
    public MarkdownText Paragraph(string text) => Block(text);

    /// <summary>A table; nothing where it has no rows.</summary>
    public MarkdownText Table(string[] columns, IEnumerable<string[]> rows)
    {
        string[] lines = [.. rows.Select(row => $"| {string.Join(" | ", row.Select(Cell))} |")];
        return lines.Length == 0 ? this : Block(string.Join('\n', [$"| {string.Join(" | ", columns)} |", $"|{string.Concat(columns.Select(_ => "---|"))}", .. lines]));
    }

    /// <summary>The whole page.</summary>
    public override string ToString() => _text.ToString().TrimEnd() + "\n";

    /// <summary>Text as code; nothing for an empty one.</summary>
    public static string Code(string text) => text.Length == 0 ? "" : $"`{text}`";

    private MarkdownText Block(string text)
    {
        _text.Append(text).Append("\n\n");
        return this;
    }

    private static string Cell(string text) => text.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal).Trim();
}
