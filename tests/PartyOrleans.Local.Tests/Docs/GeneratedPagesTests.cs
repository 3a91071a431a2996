using System.Text.RegularExpressions;
using Npgsql;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>Pages that are written from the program are what the program says. <c>PARTY_WRITE_DOCS=1</c> writes them anew.</summary>
public sealed partial class GeneratedPagesTests
{
    private const string WriteVariable = "PARTY_WRITE_DOCS";

    private static readonly Dictionary<string, Func<string>> Pages = new(StringComparer.Ordinal)
    {
        ["docs/configuration.md"] = ConfigurationPage.Write,
        ["docs/data-dictionary.md"] = DataDictionaryPage.Write,
    };

    [Theory]
    [InlineData("docs/configuration.md")]
    [InlineData("docs/data-dictionary.md")]
    public void Page_WhenWrittenAnew_IsTheOneCommitted(string page)
    {
        string written = Pages[page]();
        string path = Path.Combine(DocsFolder.Top, page);
        if (Environment.GetEnvironmentVariable(WriteVariable) == "1")
        {
            File.WriteAllText(path, written);
        }

        File.Exists(path).ShouldBeTrue($"{page} is missing: run this test with {WriteVariable}=1.");
        DocsFolder.Read(page).ShouldBe(written, $"{page} is not what the program says: run this test with {WriteVariable}=1 and commit the page.");
    }

    [Fact]
    public void Variables_WhenTheSourcesNameThem_AreAllOnThePage()
    {
        string[] named =
        [
            .. Directory.EnumerateFiles(Path.Combine(DocsFolder.Top, "src"), "*.cs", SearchOption.AllDirectories)
                .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
                .SelectMany(path => Variable().Matches(File.ReadAllText(path)).Select(match => match.Groups["name"].Value))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

        named.ShouldBe(ConfigurationPage.Variables.Select(variable => variable.Name.Replace("...", "", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tables_WhenASqliteStoreIsMade_AreThoseOfThePage()
    {
        using var folder = new TemporaryFolder();
        await (await SqlitePartyStore.OpenAsync(folder["hub.db"], new SqliteStoreOptions(), TimeProvider.System, CancellationToken.None)).DisposeAsync();
        using var session = new SqliteSession(folder["hub.db"], writable: false, new SqliteStoreOptions());
        var found = new List<string>();
        SqliteStatement read = session.Statement("ReadColumns");
        while (read.Step())
        {
            found.Add($"{read.Text(0)}.{read.Text(1)}");
        }

        IReadOnlyList<SqlTable> tables = SqlTables.Sqlite()[0].Tables;
        found.Where(column => !column.StartsWith("schema_version.", StringComparison.Ordinal)).ShouldBe(
            tables.SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name}")).Order(StringComparer.Ordinal));
        tables.Count.ShouldBeGreaterThan(20);
    }

    [GeneratedRegex("\"(?<name>PARTY_[A-Z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variable();
}

[NeedsPostgreSql]
public sealed class GeneratedPagesOnPostgreSqlTests
{
    [StoreFact]
    public async Task Tables_WhenAPostgreSqlStoreIsMade_AreThoseOfThePage()
    {
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        using var folder = new TemporaryFolder();
        var options = new PostgreSqlStoreOptions { Keys = new Storage.Privacy.LocalKeyFile(folder["store.keys"]) };
        await (await PostgreSqlPartyStore.OpenAsync(database, options, TimeProvider.System, CancellationToken.None)).DisposeAsync();
        await using var connection = new NpgsqlConnection(database + ";Pooling=false");
        await connection.OpenAsync();
        await using var list = new NpgsqlCommand(
            "SELECT table_name || '.' || column_name || ' ' || data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name <> 'schema_version'", connection);
        var found = new List<string>();
        await using (NpgsqlDataReader row = await list.ExecuteReaderAsync())
        {
            while (await row.ReadAsync())
            {
                found.Add(row.GetString(0));
            }
        }

        found.Order(StringComparer.Ordinal).ShouldBe(
            SqlTables.PostgreSql().SelectMany(table => table.Columns.Select(column => $"{table.Name}.{column.Name} {column.Type}")).Order(StringComparer.Ordinal));
    }
}
