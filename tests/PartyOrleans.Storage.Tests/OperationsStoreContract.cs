using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>What every store of small documents keeps, wherever it lies.</summary>
public abstract class OperationsStoreContract : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private IOperationsStore _store = null!;

    public virtual async Task InitializeAsync() => _store = await OpenAsync();

    public virtual async Task DisposeAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
        }
    }

    [StoreFact]
    public async Task PutAsync_WhenOpenedAgain_IsFound()
    {
        await _store.PutAsync([new("sink-cursor", "lake", """{"event":1,"ä":"é"}""", Noon), new("run", "1", "{}", Noon.AddTicks(1))], None);

        await using IOperationsStore other = await OpenAsync();
        (await other.FindAsync("sink-cursor", "lake", None)).ShouldBe(new OperationsDocument("sink-cursor", "lake", """{"event":1,"ä":"é"}""", Noon));
        (await other.FindAsync("run", "1", None)).ShouldBe(new OperationsDocument("run", "1", "{}", Noon.AddTicks(1)));
        (await other.FindAsync("run", "lake", None)).ShouldBeNull();
        (await other.FindAsync("' OR 1=1 --", "1", None)).ShouldBeNull();
    }

    [StoreFact]
    public async Task PutAsync_WhenThere_Replaces()
    {
        await _store.PutAsync([new("a", "x", "1", Noon)], None);
        await _store.PutAsync([new("a", "x", "2", Noon.AddHours(1))], None);

        (await _store.FindAsync("a", "x", None)).ShouldBe(new OperationsDocument("a", "x", "2", Noon.AddHours(1)));
    }

    [StoreFact]
    public async Task PutAsync_WhenOneIsTooLong_KeepsNone()
    {
        await Should.ThrowAsync<ArgumentException>(() => _store.PutAsync([new("a", "x", "1", Noon), new("a", new string('n', 501), "1", Noon)], None));
        await Should.ThrowAsync<ArgumentException>(() => _store.PutAsync([new("a", "x", "1", Noon), new("a", "", "1", Noon)], None));
        await Should.ThrowAsync<ArgumentException>(() => _store.PutAsync([new("a", "x", "1", Noon), new("a", "y", new string('j', (1 << 20) + 1), Noon)], None));
        await _store.PutAsync([], None);

        (await _store.ReadAsync("a", "", 10, None)).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task ReadAsync_WhenPaged_GivesThemByName()
    {
        await _store.PutAsync([.. new[] { "b", "a", "Z", "é", "c" }.Select(name => new OperationsDocument("runs", name, name, Noon))], None);
        await _store.PutAsync([new("run", "0", "", Noon), new("runsx", "0", "", Noon)], None);

        (await _store.ReadAsync("runs", "", 3, None)).Select(document => document.Name).ShouldBe(["Z", "a", "b"]);
        (await _store.ReadAsync("runs", "b", 3, None)).Select(document => document.Name).ShouldBe(["c", "é"]);
        (await _store.ReadAsync("none", "", 3, None)).ShouldBeEmpty();
    }

    [StoreFact]
    public async Task DeleteAsync_WhenDone_IsGone()
    {
        await _store.PutAsync([new("a", "x", "1", Noon), new("a", "y", "2", Noon)], None);

        (await _store.DeleteAsync("a", "x", None)).ShouldBeTrue();
        (await _store.DeleteAsync("a", "x", None)).ShouldBeFalse();

        (await _store.ReadAsync("a", "", 10, None)).Select(document => document.Name).ShouldBe(["y"]);
    }

    [StoreFact]
    public async Task PutAsync_WhenCalledAtOnce_KeepsAll()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => _store.PutAsync([new("a", $"{i:D2}", $"{i}", Noon)], None))));

        (await _store.ReadAsync("a", "", 100, None)).Select(document => document.Json).ShouldBe(Enumerable.Range(0, 50).Select(i => $"{i}"));
    }

    /// <summary>Opens the same documents, as another process would.</summary>
    protected abstract Task<IOperationsStore> OpenAsync();
}

/// <summary>Documents in a file.</summary>
public sealed class SqliteOperationsStoreTests : OperationsStoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("party-operations-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Open_WhenMade_OnlyItsOwnerMayRead()
    {
        string path = Path.Combine(_folder, "own.operations");
        await using (SqliteOperationsStore.Open(path))
        {
        }

        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    protected override Task<IOperationsStore> OpenAsync() =>
        Task.FromResult<IOperationsStore>(SqliteOperationsStore.Open(SqliteOperationsStore.PathOf(Path.Combine(_folder, "party.db"))));
}

/// <summary>Documents in a table of a real PostgreSQL.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlOperationsStoreTests : OperationsStoreContract
{
    private string _location = "";

    public override async Task InitializeAsync()
    {
        _location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(CancellationToken.None);
        await (await PostgreSqlPartyStore.OpenAsync(
            _location, new PostgreSqlStoreOptions { Keys = new UnwrappedKeys() }, TimeProvider.System, CancellationToken.None)).DisposeAsync();
        await base.InitializeAsync();
    }

    protected override async Task<IOperationsStore> OpenAsync() => await PostgreSqlOperationsStore.OpenAsync(_location, CancellationToken.None);
}
