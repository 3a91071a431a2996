using System.Diagnostics;
using System.Globalization;
using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.Storage.Sqlite;
using static PartyOrleans.Storage.Tests.CrashProbeRun;

namespace PartyOrleans.Storage.Tests;

/// <summary>A process that commits is killed at several moments; what it was told is kept must be kept, whole and once.</summary>
public sealed class SqliteCrashTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-crash-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task CommitAsync_WhenKilled_KeepsEveryAcknowledgedChangeWholeAndOnce()
    {
        string path = Path.Combine(_folder.FullName, "hub.db");
        int next = 1;
        foreach (int acknowledgements in new[] { 1, 7, 40, 150, 3 })
        {
            int acknowledged = await CommitUntilKilledAsync(path, next, acknowledgements);
            acknowledged.ShouldBeGreaterThanOrEqualTo(next + acknowledgements - 1);

            // The lock of the killed process is gone at once.
            await using SqlitePartyStore store = await SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), TimeProvider.System, None);
            int kept = (int)((await store.FindCheckpointAsync(NumberedChange.Input, None))?.RecordsDone ?? 0);

            // At most one change was committed whose acknowledgement did not come out in time.
            kept.ShouldBeInRange(acknowledged, acknowledged + 1);
            await store.CommitAsync(NumberedChange.Of(kept), None);
            await ShouldHoldAsync(store, kept);
            next = kept + 1;
        }
    }

    [Fact]
    public async Task OpenAsync_WhenAnotherProcessOwnsIt_NamesThatProcess()
    {
        string path = Path.Combine(_folder.FullName, "hub.db");
        using Process probe = Start(path, from: 1);
        (await probe.StandardOutput.ReadLineAsync()).ShouldBe("1");

        StoreException refused = await Should.ThrowAsync<StoreException>(
            () => SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), TimeProvider.System, None));
        await using (SqlitePartyStore looker = await SqlitePartyStore.OpenReadOnlyAsync(path, new SqliteStoreOptions(), None))
        {
            (await looker.CountAsync(None)).Records.ShouldBeGreaterThanOrEqualTo(NumberedChange.Records);
        }

        probe.Kill();
        await probe.WaitForExitAsync();
        refused.Message.ShouldContain($"in use by another hub (pid {probe.Id.ToString(CultureInfo.InvariantCulture)})");
    }
}
