using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>The PostgreSQL store's read model keeps the contract of all read models, on a real server.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlReadModelTests : PartyReadModelContract
{
    private string _location = "";
    private string _other = "";

    protected override string Location => _location;

    protected override string OtherLocation => _other;

    public override async Task InitializeAsync()
    {
        PostgreSqlServer server = await PostgreSqlServer.SharedAsync();
        _location = await server.CreateDatabaseAsync(CancellationToken.None);
        _other = await server.CreateDatabaseAsync(CancellationToken.None);
    }

    protected override async Task<IPartyStore> OpenAsync(string location) =>
        await PostgreSqlPartyStore.OpenAsync(location, new PostgreSqlStoreOptions { Keys = new UnwrappedKeys() }, Time, CancellationToken.None);
}
