using Npgsql;
using PartyOrleans.Storage.Access;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>A database of a real server with an empty store in it, beside which audit log and keys lie.</summary>
internal static class GuardedDatabase
{
    public static async Task<string> MakeAsync()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        await (await PostgreSqlPartyStore.OpenAsync(
            location, new PostgreSqlStoreOptions { Keys = new UnwrappedKeys() }, TimeProvider.System, CancellationToken.None)).DisposeAsync();
        return location;
    }
}

[NeedsPostgreSql]
public sealed class PostgreSqlAuditLogTests : AuditLogContract
{
    private string _location = "";

    public override Task InitializeAsync() => ClearAsync();

    protected override async Task<IAuditLog> OpenAsync() => await PostgreSqlAuditLog.OpenAsync(_location, CancellationToken.None);

    protected override async Task TamperAsync(string sql)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(_location);
        await using NpgsqlCommand command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    protected override Task UnguardAsync() => TamperAsync("DROP TRIGGER audit_entry_stays ON audit_entry");

    protected override async Task ClearAsync() => _location = await GuardedDatabase.MakeAsync();
}

[NeedsPostgreSql]
public sealed class PostgreSqlAccessStoreTests : AccessStoreContract
{
    private string _location = "";

    public override async Task InitializeAsync()
    {
        _location = await GuardedDatabase.MakeAsync();
        await base.InitializeAsync();
    }

    [StoreFact]
    public async Task Open_WhenThereIsNoStore_SaysSo()
    {
        string empty = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);

        (await Should.ThrowAsync<StoreException>(() => PostgreSqlAccessStore.OpenAsync(empty, CancellationToken.None))).Message.ShouldContain("does not exist");
    }

    protected override async Task<IAccessStore> OpenAsync() => await PostgreSqlAccessStore.OpenAsync(_location, CancellationToken.None);
}
