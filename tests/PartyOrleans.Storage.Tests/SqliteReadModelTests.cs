using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;

namespace PartyOrleans.Storage.Tests;

/// <summary>The SQLite store's read model keeps the contract of all read models.</summary>
public sealed class SqliteReadModelTests : PartyReadModelContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-read-");

    protected override string Location => Path.Combine(_folder.FullName, "hub.db");

    protected override string OtherLocation => Path.Combine(_folder.FullName, "other.db");

    protected override async Task<IPartyStore> OpenAsync(string location) =>
        await SqlitePartyStore.OpenAsync(location, new SqliteStoreOptions(), Time, CancellationToken.None);

    public override Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}
