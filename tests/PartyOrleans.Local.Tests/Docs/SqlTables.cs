using System.Text.RegularExpressions;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>A table as the migrations leave it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Notes">What the migrations say of it.</param>
/// <param name="Columns">Its columns in their order, with their types.</param>
internal sealed record SqlTable(string Name, List<string> Notes, List<(string Name, string Type)> Columns);

/// <summary>Reads tables, columns and the comments above them out of migrations.</summary>
internal static partial class SqlTables
{
    /// <summary>The tables that some texts of SQL make, in their order.</summary>
    public static IReadOnlyList<SqlTable> Of(IEnumerable<string> texts)
    {
        var tables = new List<SqlTable>();
        foreach (Match statement in texts.SelectMany(text => Statement().Matches(text.ReplaceLineEndings("\n") + "\n")))
        {
            string note = string.Join(' ', statement.Groups["note"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimStart('-', ' ')));
            string body = statement.Groups["body"].Value;
            if (statement.Groups["make"].Success)
            {
                bool isIndex = statement.Groups["virtual"].Success;
                tables.Add(new SqlTable(
                    statement.Groups["name"].Value, note.Length > 0 ? [note] : [],
                    [.. Parts(body).Where(part => IsColumn(part, isIndex)).Select(part => isIndex ? (part, "full text") : Column(part))]));
            }
            else
            {
                SqlTable table = tables.Single(one => one.Name == statement.Groups["name"].Value);
                table.Columns.AddRange(AddedColumn().Matches(body).Select(added => Column(added.Groups["column"].Value)));
                if (note.Length > 0)
                {
                    table.Notes.Add(note);
                }
            }
        }

        return tables;
    }

    /// <summary>The tables of a store in a SQLite file, and of the files beside it.</summary>
    public static IReadOnlyList<(string File, IReadOnlyList<SqlTable> Tables)> Sqlite() =>
    [
        ("the store", Of(SqlText.Sqlite.Migrations.Select(migration => migration.Text))),
        (".audit", Of([SqlText.Sqlite.Statements["AuditSchema1"] + "\n"])),
        (".access", Of([SqlText.Sqlite.Statements["AccessSchema1"] + "\n"])),
        (".operations", Of([SqlText.Sqlite.Statements["OperationsSchema1"] + "\n"])),
    ];

    /// <summary>The tables of a store in a PostgreSQL database.</summary>
    public static IReadOnlyList<SqlTable> PostgreSql() => Of(SqlText.PostgreSql.Migrations.Select(migration => migration.Text));

    /// <summary>The tables of a cluster of silos, beside the store's in its database; read from the sources, since the host of silos needs packages that tests of this one do without.</summary>
    public static IReadOnlyList<SqlTable> Cluster() => Of(
        Directory.EnumerateFiles(Path.Combine(DocsFolder.Top, "src", "PartyOrleans.Silo", "Clustering", "Migrations"), "*.sql").Order(StringComparer.Ordinal).Select(File.ReadAllText));

    /// <summary>Splits what stands between parentheses at the commas outside of inner ones.</summary>
    private static IEnumerable<string> Parts(string body)
    {
        int depth = 0, start = 0;
        for (int i = 0; i <= body.Length; i++)
        {
            char at = i == body.Length ? ',' : body[i];
            depth += at == '(' ? 1 : at == ')' ? -1 : 0;
            if (at == ',' && depth <= 0)
            {
                yield return Space().Replace(body[start..i], " ").Trim();
                start = i + 1;
            }
        }
    }

    private static bool IsColumn(string part, bool isIndex) =>
        part.Length > 0 && !Constraint().IsMatch(part) && !(isIndex && part.Contains('=', StringComparison.Ordinal));

    private static (string Name, string Type) Column(string part)
    {
        string[] words = part.Split(' ', 2);
        string type = words.Length > 1 ? TypeEnd().Split(words[1])[0].Trim() : "";
        return (words[0], type.ToLowerInvariant());
    }

    [GeneratedRegex(
        @"(?<note>(?:^--[^\n]*\n)*)^(?:(?<make>CREATE)\s+(?<virtual>VIRTUAL\s+)?TABLE\s+(?:IF NOT EXISTS\s+)?(?<name>\w+)(?:\s+USING\s+fts5)?\s*\((?<body>.*?)\)\s*(?:WITHOUT ROWID)?(?:;|\z|\n\z)|ALTER\s+TABLE\s+(?<name>\w+)(?<body>[^;]*ADD COLUMN[^;]*);)",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, 5000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"ADD COLUMN\s+(?<column>[^,;]+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AddedColumn();

    [GeneratedRegex(@"^(?:PRIMARY KEY|UNIQUE|CONSTRAINT|CHECK|FOREIGN KEY)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Constraint();

    [GeneratedRegex(@"\b(?:NOT|PRIMARY|DEFAULT|COLLATE|GENERATED|CHECK|REFERENCES|UNIQUE)\b", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex TypeEnd();

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Space();
}
