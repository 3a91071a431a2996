using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using PartyOrleans.Local.Tests.Commands;
using PartyOrleans.Local.Tests.Serving;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;
using PartyOrleans.Storage.Backups;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Local.Tests.Backups;

/// <summary>Backups as an operator takes, proves and restores them, on either kind of store.</summary>
public abstract class BackupCommandTests(StoreKind kind) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private protected string Backup => _folder["backup"];

    private protected string KeyFile => _folder["keys/copy.keys"];

    public void Dispose() => _folder.Dispose();

    [StoreFact]
    public async Task Verify_WhenTheBackupIsWhole_ComparesEveryGoldenRecordWithAFreshRun()
    {
        string store = await LoadAsync();
        HubResult taken = await TakeAsync(store);

        HubResult verified = await VerifyAsync("--json");

        taken.ExitCode.ShouldBe(0, taken.Error);
        verified.ExitCode.ShouldBe(0, verified.Out + verified.Error);
        JsonElement report = JsonDocument.Parse(verified.Out).RootElement;
        long parties = await PartiesAsync(store);
        report.GetProperty("good").GetBoolean().ShouldBeTrue();
        report.GetProperty("records").GetInt64().ShouldBe(60);
        report.GetProperty("golden_compared").GetInt64().ShouldBe(parties);
        report.GetProperty("golden_differing").GetInt64().ShouldBe(0);
        report.GetProperty("faults").GetArrayLength().ShouldBe(0);
        report.GetProperty("head").GetString().ShouldBe(JsonDocument.Parse((await RunAsync("verify", "--db", store, "--json")).Out).RootElement.GetProperty("head").GetString());
        (await ScratchDatabasesAsync()).ShouldBe(0);
    }

    [StoreFact]
    public async Task Restore_WhenTheStoreChangedSince_GivesTheStateOfTheBackup()
    {
        string store = await LoadAsync();
        string before = await GoldenAsync(store);
        (await TakeAsync(store)).ExitCode.ShouldBe(0);
        await File.WriteAllTextAsync(_folder["more.csv"], Header + "\n900,New,Comer,1990-01-01,M9 9ZZ,,,\n");
        (await RunAsync("load", _folder["more.csv"], "--source", "crm", "--db", store)).ExitCode.ShouldBe(0);
        string target = await NewStoreAsync("restored");

        HubResult restored = await RunAsync("restore", Backup, "--db", target, "--keys", KeyFile);
        HubResult again = await RunAsync("restore", Backup, "--db", target, "--keys", KeyFile);

        restored.ExitCode.ShouldBe(0, restored.Out + restored.Error);
        (await GoldenAsync(target)).ShouldBe(before);
        (await GoldenAsync(store)).ShouldNotBe(before);
        again.ExitCode.ShouldBe(5, again.Error);
        (await RunAsync("load", _folder["more.csv"], "--source", "crm", "--db", target)).ExitCode.ShouldBe(0);
        (await GoldenAsync(target)).ShouldBe(await GoldenAsync(store));
    }

    [StoreFact]
    public async Task Take_WhileAHubServesAndWrites_GivesABackupThatVerifies()
    {
        string store = await NewStoreAsync("served");
        using ServedProcess hub = await ServedProcess.StartAsync(store);
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var enough = new CancellationTokenSource();
        Task<int> writing = Task.Run(async () =>
        {
            int count = 0;
            for (; !enough.IsCancellationRequested; count++)
            {
                (await hub.TryPutAsync($"r{count}", $$"""{"name.full": "Ann Lee{{count % 7}}", "date.birth": "1980-01-0{{1 + count % 9}}"}""")).ShouldBeTrue();
                written.TrySetResult();
            }

            return count;
        });
        await written.Task;

        HubResult taken = await HubProcess.RunAsync("backup", "--db", store, "--out", Backup, "--copy-keys", KeyFile, "--json");
        await enough.CancelAsync();
        int count = await writing;
        HubResult verified = await VerifyAsync("--json");

        taken.ExitCode.ShouldBe(0, taken.Error);
        verified.ExitCode.ShouldBe(0, verified.Out + verified.Error);
        JsonElement report = JsonDocument.Parse(verified.Out).RootElement;
        report.GetProperty("records").GetInt64().ShouldBeInRange(1, count);
        report.GetProperty("records").GetInt64().ShouldBe(JsonDocument.Parse(taken.Out).RootElement.GetProperty("records").GetInt64());
        // An entry is written after the commit that it speaks of and before the answer leaves: of one writer's records one may be without.
        report.GetProperty("audit_entries").GetInt64().ShouldBeGreaterThanOrEqualTo(report.GetProperty("records").GetInt64() - 1);
    }

    [StoreFact]
    public async Task Verify_WhenAFileWasCut_EndsWithSevenAndRestoresNothing()
    {
        (await TakeAsync(await LoadAsync())).ExitCode.ShouldBe(0);
        string file = Directory.GetFiles(Backup, "store.*").Order(StringComparer.Ordinal).First();
        byte[] bytes = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, bytes[..^1]);

        HubResult verified = await VerifyAsync();
        HubResult restored = await RunAsync("restore", Backup, "--db", await NewStoreAsync("restored"), "--keys", KeyFile);

        verified.ExitCode.ShouldBe(7, verified.Error);
        verified.Error.ShouldContain($"fault: {Path.GetFileName(file)} has {bytes.Length - 1} bytes instead of {bytes.Length}");
        restored.ExitCode.ShouldBe(7, restored.Error);
        restored.Error.ShouldContain("nothing was restored");
    }

    [StoreFact]
    public async Task Verify_WhenTheManifestTellsOfAnotherState_SaysWhatDiffers()
    {
        (await TakeAsync(await LoadAsync())).ExitCode.ShouldBe(0);
        string path = Path.Combine(Backup, "manifest.json");
        JsonNode manifest = JsonNode.Parse(await File.ReadAllTextAsync(path))!;
        manifest["head"] = new string('0', 64);
        manifest["commit"] = 4711;
        await File.WriteAllTextAsync(path, manifest.ToJsonString());

        HubResult verified = await VerifyAsync();

        verified.ExitCode.ShouldBe(7, verified.Error);
        verified.Error.ShouldContain("instead of 4711");
        verified.Error.ShouldContain($"instead of {new string('0', 64)}");
    }

    [StoreFact]
    public async Task Verify_WhenTheStoreHoldsWhatNoFreshRunGives_EndsWithSevenAndSaysWhatDiffers()
    {
        string store = await NewStoreAsync("seeded");
        await using (IPartyStore owned = await OpenAsync(store))
        {
            // Its rows are sealed and chained as they should be, but its parties and golden records are made up.
            string json = BundleFile.ToJson(DefaultBundle.Create());
            await owned.ActivateBundleAsync(BundleFile.Sha256Of(json), json, CancellationToken.None);
            await SeededStore.CommitAsync(owned);
        }

        (await TakeAsync(store)).ExitCode.ShouldBe(0);

        HubResult verified = await VerifyAsync("--json");

        verified.ExitCode.ShouldBe(7, verified.Out + verified.Error);
        JsonElement report = JsonDocument.Parse(verified.Out).RootElement;
        report.GetProperty("golden_compared").GetInt64().ShouldBe(2);
        report.GetProperty("golden_differing").GetInt64().ShouldBe(2);
        report.GetProperty("faults").EnumerateArray().Select(fault => fault.GetString()).ShouldBe(
        [
            "2 golden records whose cells do not have the content hash that the store keeps: P1, P2",
            "2 golden records whose content is another in a fresh run: P1, P2",
            "1 review tasks that a fresh run does not have: crm/1 ~ crm/2",
        ]);
    }

    [StoreFact]
    public async Task Verify_WhenTheKeyFileIsAnotherStores_SaysWhichKeyItLacks()
    {
        (await TakeAsync(await LoadAsync())).ExitCode.ShouldBe(0);
        File.Delete(KeyFile);
        (await RunAsync("load", _folder["people.csv"], "--db", _folder["other.db"])).ExitCode.ShouldBe(0);
        File.Copy(_folder["other.db.keys"], KeyFile);

        HubResult verified = await VerifyAsync();

        verified.ExitCode.ShouldBe(7, verified.Error);
        verified.Error.ShouldContain($"fault: Key file {KeyFile} lacks the key file:");
    }

    [StoreFact]
    public async Task Verify_WhenTheStoreIsNamed_NotesBesideItWhatWasTakenAndWhatProven()
    {
        string store = await LoadAsync();
        (await NotesAsync(store)).ShouldBe(default);
        (await TakeAsync(store)).ExitCode.ShouldBe(0);
        DateTimeOffset first = BackupManifest.Read(Backup).CreatedAt;
        BackupTimes taken = await NotesAsync(store);
        (await RunAsync("backup", "--db", store, "--out", _folder["second"])).ExitCode.ShouldBe(0);

        HubResult verified = await VerifyAsync("--note", store);

        verified.ExitCode.ShouldBe(0, verified.Error);
        taken.ShouldBe(new BackupTimes(first, null));
        (await NotesAsync(store)).ShouldBe(new BackupTimes(BackupManifest.Read(_folder["second"]).CreatedAt, first));
    }

    [StoreFact]
    public async Task Verify_WhenTheNamedStoreIsAnother_EndsWithSevenAndNotesNothing()
    {
        (await TakeAsync(await LoadAsync())).ExitCode.ShouldBe(0);
        string other = await NewStoreAsync("other");
        await File.WriteAllTextAsync(_folder["more.csv"], Header + "\n900,New,Comer,1990-01-01,M9 9ZZ,,,\n");
        (await RunAsync("load", _folder["more.csv"], "--source", "crm", "--db", other)).ExitCode.ShouldBe(0);

        HubResult verified = await VerifyAsync("--note", other);

        verified.ExitCode.ShouldBe(7, verified.Error);
        verified.Error.ShouldContain($"never had the head of {Backup}, so the backup is of another store.");
        (await NotesAsync(other)).ShouldBe(default);
    }

    private static async Task<BackupTimes> NotesAsync(string store)
    {
        await using IOperationsStore operations = await PartyGuards.OpenOperationsAsync(store, CancellationToken.None);
        return await new BackupNotes(operations).FindAsync(CancellationToken.None);
    }

    private const string Header = "record_id,name.given,name.family,date.birth,address.postcode,phone,email,identifier.ssn";

    private protected Task<HubResult> TakeAsync(string store) => RunAsync("backup", "--db", store, "--out", Backup, "--copy-keys", KeyFile);

    private protected async Task<HubResult> VerifyAsync(params string[] more) => await RunAsync(
        ["backup", "verify", Backup, "--keys", KeyFile, "--scratch", kind == StoreKind.Sqlite ? _folder.Path : (await PostgreSqlServer.SharedAsync()).ConnectionTo("postgres"), .. more]);

    private protected async Task<string> LoadAsync() => await LoadAsync(await NewStoreAsync("hub"));

    private protected async Task<string> LoadAsync(string store)
    {
        await File.WriteAllTextAsync(_folder["people.csv"], string.Join('\n', [Header, .. Enumerable.Range(1, 60).Select(Line), ""]));
        HubResult loaded = await RunAsync("load", _folder["people.csv"], "--source", "crm", "--db", store);
        loaded.ExitCode.ShouldBe(0, loaded.Error);
        return store;
    }

    private protected async Task<string> NewStoreAsync(string name) =>
        kind == StoreKind.Sqlite ? _folder[name + ".db"] : await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);

    private Task<IPartyStore> OpenAsync(string store)
    {
        var keys = new LocalKeyFile(kind == StoreKind.Sqlite ? store + ".keys" : _folder["local/party-hub/store.keys"]);
        Directory.CreateDirectory(_folder["local/party-hub"]);
        return PartyStores.OpenAsync(store, new PartyStoreOptions { Sqlite = new() { Keys = keys }, PostgreSql = new() { Keys = keys } }, TimeProvider.System, CancellationToken.None);
    }

    /// <summary>Runs the program with a folder for application data of the test's own.</summary>
    private protected Task<HubResult> RunAsync(params string[] arguments)
    {
        Directory.CreateDirectory(_folder["local"]);
        return HubProcess.RunAsync(new Dictionary<string, string>(StringComparer.Ordinal) { ["XDG_DATA_HOME"] = _folder["local"] }, arguments);
    }

    private async Task<long> ScratchDatabasesAsync()
    {
        if (kind == StoreKind.Sqlite)
        {
            return Directory.GetDirectories(_folder.Path, "party-verify-*").Length;
        }

        await using var connection = new NpgsqlConnection((await PostgreSqlServer.SharedAsync()).ConnectionTo("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var count = new NpgsqlCommand("SELECT count(*) FROM pg_database WHERE datname LIKE 'party_verify_%'", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    private async Task<long> PartiesAsync(string store) => (await GoldenAsync(store)).Count(character => character == '\n');

    private protected async Task<string> GoldenAsync(string store)
    {
        HubResult export = await RunAsync("export", "golden", "--format", "jsonl", "--db", store);
        export.ExitCode.ShouldBe(0, export.Error);
        return export.Out;
    }

    /// <summary>A person; every one above thirty is the one thirty before, come again.</summary>
    private static string Line(int number)
    {
        int person = (number - 1) % 30 + 1;
        return FormattableString.Invariant(
            $"{number},given{person},family{person},19{39 + person}-0{1 + person % 9}-1{person % 9},M{person} 1AA,077009000{person:00},family{person}@example.org,07805{person:0000}");
    }
}

public sealed class BackupCommandOnSqliteTests() : BackupCommandTests(StoreKind.Sqlite);

[NeedsPostgreSql]
public sealed class BackupCommandOnPostgreSqlTests() : BackupCommandTests(StoreKind.PostgreSql)
{
    [StoreFact]
    public async Task Restore_WhenTheStoreLiesInASchemaOfItsOwn_MakesItThereAndNowhereElse()
    {
        string database = await NewStoreAsync("hub");
        await using (var connection = new NpgsqlConnection(database + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var make = new NpgsqlCommand("CREATE SCHEMA \"Party hub\"", connection);
            await make.ExecuteNonQueryAsync();
        }

        string store = await LoadAsync(database + ";Search Path='\"Party hub\",public'");
        (await TakeAsync(store)).ExitCode.ShouldBe(0);
        string empty = await NewStoreAsync("restored");

        HubResult verified = await VerifyAsync();
        HubResult elsewhere = await RunAsync("restore", Backup, "--db", empty, "--keys", KeyFile);
        HubResult restored = await RunAsync("restore", Backup, "--db", empty + ";Search Path='\"Party hub\",public'", "--keys", KeyFile);

        verified.ExitCode.ShouldBe(0, verified.Error);
        elsewhere.ExitCode.ShouldBe(5);
        elsewhere.Error.ShouldContain("the backup is of the schema Party hub, and public comes first in the search path: add Search Path=\"Party hub\".");
        restored.ExitCode.ShouldBe(0, restored.Error);
        (await GoldenAsync(empty + ";Search Path='\"Party hub\",public'")).ShouldBe(await GoldenAsync(store));
    }

    [StoreFact]
    public async Task Verify_WhenARowWasAlteredInTheDatabase_NamesIt()
    {
        string store = await LoadAsync();
        await using (var connection = new NpgsqlConnection(store + ";Pooling=false"))
        {
            await connection.OpenAsync();
            await using var alter = new NpgsqlCommand("UPDATE golden_version SET body = set_byte(body, length(body) - 1, get_byte(body, length(body) - 1) # 1) WHERE id = 1", connection);
            (await alter.ExecuteNonQueryAsync()).ShouldBe(1);
        }

        (await TakeAsync(store)).ExitCode.ShouldBe(0);

        HubResult verified = await VerifyAsync();

        verified.ExitCode.ShouldBe(7, verified.Error);
        verified.Error.ShouldContain("fault: chain: golden version 1 was altered");
    }
}
