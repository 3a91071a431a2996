using Npgsql;
using PartyOrleans.Silo.Clustering;
using PartyOrleans.Storage;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Silo.Tests;

/// <summary>The queries that Orleans finds in the tables, as it runs them, on a real PostgreSQL.</summary>
[NeedsPostgreSql]
public sealed class ClusterTablesTests
{
    [StoreFact]
    public async Task WriteToStorage_WhenTheStateIsOfAnotherVersion_GivesBackWhatWasExpected()
    {
        await using NpgsqlDataSource pool = await PoolAsync();
        async Task<int?> WriteAsync(int? version) => await RunAsync(pool, "WriteToStorageKey", [.. Grain, ("GrainStateVersion", version), ("PayloadBinary", new byte[] { 1 })]) as int?;

        (await WriteAsync(null)).ShouldBe(1);
        (await WriteAsync(null)).ShouldBeNull();
        (await WriteAsync(1)).ShouldBe(2);
        (await WriteAsync(1)).ShouldBe(1);
        (await RunAsync(pool, "ClearStorageKey", [.. Grain, ("GrainStateVersion", 1)])).ShouldBeNull();
        (await RunAsync(pool, "ClearStorageKey", [.. Grain, ("GrainStateVersion", 2)])).ShouldBe(3);
        (await RunAsync(pool, "DeleteStorageKey", [.. Grain, ("GrainStateVersion", 3)])).ShouldBe(4);
        (await WriteAsync(null)).ShouldBe(1);
    }

    [StoreFact]
    public async Task Membership_WhenAnotherSiloChangedItFirst_IsLeftAsItIs()
    {
        await using NpgsqlDataSource pool = await PoolAsync();
        (string, object?)[] Silo(int port, int version) =>
        [
            ("DeploymentId", "c"), ("Address", "127.0.0.1"), ("Port", port), ("Generation", 7), ("SiloName", "s"), ("HostName", "h"), ("Status", 3), ("ProxyPort", 0),
            ("StartTime", DateTime.UnixEpoch), ("IAmAliveTime", DateTime.UnixEpoch), ("Version", version), ("SuspectTimes", null),
        ];

        (await RunAsync(pool, "InsertMembershipVersionKey", [("DeploymentId", "c")])).ShouldBe(1);
        (await RunAsync(pool, "InsertMembershipVersionKey", [("DeploymentId", "c")])).ShouldBe(0);
        (await RunAsync(pool, "InsertMembershipKey", Silo(1, version: 0))).ShouldBe(1);
        (await RunAsync(pool, "InsertMembershipKey", Silo(2, version: 0))).ShouldBe(0);
        (await RunAsync(pool, "InsertMembershipKey", Silo(1, version: 1))).ShouldBe(0);
        (await RunAsync(pool, "UpdateMembershipKey", Silo(1, version: 0))).ShouldBe(0);
        (await RunAsync(pool, "UpdateMembershipKey", Silo(1, version: 1))).ShouldBe(1);
        (await RunAsync(pool, "UpdateMembershipKey", Silo(9, version: 2))).ShouldBe(0);
        (await RunAsync(pool, "InsertMembershipKey", Silo(2, version: 2))).ShouldBe(1);
    }

    [StoreFact]
    public async Task Apply_WhenTheTablesAreOfANewerProgram_Refuses()
    {
        await using NpgsqlDataSource pool = await PoolAsync();
        await using (NpgsqlCommand newer = pool.CreateCommand("INSERT INTO cluster_schema_version (version, name) VALUES (9999, 'newer')"))
        {
            await newer.ExecuteNonQueryAsync();
        }

        (await Should.ThrowAsync<StoreException>(() => ClusterTables.ApplyAsync(pool, CancellationToken.None))).Message.ShouldContain("version 9999");
    }

    private static (string Name, object? Value)[] Grain =>
    [
        ("GrainIdHash", 1), ("GrainIdN0", 2L), ("GrainIdN1", 3L), ("GrainTypeHash", 4), ("GrainTypeString", "t"), ("GrainIdExtensionString", null), ("ServiceId", "s"),
    ];

    private static async Task<NpgsqlDataSource> PoolAsync()
    {
        string database = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        NpgsqlDataSource pool = PostgreSqlPool.Open(database, 4, "test");
        await ClusterTables.ApplyAsync(pool, CancellationToken.None);
        return pool;
    }

    private static async Task<object?> RunAsync(NpgsqlDataSource pool, string query, (string Name, object? Value)[] parameters)
    {
        await using NpgsqlCommand find = pool.CreateCommand("SELECT QueryText FROM OrleansQuery WHERE QueryKey = $1");
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = query });
        string text = (string)(await find.ExecuteScalarAsync())!;
        await using NpgsqlCommand command = pool.CreateCommand(text);
        foreach ((string name, object? value) in parameters.Where(parameter => text.Contains("@" + parameter.Name, StringComparison.Ordinal)))
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return await command.ExecuteScalarAsync() is var given and not DBNull ? given : null;
    }
}
