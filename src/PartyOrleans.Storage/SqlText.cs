using System.Collections.Frozen;
using System.Reflection;
using System.Text;

namespace PartyOrleans.Storage;

/// <summary>The SQL of one dialect that lies beside the code: named statements (Sql/*.sql) and numbered migrations (Migrations/NNNN_*.sql).</summary>
internal sealed class SqlText
{
    private const string NameMark = "-- name: ";

    private SqlText(string dialect)
    {
        Statements = ReadStatements(dialect);
        Migrations = ReadMigrations(dialect);
    }

    /// <summary>SQLite's.</summary>
    public static SqlText Sqlite { get; } = new("Sqlite");

    /// <summary>PostgreSQL's.</summary>
    public static SqlText PostgreSql { get; } = new("PostgreSql");

    /// <summary>Statements by name.</summary>
    public FrozenDictionary<string, string> Statements { get; }

    /// <summary>Migrations by number, ascending without gaps from 1.</summary>
    public IReadOnlyList<(int Version, string Name, string Text)> Migrations { get; }

    private static FrozenDictionary<string, string> ReadStatements(string dialect)
    {
        var statements = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string resource in Resources(dialect + "/Sql/"))
        {
            foreach (string part in ("\n" + Read(resource)).Split("\n" + NameMark).Skip(1))
            {
                int end = part.IndexOf('\n', StringComparison.Ordinal);
                statements.Add(part[..end].Trim(), part[(end + 1)..].Trim());
            }
        }

        return statements.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static List<(int Version, string Name, string Text)> ReadMigrations(string dialect) =>
    [
        .. Resources(dialect + "/Migrations/").Select(resource =>
        {
            string name = resource[(resource.LastIndexOf('/') + 1)..^".sql".Length];
            return (int.Parse(name.AsSpan(0, 4), provider: System.Globalization.CultureInfo.InvariantCulture), name, Read(resource));
        }),
    ];

    private static IEnumerable<string> Resources(string prefix) =>
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.Replace('\\', '/').StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
