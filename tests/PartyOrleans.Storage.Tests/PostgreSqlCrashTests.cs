using System.Diagnostics;
using System.Globalization;
using Npgsql;
using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;
using static PartyOrleans.Storage.Tests.CrashProbeRun;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>Hub and server are killed while changes are committed; what was acknowledged must be kept, whole and once.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlCrashTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    // The server may take a moment to see that a killed process is gone.
    private static readonly PostgreSqlStoreOptions Options = new() { Keys = new UnwrappedKeys(), LockTimeout = TimeSpan.FromSeconds(30) };

    [StoreFact]
    public async Task CommitAsync_WhenTheHubIsKilled_KeepsEveryAcknowledgedChangeWholeAndOnce()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        int next = 1;
        foreach (int acknowledgements in new[] { 1, 7, 40, 3 })
        {
            int acknowledged = await CommitUntilKilledAsync(location, next, acknowledgements);
            acknowledged.ShouldBeGreaterThanOrEqualTo(next + acknowledgements - 1);

            await using PostgreSqlPartyStore store = await OpenAsync(location);
            int kept = (int)((await store.FindCheckpointAsync(NumberedChange.Input, None))?.RecordsDone ?? 0);

            // At most one change was committed whose acknowledgement did not come out in time.
            kept.ShouldBeInRange(acknowledged, acknowledged + 1);
            await store.CommitAsync(NumberedChange.Of(kept), None);
            await ShouldHoldAsync(store, kept);
            next = kept + 1;
        }
    }

    [StoreFact]
    public async Task CommitAsync_WhenTheServerCrashes_GoesOnWithoutLossOrRepetition()
    {
        await using PostgreSqlServer server = await PostgreSqlServer.StartAsync(None);
        string location = await server.CreateDatabaseAsync(None);
        int committed = 0;
        await using (PostgreSqlPartyStore store = await OpenAsync(location))
        {
            foreach (int changes in new[] { 3, 25, 60 })
            {
                int target = committed + changes;
                var reached = new TaskCompletionSource();
                var restarted = new TaskCompletionSource();
                Task committing = Task.Run(async () =>
                {
                    for (int number = committed + 1; number <= target + 20; number++)
                    {
                        await CommitAsync(store, number, restarted.Task);
                        committed = number;
                        if (number == target)
                        {
                            reached.SetResult();
                        }
                    }
                });

                await reached.Task;
                await server.CrashAndRestartAsync(None);
                restarted.SetResult();
                await committing;
                (await store.CountAsync(None)).Records.ShouldBe((long)committed * NumberedChange.Records);
            }

            await ShouldHoldAsync(store, committed);
        }

        await using PostgreSqlPartyStore reopened = await OpenAsync(location);
        await ShouldHoldAsync(reopened, committed);
    }

    [StoreFact]
    public async Task CommitAsync_WhenTheConnectionIsCut_TakesTheLockAgain()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        await using PostgreSqlPartyStore store = await OpenAsync(location);
        await store.CommitAsync(NumberedChange.Of(1), None);

        await CutConnectionsAsync(location);
        await store.CommitAsync(NumberedChange.Of(2), None);

        await ShouldHoldAsync(store, 2);
        await Should.ThrowAsync<StoreException>(() => OpenAsync(location, Options with { LockTimeout = TimeSpan.FromMilliseconds(50) }));
    }

    [StoreFact]
    public async Task CommitAsync_WhenAnotherHubWroteWhileTheConnectionWasCut_SaysThatTheStoreIsLost()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        await using PostgreSqlPartyStore first = await OpenAsync(location);
        await first.CommitAsync(NumberedChange.Of(1), None);
        await CutConnectionsAsync(location);
        await using (PostgreSqlPartyStore second = await OpenAsync(location))
        {
            StoreException refused = await Should.ThrowAsync<StoreException>(() => first.CommitAsync(NumberedChange.Of(2), None));
            refused.Message.ShouldContain("in use by another hub");
            await second.CommitAsync(NumberedChange.Of(2), None);
        }

        StoreException lost = await Should.ThrowAsync<StoreException>(() => first.CommitAsync(NumberedChange.Of(3), None));

        lost.IsTransient.ShouldBeFalse();
        lost.Message.ShouldContain("another hub wrote to it");
        (await Should.ThrowAsync<StoreException>(() => first.SettleAsync(None))).IsTransient.ShouldBeFalse();
        await Should.ThrowAsync<StoreException>(() => first.CommitAsync(NumberedChange.Of(3), None));
        await using PostgreSqlPartyStore again = await OpenAsync(location);
        await ShouldHoldAsync(again, 2);
    }

    [StoreFact]
    public async Task SettleAsync_WhenACommitFailedWithItsConnection_TakesTheLockAgain()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        await using PostgreSqlPartyStore store = await OpenAsync(location, Options with { LockTimeout = TimeSpan.FromMilliseconds(200) });
        await store.CommitAsync(NumberedChange.Of(1), None);
        await CutConnectionsAsync(location);
        await using (await OpenAsync(location))
        {
            await Should.ThrowAsync<StoreException>(() => store.CommitAsync(NumberedChange.Of(2), None));
            (await Should.ThrowAsync<StoreException>(() => store.SettleAsync(None))).IsTransient.ShouldBeTrue();
        }

        await store.SettleAsync(None);

        await Should.ThrowAsync<StoreException>(() => OpenAsync(location, Options with { LockTimeout = TimeSpan.FromMilliseconds(50) }));
        await ShouldHoldAsync(store, 1);
    }

    [StoreFact]
    public async Task FindRecordAsync_WhenConnectionsWereCut_ReadsOnNewOnes()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        await using PostgreSqlPartyStore store = await OpenAsync(location);
        await store.CommitAsync(Created("1", "p1"), None);
        (await store.FindRecordAsync(Key("1"), None)).ShouldNotBeNull();

        await CutConnectionsAsync(location);

        (await store.FindRecordAsync(Key("1"), None)).ShouldNotBeNull();
        await CutConnectionsAsync(location);
        (await store.ReadGoldenAsync(None).ToListAsync()).Count.ShouldBe(1);
    }

    [StoreFact]
    public async Task OpenAsync_WhenAnotherProcessOwnsIt_NamesThatProcess()
    {
        string location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);
        using Process probe = Start(location, from: 1);
        (await probe.StandardOutput.ReadLineAsync()).ShouldBe("1");

        StoreException refused = await Should.ThrowAsync<StoreException>(
            () => OpenAsync(location, Options with { LockTimeout = TimeSpan.FromMilliseconds(50) }));
        await using (PostgreSqlPartyStore looker = await PostgreSqlPartyStore.OpenReadOnlyAsync(location, Options, None))
        {
            (await looker.CountAsync(None)).Records.ShouldBeGreaterThanOrEqualTo(NumberedChange.Records);
        }

        probe.Kill();
        await probe.WaitForExitAsync();
        refused.IsTransient.ShouldBeTrue();
        refused.Message.ShouldContain($"in use by another hub (party-hub pid {probe.Id.ToString(CultureInfo.InvariantCulture)})");
    }

    private static Task<PostgreSqlPartyStore> OpenAsync(string location) => OpenAsync(location, Options);

    private static Task<PostgreSqlPartyStore> OpenAsync(string location, PostgreSqlStoreOptions options) =>
        PostgreSqlPartyStore.OpenAsync(location, options, TimeProvider.System, None);

    /// <summary>Commits, again and again where the server is gone; waits until it is back.</summary>
    private static async Task CommitAsync(PostgreSqlPartyStore store, int number, Task restarted)
    {
        while (true)
        {
            try
            {
                await store.CommitAsync(NumberedChange.Of(number), None);
                return;
            }
            catch (StoreException failure) when (failure.IsTransient && !restarted.IsCompleted)
            {
                await restarted;
            }
        }
    }

    private static async Task CutConnectionsAsync(string location)
    {
        await using var connection = new NpgsqlConnection(location + ";Pooling=false");
        await connection.OpenAsync();
        await using var cut = new NpgsqlCommand(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
        await cut.ExecuteNonQueryAsync();
    }
}
