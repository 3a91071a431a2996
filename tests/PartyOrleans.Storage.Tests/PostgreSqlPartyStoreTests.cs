using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>The PostgreSQL store keeps the contract of all stores, on a real server, as a user that does not own the tables.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlPartyStoreTests : PartyStoreContract
{
    private string _location = "";

    protected override string Location => _location;

    public override async Task InitializeAsync() =>
        _location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseForLesserUserAsync(CancellationToken.None);

    protected override async Task<IPartyStore> OpenAsync(string location) =>
        await PostgreSqlPartyStore.OpenAsync(location, new PostgreSqlStoreOptions { Keys = new UnwrappedKeys() }, Time, CancellationToken.None);
}
