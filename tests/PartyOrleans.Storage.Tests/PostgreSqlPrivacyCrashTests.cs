using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;
using static PartyOrleans.Storage.Tests.CrashProbeRun;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>A process that exchanges keys or erases in a database is killed at several moments; the store is whole after each.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlPrivacyCrashTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // The server may take a moment to see that a killed process is gone.
    private static readonly PostgreSqlStoreOptions Options = new() { Keys = new UnwrappedKeys(), LockTimeout = TimeSpan.FromSeconds(30) };

    [StoreFact]
    public async Task RotateAsync_WhenKilled_LeavesAStoreThatReadsAndGoesOn()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        await CommitUntilKilledAsync(location, 1, 60);
        foreach (int exchanges in new[] { 1, 2, 4, 3 })
        {
            await CommitUntilKilledAsync(location, 1, exchanges, "rotate");

            await using PostgreSqlPartyStore store = await PostgreSqlPartyStore.OpenAsync(location, Options, TimeProvider.System, None);
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

    [StoreFact]
    public async Task CommitAsync_WhenKilledWhileErasing_ErasedAllOfARecordOrNothing()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        await CommitUntilKilledAsync(location, 1, 600);
        int next = 1;
        foreach (int erasures in new[] { 1, 5, 12 })
        {
            int begun = await CommitUntilKilledAsync(location, next, erasures, "erase");

            await using PostgreSqlPartyStore store = await PostgreSqlPartyStore.OpenAsync(location, Options, TimeProvider.System, None);
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
