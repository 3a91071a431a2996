using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Api.Tests.Erasure;

/// <summary>Over a database of a real PostgreSQL.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlErasureEndpointsTests : ErasureEndpointsContract
{
    private string _location = "";

    protected override async Task<string?> PrepareAsync()
    {
        _location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);

        // A store keeps to the kind of keys that it was made with: none of the files of the user who runs the tests are touched.
        await using (await PostgreSqlPartyStore.OpenAsync(
            _location, new PostgreSqlStoreOptions { Keys = new UnwrappedKeys() }, TimeProvider.System, CancellationToken.None))
        {
            return _location;
        }
    }

    protected override Task<byte[]> ReadBytesAsync() => PostgreSqlRows.ReadAllAsync(_location, CancellationToken.None);
}
