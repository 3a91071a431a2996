using Npgsql;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>A user that hubs run as and that does not own the tables: what it may not do, and how it is told so. What it may is in the contracts.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlLesserUserTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly PostgreSqlStoreOptions Options = new() { Keys = new UnwrappedKeys() };

    [StoreFact]
    public async Task OpenAsync_WhenTheTablesAreOlder_SaysWhoHasToDoWhat()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseForLesserUserAsync(None);
        await ExecuteAsync(OwnerOf(location), $"DELETE FROM schema_version WHERE version = {PostgreSqlMigrations.Known}");

        StoreException refused = await Should.ThrowAsync<StoreException>(() => PostgreSqlPartyStore.OpenAsync(location, Options, TimeProvider.System, None));

        string user = new NpgsqlConnectionStringBuilder(location).Username!;
        refused.Message.ShouldEndWith(
            $"has schema version {PostgreSqlMigrations.Known - 1}, this program needs {PostgreSqlMigrations.Known}, and the user {user} may not change its tables: have their owner run 'party migrate --db ... --user {user}' (in a cluster 'party silo migrate') first.");
        refused.IsTransient.ShouldBeFalse();
    }

    [StoreFact]
    public async Task OpenAsync_WhenThereAreNoTables_SaysWhoHasToDoWhat()
    {
        PostgreSqlServer server = await PostgreSqlServer.SharedAsync();
        string user = new NpgsqlConnectionStringBuilder(await server.CreateDatabaseForLesserUserAsync(None)).Username!;
        string empty = await server.CreateDatabaseAsync(None);

        StoreException refused = await Should.ThrowAsync<StoreException>(() => PostgreSqlPartyStore.OpenAsync(empty + ";Username=" + user, Options, TimeProvider.System, None));

        refused.Message.ShouldContain($"holds no tables yet, and the user {user} may not change its tables: have their owner run 'party migrate");
    }

    [StoreTheory]
    [InlineData("CREATE TABLE mine (id integer)")]
    [InlineData("ALTER TABLE party ADD COLUMN mine integer")]
    [InlineData("DROP TABLE party")]
    [InlineData("TRUNCATE party")]
    [InlineData("DROP TRIGGER audit_entry_stays ON audit_entry")]
    [InlineData("DELETE FROM audit_entry")]
    [InlineData("UPDATE chain_link SET head = ''")]
    [InlineData("DELETE FROM chain_link")]
    [InlineData("DELETE FROM erasure")]
    [InlineData("DELETE FROM bundle_activation")]
    [InlineData("DELETE FROM schema_version")]
    [InlineData("INSERT INTO schema_version (version, name, at) VALUES (99, 'x', 0)")]
    [InlineData("CREATE ROLE another")]
    public async Task Statement_WhenItIsNoneOfAHub_IsRefused(string statement)
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseForLesserUserAsync(None);

        (await Should.ThrowAsync<PostgresException>(() => ExecuteAsync(location, statement))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [StoreFact]
    public async Task ApplyAsync_WhenAHubServesTheStore_ChangesTablesNotAndRightsAllTheSame()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseForLesserUserAsync(None);
        await using IPartyStore hub = await PostgreSqlPartyStore.OpenAsync(location, Options, TimeProvider.System, None);

        (await PostgreSqlUpgrade.ApplyAsync(OwnerOf(location), TimeProvider.System, None)).ShouldBe((PostgreSqlMigrations.Known, PostgreSqlMigrations.Known));
        await PostgreSqlUpgrade.GrantAsync(OwnerOf(location), new LesserUser(new NpgsqlConnectionStringBuilder(location).Username!, SignsInByIam: false), None);
        await hub.CommitAsync(Created("1", "p1"), None);
        await ExecuteAsync(OwnerOf(location), $"DELETE FROM schema_version WHERE version = {PostgreSqlMigrations.Known}");
        StoreException served = await Should.ThrowAsync<StoreException>(() => PostgreSqlUpgrade.ApplyAsync(OwnerOf(location), TimeProvider.System, None));

        served.Message.ShouldContain("is in use by another hub");
        (await hub.CountAsync(None)).Records.ShouldBeGreaterThan(0);
    }

    [StoreFact]
    public async Task GrantAsync_WhenTheServerKnowsNoIam_SaysSo()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseForLesserUserAsync(None);

        StoreException refused = await Should.ThrowAsync<StoreException>(() => PostgreSqlUpgrade.GrantAsync(OwnerOf(location), new LesserUser("by_iam", SignsInByIam: true), None));

        refused.Message.ShouldContain("role \"rds_iam\" does not exist");
    }

    private static string OwnerOf(string location) => location[..location.LastIndexOf(";Username=", StringComparison.Ordinal)];

    private static async Task ExecuteAsync(string location, string statement)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(location + ";Pooling=false");
        await using NpgsqlCommand command = source.CreateCommand(statement);
        await command.ExecuteNonQueryAsync();
    }
}
