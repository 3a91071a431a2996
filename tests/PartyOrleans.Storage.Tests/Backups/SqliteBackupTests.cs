using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Backups;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;

namespace PartyOrleans.Storage.Tests.Backups;

public sealed class SqliteBackupTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("party-backup-").FullName;

    private string Store => Path.Combine(_folder, "hub.db");

    private string Backup => Path.Combine(_folder, "backup");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task CopyTo_WhenACommitFollowsTheSnapshot_HoldsTheSnapshotAndNotTheCommit()
    {
        await using SqlitePartyStore store = await OpenAsync();
        await store.CommitAsync(StoreFixtures.Created("1", "P1"), CancellationToken.None);
        string copy = Path.Combine(_folder, "copy.db");
        using (var session = new SqliteSession(Store, writable: false, new SqliteStoreOptions()))
        {
            session.Run("BEGIN");
            SchemaMigrations.Require(session, Store); // the first read fixes the state
            await store.CommitAsync(StoreFixtures.Created("2", "P2"), CancellationToken.None);

            session.CopyTo(copy, CancellationToken.None);
        }

        using var copied = new SqliteSession(copy, writable: false, new SqliteStoreOptions());
        SqliteStatement count = copied.Statement("Count");
        count.Step();
        count.Long(0).ShouldBe(1);
        (await store.CountAsync(CancellationToken.None)).Records.ShouldBe(2);
    }

    [Fact]
    public async Task Take_WhileAnotherThreadCommits_HoldsOneStateWhoseChainIsWhole()
    {
        await using SqlitePartyStore store = await OpenAsync();
        await store.CommitAsync(StoreFixtures.Created("0", "P0"), CancellationToken.None);
        using var done = new CancellationTokenSource();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<long> writing = Task.Run(async () =>
        {
            long commit = 0;
            for (int i = 1; !done.IsCancellationRequested; i++)
            {
                commit = await store.CommitAsync(StoreFixtures.Created($"{i}", $"P{i}"), CancellationToken.None);
                first.TrySetResult();
            }

            return commit;
        });
        await first.Task;

        BackupManifest manifest = await StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, CancellationToken.None);

        await done.CancelAsync();
        long last = await writing;
        (await StoreBackups.FindFaultsAsync(Backup, CancellationToken.None)).ShouldBeEmpty();
        manifest.Commit.ShouldBeInRange(2, last);
        manifest.Counts.Records.ShouldBe(manifest.Commit); // each commit brings one record
        string restored = Path.Combine(_folder, "restored.db");
        await StoreBackups.RestoreAsync(Backup, restored, CancellationToken.None);
        File.Copy(Store + ".keys", restored + ".keys");
        await using SqlitePartyStore again = await SqlitePartyStore.OpenReadOnlyAsync(restored, new SqliteStoreOptions(), CancellationToken.None);
        ChainReport proof = await again.VerifyAsync(CancellationToken.None);
        proof.Broken.ShouldBeEmpty();
        proof.Head.ShouldBe(manifest.Head);
        (await again.CountAsync(CancellationToken.None)).ShouldBe(manifest.Counts);
        (await store.HasHeadAsync(manifest.Head, CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Take_WhenFilesLieBesideTheStore_HoldsThemAndNotTheKeyFile()
    {
        await (await OpenAsync()).DisposeAsync();
        await using (IAuditLog log = await PartyGuards.OpenAuditAsync(Store, CancellationToken.None))
        await using (IOperationsStore operations = await PartyGuards.OpenOperationsAsync(Store, CancellationToken.None))
        using (await PartyGuards.OpenAccessAsync(Store, CancellationToken.None))
        {
            await operations.PutAsync([new OperationsDocument("sink-cursor", "crm", "{}", DateTimeOffset.UnixEpoch)], CancellationToken.None);
        }

        BackupManifest manifest = await StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, CancellationToken.None);

        manifest.Files.Select(file => (file.Name, file.Holds)).ShouldBe(
            [("store.db", "store"), ("store.db.access", "access"), ("store.db.audit", "audit"), ("store.db.operations", "operations")]);
        Directory.GetFiles(Backup).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(
            ["manifest.json", "store.db", "store.db.access", "store.db.audit", "store.db.operations"]);
        BackupManifest.Read(Backup).Files.ShouldBe(manifest.Files);
        string restored = Path.Combine(_folder, "restored.db");
        await StoreBackups.RestoreAsync(Backup, restored, CancellationToken.None);
        await using IOperationsStore there = await PartyGuards.OpenOperationsAsync(restored, CancellationToken.None);
        (await there.FindAsync("sink-cursor", "crm", CancellationToken.None)).ShouldBe(new OperationsDocument("sink-cursor", "crm", "{}", DateTimeOffset.UnixEpoch));
    }

    [Theory]
    [InlineData("store.db", "flip", "store.db was altered: its SHA-256 is")]
    [InlineData("store.db", "cut", "store.db has ")]
    [InlineData("store.db.access", "remove", "store.db.access is missing")]
    public async Task FindFaults_WhenAFileIsNotWhatWasWritten_NamesItAndWhy(string file, string damage, string expected)
    {
        await (await OpenAsync()).DisposeAsync();
        (await PartyGuards.OpenAccessAsync(Store, CancellationToken.None)).Dispose();
        await StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, CancellationToken.None);
        string path = Path.Combine(Backup, file);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        switch (damage)
        {
            case "flip":
                bytes[bytes.Length / 2] ^= 1;
                await File.WriteAllBytesAsync(path, bytes);
                break;
            case "cut":
                await File.WriteAllBytesAsync(path, bytes[..^1]);
                break;
            default:
                File.Delete(path);
                break;
        }

        IReadOnlyList<string> faults = await StoreBackups.FindFaultsAsync(Backup, CancellationToken.None);

        faults.ShouldHaveSingleItem().ShouldStartWith(expected);
    }

    [Fact]
    public async Task Take_WhenStopped_LeavesNoFolder()
    {
        await (await OpenAsync()).DisposeAsync();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, stop.Token));

        Directory.GetDirectories(_folder).ShouldBeEmpty();
    }

    [Fact]
    public async Task Take_WhenTheFolderHoldsSomething_SaysSoAndTouchesNothing()
    {
        await (await OpenAsync()).DisposeAsync();
        Directory.CreateDirectory(Backup);
        await File.WriteAllTextAsync(Path.Combine(Backup, "mine.txt"), "mine");

        StoreException refused = await Should.ThrowAsync<StoreException>(StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, CancellationToken.None));

        refused.Message.ShouldEndWith("holds something already: name a new folder for each backup.");
        (await File.ReadAllTextAsync(Path.Combine(Backup, "mine.txt"))).ShouldBe("mine");
    }

    [Fact]
    public async Task Restore_WhenAStoreIsThere_LeavesItAsItIs()
    {
        await using (SqlitePartyStore store = await OpenAsync())
        {
            await store.CommitAsync(StoreFixtures.Created("1", "P1"), CancellationToken.None);
        }

        await StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, CancellationToken.None);
        byte[] before = await File.ReadAllBytesAsync(Store);

        StoreException refused = await Should.ThrowAsync<StoreException>(StoreBackups.RestoreAsync(Backup, Store, CancellationToken.None));

        refused.Message.ShouldBe($"{Store} is there already: move what is left of the old store away, or name another file.");
        (await File.ReadAllBytesAsync(Store)).ShouldBe(before);
    }

    [Theory]
    [InlineData("""{"format": 2}""", "is not what a backup writes")]
    [InlineData("not json", "is not what a backup writes")]
    [InlineData(null, "holds no manifest.json")]
    public async Task Read_WhenTheManifestIsNone_SaysSo(string? text, string expected)
    {
        Directory.CreateDirectory(Backup);
        if (text is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(Backup, BackupManifest.FileName), text);
        }

        Should.Throw<StoreException>(() => BackupManifest.Read(Backup)).Message.ShouldContain(expected);
    }

    [Fact]
    public async Task FindFaults_WhenTheManifestNamesAFileOutside_RefusesIt()
    {
        await (await OpenAsync()).DisposeAsync();
        await StoreBackups.TakeAsync(Store, Backup, TimeProvider.System, CancellationToken.None);
        string path = Path.Combine(Backup, BackupManifest.FileName);
        await File.WriteAllTextAsync(path, (await File.ReadAllTextAsync(path)).Replace("\"store.db\"", "\"../hub.db\"", StringComparison.Ordinal));

        (await StoreBackups.FindFaultsAsync(Backup, CancellationToken.None)).ShouldBe(["manifest.json names a file outside of the backup"]);
    }

    private Task<SqlitePartyStore> OpenAsync() => SqlitePartyStore.OpenAsync(Store, new SqliteStoreOptions(), TimeProvider.System, CancellationToken.None);
}
