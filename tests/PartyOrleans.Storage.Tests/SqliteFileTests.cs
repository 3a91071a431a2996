using System.Globalization;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>What only a store in a file can meet: other files, other versions, full disks, lookers beside the owner.</summary>
public sealed class SqliteFileTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-file-");
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private string StorePath => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task OpenAsync_WhenOwned_NamesTheOwnersProcess()
    {
        await using SqlitePartyStore store = await OpenAsync();

        StoreException refused = await Should.ThrowAsync<StoreException>(OpenAsync);

        refused.Message.ShouldBe($"Store {StorePath} is in use by another hub (pid {Environment.ProcessId.ToString(CultureInfo.InvariantCulture)}): stop that one, or open another store.");
    }

    [Fact]
    public async Task OpenAsync_WhenClosed_CanBeOwnedAgain()
    {
        await (await OpenAsync()).DisposeAsync();

        await using SqlitePartyStore again = await OpenAsync();

        (await again.CountAsync(None)).Records.ShouldBe(0);
    }

    [Fact]
    public async Task OpenAsync_WhenNotADatabase_SaysSo()
    {
        await File.WriteAllTextAsync(StorePath, new string('x', 20_000));

        StoreException refused = await Should.ThrowAsync<StoreException>(OpenAsync);

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain(StorePath);
        refused.Message.ShouldContain("not a hub's store");
        (await File.ReadAllTextAsync(StorePath)).ShouldBe(new string('x', 20_000));
        StoreException unread = await Should.ThrowAsync<StoreException>(() => SqlitePartyStore.OpenReadOnlyAsync(StorePath, new SqliteStoreOptions(), None));
        unread.Message.ShouldContain("not a hub's store");
    }

    [Fact]
    public async Task OpenAsync_WhenOfAnotherProgram_LeavesItAlone()
    {
        using (var foreign = new SqliteSession(StorePath, writable: true, new SqliteStoreOptions()))
        {
            foreign.Run("CREATE TABLE customer (id INTEGER PRIMARY KEY)");
        }

        StoreException refused = await Should.ThrowAsync<StoreException>(OpenAsync);

        refused.Message.ShouldContain("holds tables that are not a hub's");
    }

    [Fact]
    public async Task OpenAsync_WhenNewerThanTheProgram_Refuses()
    {
        await (await OpenAsync()).DisposeAsync();
        using (var newer = new SqliteSession(StorePath, writable: true, new SqliteStoreOptions()))
        {
            newer.Run("INSERT INTO schema_version (version, name, at) VALUES (9999, '9999_later', 0)");
        }

        StoreException refused = await Should.ThrowAsync<StoreException>(OpenAsync);
        StoreException unread = await Should.ThrowAsync<StoreException>(() => SqlitePartyStore.OpenReadOnlyAsync(StorePath, new SqliteStoreOptions(), None));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("has schema version 9999");
        unread.Message.ShouldContain("use a newer program");
    }

    [Fact]
    public async Task OpenAsync_WhenTheFolderIsMissing_SaysSo()
    {
        string path = Path.Combine(_folder.FullName, "nowhere", "hub.db");

        StoreException refused = await Should.ThrowAsync<StoreException>(
            () => SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), _time, None));

        refused.Message.ShouldBe($"Store {path}: its folder does not exist: make it, or name another file.");
        refused.IsTransient.ShouldBeFalse();
    }

    [Fact]
    public async Task ReadRecordsAsync_WhenTheFileIsDamaged_SaysSo()
    {
        await using (SqlitePartyStore store = await OpenAsync())
        {
            for (int i = 0; i < 50; i++)
            {
                await store.CommitAsync(Created(i.ToString("D2", CultureInfo.InvariantCulture), "p" + i.ToString("D2", CultureInfo.InvariantCulture), payload: new string('y', 4000)), None);
            }
        }

        byte[] bytes = await File.ReadAllBytesAsync(StorePath);
        bytes.AsSpan(8192).Fill(0xA5);
        await File.WriteAllBytesAsync(StorePath, bytes);

        StoreException damaged = await Should.ThrowAsync<StoreException>(async () =>
        {
            await using SqlitePartyStore store = await OpenAsync();
            await store.ReadAllRecordsAsync();
        });

        damaged.IsTransient.ShouldBeFalse();
        damaged.Message.ShouldContain(StorePath);
        damaged.Message.ShouldContain("damaged");
    }

    [Fact]
    public async Task CommitAsync_WhenFull_FailsAndGoesOnOnceThereIsRoom()
    {
        string large = new('z', 3 << 20);
        await using (SqlitePartyStore store = await OpenAsync(new SqliteStoreOptions { MaxBytes = 2 << 20 }))
        {
            await store.CommitAsync(Created("1", "p1"), None);

            StoreException full = await Should.ThrowAsync<StoreException>(() => store.CommitAsync(Created("2", "p2", payload: large), None));

            full.IsTransient.ShouldBeTrue();
            full.Message.ShouldContain(StorePath);
            full.Message.ShouldContain("full");
            (await store.CountAsync(None)).ShouldBe(new StoreCounts(1, 1, 1, 0, 0, 0));
            await store.CommitAsync(Created("3", "p3"), None);
        }

        await using SqlitePartyStore roomy = await OpenAsync();
        await roomy.CommitAsync(Created("2", "p2", payload: large), None);
        (await roomy.CountAsync(None)).ShouldBe(new StoreCounts(3, 3, 3, 0, 0, 0));
    }

    [Fact]
    public async Task OpenReadOnlyAsync_WhenAnOwnerWorks_SeesItsCommits()
    {
        await using SqlitePartyStore owner = await OpenAsync();
        await owner.CommitAsync(Created("1", "p1"), None);
        await using SqlitePartyStore looker = await SqlitePartyStore.OpenReadOnlyAsync(StorePath, new SqliteStoreOptions(), None);

        (await looker.CountAsync(None)).Records.ShouldBe(1);
        var added = Record("7", "p7", source: "a source the looker did not know");
        await owner.CommitAsync(new() { Upserted = [added], Golden = [Golden("p7", "Ann Lee", added.Key)] }, None);

        Show(await looker.FindRecordAsync(added.Key, None)).ShouldBe(Show(added));
        (await looker.ReadAllRecordsAsync()).Select(Show).ShouldBe([Show(added), Show(Record("1", "p1"))]);
        Show(await looker.FindGoldenAsync(Party("p7"), None)).ShouldBe(Show(Golden("p7", "Ann Lee", added.Key)));
        StoreException refused = await Should.ThrowAsync<StoreException>(() => looker.CommitAsync(Created("2", "p2"), None));
        refused.Message.ShouldContain("open for looking only");
    }

    [Fact]
    public async Task OpenReadOnlyAsync_WhenThereIsNone_SaysSoAndMakesNone()
    {
        StoreException missing = await Should.ThrowAsync<StoreException>(
            () => SqlitePartyStore.OpenReadOnlyAsync(StorePath, new SqliteStoreOptions(), None));

        missing.Message.ShouldBe($"Store {StorePath} does not exist: check the name, or load something first.");
        File.Exists(StorePath).ShouldBeFalse();
    }

    [Fact]
    public async Task CheckpointAsync_WhenCalled_EmptiesTheLog()
    {
        await using SqlitePartyStore store = await OpenAsync();
        await store.CommitAsync(Created("1", "p1", payload: new string('w', 100_000)), None);
        new FileInfo(StorePath + "-wal").Length.ShouldBeGreaterThan(100_000);

        (await store.CheckpointAsync(None)).ShouldBeTrue();

        new FileInfo(StorePath + "-wal").Length.ShouldBe(0);
        new FileInfo(StorePath).Length.ShouldBeGreaterThan(100_000);
    }

    [Fact(Timeout = 120_000)]
    public async Task CommitAsync_WhenALongReadHoldsTheLog_DoesNotWaitForIt()
    {
        var options = new SqliteStoreOptions { CheckpointBytes = 64 << 10, BusyTimeout = TimeSpan.FromHours(1) };
        await using SqlitePartyStore store = await OpenAsync(options);
        string[] ids = [.. Enumerable.Range(0, 20_000).Select(i => i.ToString("D6", CultureInfo.InvariantCulture))];
        await store.CommitAsync(new() { Golden = [.. ids.Select(id => Golden("p" + id, "Ann Lee", Key(id)))] }, None);
        int read = 0;

        await foreach (Model.GoldenRecord golden in store.ReadGoldenAsync(None))
        {
            if (++read <= 50)
            {
                await store.CommitAsync(Created("x" + golden.Party, "x" + golden.Party, payload: new string('v', 20_000)), None);
            }
        }

        read.ShouldBe(20_000);
        (await store.CountAsync(None)).Parties.ShouldBe(20_050);
        (await store.CheckpointAsync(None)).ShouldBeTrue();
    }

    [Fact(Timeout = 120_000)]
    public async Task CommitAsync_WhenALongReadThatHeldTheLogHasEnded_EmptiesItAfterAWhileThoughItHardlyGrows()
    {
        await using SqlitePartyStore store = await OpenAsync(new SqliteStoreOptions { CheckpointBytes = 1 << 20 });
        await store.CommitAsync(Created("1", "p1"), None);
        using (var reader = new SqliteSession(StorePath, writable: false, new SqliteStoreOptions()))
        {
            reader.Run("BEGIN; SELECT count(*) FROM party");
            await store.CommitAsync(Created("2", "p2", payload: new string('w', 3 << 20)), None);
            (await store.CheckpointAsync(None)).ShouldBeFalse("the read holds it");
            reader.Run("COMMIT");
        }

        new FileInfo(StorePath + "-wal").Length.ShouldBeGreaterThan(3 << 20);
        _time.Advance(TimeSpan.FromSeconds(5));
        await store.CommitAsync(Created("3", "p3"), None);

        while (new FileInfo(StorePath + "-wal").Length > 1 << 20)
        {
            await Task.Yield(); // it is copied after the commit was acknowledged
        }
    }

    [Fact]
    public async Task DisposeAsync_WhenTheLogIsToBeCopied_LeavesOneWholeFile()
    {
        var options = new SqliteStoreOptions { CheckpointBytes = 64 << 10 };
        for (int round = 0; round < 5; round++)
        {
            await using (SqlitePartyStore store = await OpenAsync(options))
            {
                for (int i = 0; i < 8; i++)
                {
                    string id = string.Create(CultureInfo.InvariantCulture, $"{round}-{i}");
                    await store.CommitAsync(Created(id, "p" + id, payload: new string('v', 40_000)), None);
                }
            }

            File.Exists(StorePath + "-wal").ShouldBeFalse($"round {round}: a connection was still open");
        }

        await using SqlitePartyStore again = await OpenAsync(options);
        (await again.ReadAllRecordsAsync()).Count.ShouldBe(40);
        (await again.VerifyAsync(None)).Broken.ShouldBeEmpty();
    }

    [Fact]
    public async Task FindActiveBundleAsync_WhenAlteredInTheFile_Fails()
    {
        await using (SqlitePartyStore store = await OpenAsync())
        {
            await store.ActivateBundleAsync(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("{}"u8)), "{}", None);
        }

        using (var session = new SqliteSession(StorePath, writable: true, new SqliteStoreOptions()))
        {
            session.Run("UPDATE bundle SET json = '{ }'");
        }

        await using SqlitePartyStore altered = await OpenAsync();
        StoreException refused = await Should.ThrowAsync<StoreException>(() => altered.FindActiveBundleAsync(None));
        refused.Message.ShouldContain("was altered");
    }

    private Task<SqlitePartyStore> OpenAsync() => OpenAsync(new SqliteStoreOptions());

    private Task<SqlitePartyStore> OpenAsync(SqliteStoreOptions options) => SqlitePartyStore.OpenAsync(StorePath, options, _time, None);
}
