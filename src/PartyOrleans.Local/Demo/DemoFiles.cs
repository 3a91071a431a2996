using System.Text;

namespace PartyOrleans.Local.Demo;

/// <summary>
/// Three small files that show what the hub does, of invented persons and companies with telephone numbers and domains reserved for fiction.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>customers.csv: a shop in the United States; comma, month/day/year, names apart, one malformed line.</item>
/// <item>kontakte.csv: a German address book; semicolon, day.month.year, German headers, umlauts and accents.</item>
/// <item>registry.jsonl: a register of companies and their officers; Senzing JSON, LEI, trade names, relations, one line cut short.</item>
/// </list>
/// <see cref="DemoStories"/> says which records tell which story and which belong together.
/// Malformed on purpose: C029 has a comma too many, and R012 ends in the middle of a text.
/// </remarks>
public static class DemoFiles
{
    private static readonly string[] Names = ["customers.csv", "kontakte.csv", "registry.jsonl"];

    /// <summary>How many lines of the files are malformed on purpose.</summary>
    public const int MalformedLines = 2;

    /// <summary>The files by name with their content (UTF-8 text, lines ending with LF). A file's name without extension is its source.</summary>
    public static IReadOnlyList<(string Name, string Content)> All { get; } = [.. Names.Select(static name => (name, Read(name)))];

    private static string Read(string name)
    {
        using Stream stream = typeof(DemoFiles).Assembly.GetManifestResourceStream($"PartyOrleans.Local.Demo.{name}")
            ?? throw new InvalidOperationException($"The demo file {name} is not embedded in this build.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
