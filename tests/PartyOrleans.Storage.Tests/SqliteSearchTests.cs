using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;

namespace PartyOrleans.Storage.Tests;

/// <summary>The SQLite store's search keeps the contract of all searches.</summary>
public sealed class SqliteSearchTests : PartySearchContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-search-");

    protected override string Location => Path.Combine(_folder.FullName, "hub.db");

    protected override async Task<IPartyStore> OpenAsync(string location) =>
        await SqlitePartyStore.OpenAsync(location, new SqliteStoreOptions(), Time, CancellationToken.None);

    public override Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
