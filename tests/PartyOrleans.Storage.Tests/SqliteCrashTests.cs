using System.Diagnostics;
using System.Globalization;
using PartyOrleans.Model;
using PartyOrleans.Storage.CrashProbe;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using static PartyOrleans.TestKit.StoreFixtures;

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

    private static async Task ShouldHoldAsync(SqlitePartyStore store, int changes)
    {
        HubChange[] expected = [.. Enumerable.Range(1, changes).Select(NumberedChange.Of)];
        long parties = (long)changes * NumberedChange.Records;
        (await store.CountAsync(None)).ShouldBe(new StoreCounts(parties, parties, parties, changes, 0, changes));
        (await store.ReadAllRecordsAsync()).Select(Show).ShouldBe(expected.SelectMany(change => change.Upserted).Select(Show));
        (await store.ReadGoldenAsync(None).ToListAsync()).Select(Show).ShouldBe(expected.SelectMany(change => change.Golden).Select(Show));
        (await store.ReadFeedAsync(0, None).ToListAsync()).Select(entry => Show(entry.Event))
            .ShouldBe(expected.SelectMany(change => change.Events).Select(Show));
        (await store.ReadDeadLettersAsync(None).ToListAsync()).ShouldBe(expected.SelectMany(change => change.DeadLetters));
        (await store.ReadReviewsAsync(None).ToListAsync()).ShouldBe(expected.Reverse().SelectMany(change => change.ReviewsOpened));
    }

    /// <summary>Runs the probe, kills it (SIGKILL) once it has acknowledged so many changes, and gives the last number it said.</summary>
    private static async Task<int> CommitUntilKilledAsync(string path, int from, int acknowledgements)
    {
        using Process probe = Start(path, from);
        int last = 0;
        for (int i = 0; await probe.StandardOutput.ReadLineAsync() is { } line; i++)
        {
            last = int.Parse(line, CultureInfo.InvariantCulture);
            if (i == acknowledgements - 1)
            {
                probe.Kill();
            }
        }

        await probe.WaitForExitAsync();
        return last;
    }

    private static Process Start(string path, int from)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        start.ArgumentList.Add(typeof(NumberedChange).Assembly.Location);
        start.ArgumentList.Add(path);
        start.ArgumentList.Add(from.ToString(CultureInfo.InvariantCulture));
        return Process.Start(start)!;
    }
}
