using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;

namespace PartyOrleans.Storage.Tests;

/// <summary>The privacy contract over a file.</summary>
public sealed class SqlitePrivacyTests : PrivacyContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-privacy-");

    protected override string Location => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async Task<IPartyStore> OpenAsync(string location) =>
        await SqlitePartyStore.OpenAsync(location, new SqliteStoreOptions(), Time, CancellationToken.None);

    protected override Task<byte[]> ReadBytesAsync(string location) => Task.FromResult<byte[]>(
    [
        .. Directory.GetFiles(_folder.FullName, "hub.db*").Where(file => !file.EndsWith(".keys", StringComparison.Ordinal)).SelectMany(File.ReadAllBytes),
    ]);
}
