using Npgsql;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Local.Tests.Commands;

/// <summary>A database whose tables one user owns and on which another one runs everything else.</summary>
[NeedsPostgreSql]
public sealed class MigrateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [StoreFact]
    public async Task Migrate_WhenAUserIsNamed_LetsItRunAllThatAHubDoes()
    {
        PostgreSqlServer server = await PostgreSqlServer.SharedAsync();
        string owner = await server.CreateDatabaseAsync(CancellationToken.None);
        string user = "lesser_" + new NpgsqlConnectionStringBuilder(owner).Database;
        string hub = owner + ";Username=" + user;
        await File.WriteAllTextAsync(_folder["people.csv"], "record_id,first_name,last_name,identifier.ssn\n1,Ann,Lee,536-22-1234\n2,Ann,Lee,536-22-1234\n3,Bo,Ray,\n");

        HubResult first = await RunAsync("migrate", "--db", owner, "--user", user);
        HubResult again = await RunAsync("migrate", "--db", owner, "--user", user);

        (first.ExitCode, again.ExitCode).ShouldBe((0, 0), first.Error + again.Error);
        first.Out.ShouldContain(" has its tables now, version ");
        again.Out.ShouldEndWith($" already. {user} has what a hub needs of it.{Environment.NewLine}");
        string[][] commands =
        [
            ["load", _folder["people.csv"], "--source", "crm", "--train", "--db", hub],
            ["api-key", "create", "--for", "feed", "--scopes", "write", "--db", hub],
            ["keys", "rotate", "--db", hub],
            ["erase", "crm/3", "--reason", "asked for it", "--actor", "officer", "--db", hub],
            ["quality", "--db", hub],
            ["verify", "--db", hub],
            ["audit", "--verify", "--db", hub],
            ["backup", "--out", _folder["backup"], "--db", hub],
        ];
        foreach (string[] command in commands)
        {
            HubResult result = await RunAsync(command);
            result.ExitCode.ShouldBe(0, string.Join(' ', command) + result.Error);
        }

    }

    [StoreFact]
    public async Task Load_WhenTheUserMayMakeNoTables_SaysWhoHasToDoWhat()
    {
        PostgreSqlServer server = await PostgreSqlServer.SharedAsync();
        string location = await server.CreateDatabaseForLesserUserAsync(CancellationToken.None);
        string empty = await server.CreateDatabaseAsync(CancellationToken.None);
        string user = new NpgsqlConnectionStringBuilder(location).Username!;
        await File.WriteAllTextAsync(_folder["people.csv"], "record_id,first_name\n1,Ann\n");

        HubResult refused = await RunAsync("load", _folder["people.csv"], "--db", $"{empty};Username={user}");

        refused.ExitCode.ShouldBe(5);
        refused.Error.ShouldContain($"have their owner run 'party migrate --db ... --user {user}'");
    }

    [Theory]
    [InlineData("--db: hub.db is a file,", "--db", "hub.db")]
    [InlineData("--iam: --user names the user that signs in so.", "--db", "Host=localhost", "--iam")]
    public async Task Migrate_WhenItMakesNoSense_SaysSo(string expected, params string[] arguments)
    {
        HubResult result = await RunAsync(["migrate", .. arguments]);

        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain(expected);
    }

    private Task<HubResult> RunAsync(params string[] arguments) => HubProcess.RunAsync(
        new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_DATA_HOME"] = Directory.CreateDirectory(_folder["local"]).FullName }, arguments);
}
