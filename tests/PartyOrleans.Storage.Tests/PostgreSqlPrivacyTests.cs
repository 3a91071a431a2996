using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>The privacy contract on a real server, with keys in a file, as a user that does not own the tables.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlPrivacyTests : PrivacyContract, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-privacy-");
    private string _location = "";

    protected override string Location => _location;

    private PostgreSqlStoreOptions Options => new() { Keys = new LocalKeyFile(Path.Combine(_folder.FullName, "store.keys")) };

    public void Dispose() => _folder.Delete(recursive: true);

    public override async Task InitializeAsync() => _location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseForLesserUserAsync(None);

    protected override async Task<IPartyStore> OpenAsync(string location) => await PostgreSqlPartyStore.OpenAsync(location, Options, Time, None);

    protected override Task<byte[]> ReadBytesAsync(string location) => PostgreSqlRows.ReadAllAsync(location, None);

    [StoreFact]
    public async Task RotateAsync_WhenOthersReadAndWrite_DisturbsNone()
    {
        await using IPartyStore store = await OpenAsync(Location);
        await using IPartyStore looker = await PostgreSqlPartyStore.OpenReadOnlyAsync(Location, Options, None);
        for (int id = 0; id < 40; id++)
        {
            await store.CommitAsync(Created(Id(id), "p" + Id(id), payload: "payload " + Id(id)), None);
        }

        Task rotating = Task.Run(async () =>
        {
            for (int round = 0; round < 5; round++)
            {
                await ((IStoreKeyring)store).RotateAsync(None);
            }
        });
        int written = 40;
        do
        {
            await store.CommitAsync(Created(Id(written), "p" + Id(written)), None);
            foreach (IPartyStore reader in new[] { store, looker })
            {
                (await reader.FindRecordAsync(Key(Id(written)), None)).ShouldNotBeNull();
                (await reader.FindRecordAsync(Key(Id(0)), None)).ShouldNotBeNull().Payload.ShouldBe("payload 000");
            }

            written++;
        }
        while (!rotating.IsCompleted);
        await rotating;

        (await store.ReadAllRecordsAsync()).Count.ShouldBe(written);
        (await ((IStoreProof)store).VerifyAsync(None)).Broken.ShouldBeEmpty();

        static string Id(int number) => number.ToString("D3", System.Globalization.CultureInfo.InvariantCulture);
    }
}
