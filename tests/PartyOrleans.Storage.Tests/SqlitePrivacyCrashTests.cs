using PartyOrleans.Model;
using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using static PartyOrleans.Storage.Tests.CrashProbeRun;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>A process that exchanges keys or erases is killed at several moments; the store is whole after each.</summary>
public sealed class SqlitePrivacyCrashTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-crash-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task RotateAsync_WhenKilled_LeavesAStoreThatReadsAndGoesOn()
    {
        string path = Path.Combine(_folder.FullName, "hub.db");
        await CommitUntilKilledAsync(path, 1, 60);
        foreach (int exchanges in new[] { 1, 2, 4, 3 })
        {
            await CommitUntilKilledAsync(path, 1, exchanges, "rotate");

            await using SqlitePartyStore store = await SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), TimeProvider.System, None);
            int kept = (int)(await store.FindCheckpointAsync(NumberedChange.Input, None))!.RecordsDone;
            await ShouldHoldAsync(store, kept);
            (await store.VerifyAsync(None)).Broken.ShouldBeEmpty();
            await store.RotateAsync(None);
            KeyringStatus status = await store.ReadKeysAsync(None);
            status.IsRotating.ShouldBeFalse();
            status.Keys.Count.ShouldBe(5);
            (await store.VerifyAsync(None)).Broken.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task CommitAsync_WhenKilledWhileErasing_ErasedAllOfARecordOrNothing()
    {
        string path = Path.Combine(_folder.FullName, "hub.db");
        await CommitUntilKilledAsync(path, 1, 600); // many more than are erased before the kill arrives
        int next = 1;
        foreach (int erasures in new[] { 1, 5, 12 })
        {
            int begun = await CommitUntilKilledAsync(path, next, erasures, "erase");

            await using SqlitePartyStore store = await SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), TimeProvider.System, None);
            for (int number = next; number < begun; number++)
            {
                store.IsErased(Key(NumberedChange.Id(number, 0))).ShouldBeTrue();
            }

            // The last one begun is done or not; where it is not, nothing of it is.
            string last = NumberedChange.Id(begun, 0);
            bool erased = store.IsErased(Key(last));
            (await store.FindRecordAsync(Key(last), None) is null).ShouldBe(erased);
            (await store.ReadGoldenVersionsAsync(Party("p" + last), None).ToListAsync()).Count.ShouldBe(erased ? 0 : 1);
            (await store.VerifyAsync(None)).Broken.ShouldBeEmpty();
            next = erased ? begun + 1 : begun;
        }
    }
}
