using System.Globalization;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.PostgreSql;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.TestKit;
using PartyOrleans.TestKit.PostgreSql;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>What only a store in a database can meet: other tables, other versions, other rights, lookers beside the owner.</summary>
[NeedsPostgreSql]
public sealed class PostgreSqlDatabaseTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly PostgreSqlStoreOptions Options = new() { Keys = new UnwrappedKeys() };
    private string _location = "";

    public async Task InitializeAsync() => _location = await (await PostgreSqlServer.SharedAsync()).CreateDatabaseAsync(None);

    public Task DisposeAsync() => Task.CompletedTask;

    [StoreFact]
    public async Task OpenAsync_WhenOfAnotherProgram_LeavesItAlone()
    {
        await RunAsync("CREATE TABLE customer (id integer)");

        StoreException refused = await Should.ThrowAsync<StoreException>(OpenAsync);

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("holds tables that are not a hub's");
    }

    [StoreFact]
    public async Task OpenAsync_WhenNewerThanTheProgram_Refuses()
    {
        await (await OpenAsync()).DisposeAsync();
        await RunAsync("INSERT INTO schema_version (version, name, at) VALUES (9999, '9999_later', 0)");

        StoreException refused = await Should.ThrowAsync<StoreException>(OpenAsync);
        StoreException unread = await Should.ThrowAsync<StoreException>(() => PostgreSqlPartyStore.OpenReadOnlyAsync(_location, Options, None));

        refused.Message.ShouldContain("has schema version 9999");
        unread.Message.ShouldContain("use a newer program");
    }

    [StoreFact]
    public async Task OpenAsync_WhenSchemasDiffer_KeepsOneStoreInEach()
    {
        await RunAsync("CREATE SCHEMA a; CREATE SCHEMA b");
        await using PostgreSqlPartyStore a = await OpenAsync(_location + ";Search Path=a");
        await using PostgreSqlPartyStore b = await OpenAsync(_location + ";Search Path=b");

        await a.CommitAsync(Created("1", "p1"), None);

        (await a.CountAsync(None)).Records.ShouldBe(1);
        (await b.CountAsync(None)).Records.ShouldBe(0);
    }

    [StoreFact]
    public async Task OpenAsync_WhenTheDatabaseIsMissing_SaysSoWithoutThePassword()
    {
        string elsewhere = _location.Replace("Database=t", "Password=s3cret;Database=nowhere", StringComparison.Ordinal);

        StoreException missing = await Should.ThrowAsync<StoreException>(() => OpenAsync(elsewhere));

        missing.IsTransient.ShouldBeFalse();
        missing.Message.ShouldContain("There is no such database");
        missing.ToString().ShouldNotContain("s3cret");
    }

    [StoreFact]
    public async Task OpenReadOnlyAsync_WhenAnOwnerWorks_SeesItsCommits()
    {
        await using PostgreSqlPartyStore owner = await OpenAsync();
        await owner.CommitAsync(Created("1", "p1"), None);
        await using PostgreSqlPartyStore looker = await PostgreSqlPartyStore.OpenReadOnlyAsync(_location, Options, None);

        (await looker.CountAsync(None)).Records.ShouldBe(1);
        var added = Record("7", "p7", source: "a source the looker did not know");
        await owner.CommitAsync(new() { Upserted = [added], Golden = [Golden("p7", "Ann Lee", added.Key)] }, None);

        Show(await looker.FindRecordAsync(added.Key, None)).ShouldBe(Show(added));
        (await looker.ReadAllRecordsAsync()).Select(Show).ShouldBe([Show(added), Show(Record("1", "p1"))]);
        Show(await looker.FindGoldenAsync(Party("p7"), None)).ShouldBe(Show(Golden("p7", "Ann Lee", added.Key)));
        StoreException refused = await Should.ThrowAsync<StoreException>(() => looker.CommitAsync(Created("2", "p2"), None));
        refused.Message.ShouldContain("open for looking only");
    }

    [StoreFact]
    public async Task OpenReadOnlyAsync_WhenThereIsNone_SaysSoAndMakesNone()
    {
        StoreException missing = await Should.ThrowAsync<StoreException>(() => PostgreSqlPartyStore.OpenReadOnlyAsync(_location, Options, None));

        missing.Message.ShouldContain("does not exist: check the name, or load something first");
        (await CountAsync("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).ShouldBe(0);
    }

    [StoreFact]
    public async Task OpenReadOnlyAsync_WhenTheUserMayOnlyRead_Reads()
    {
        await using (PostgreSqlPartyStore owner = await OpenAsync())
        {
            await owner.CommitAsync(Created("1", "p1"), None);
        }

        string reader = string.Create(CultureInfo.InvariantCulture, $"reader{Environment.ProcessId}");
        await RunAsync($"CREATE ROLE {reader} LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader}");
        string location = _location.Replace("Username=party", "Username=" + reader, StringComparison.Ordinal);

        await using PostgreSqlPartyStore looker = await PostgreSqlPartyStore.OpenReadOnlyAsync(location, Options, None);
        (await looker.ReadAllRecordsAsync()).Select(Show).ShouldBe([Show(Record("1", "p1"))]);
        StoreException refused = await Should.ThrowAsync<StoreException>(async () =>
        {
            await using PostgreSqlPartyStore owner = await OpenAsync(location);
            await owner.CommitAsync(Created("2", "p2"), None);
        });
        refused.Message.ShouldContain("The user may not do this");
        refused.IsTransient.ShouldBeFalse();
    }

    [StoreFact]
    public async Task CommitAsync_WhenRowsAreManyAndChange_KeepsThePastOfEach()
    {
        // More rows than an array or a statement takes, of every kind that is updated.
        string[] ids = [.. Enumerable.Range(0, 9_000).Select(i => i.ToString("D5", CultureInfo.InvariantCulture))];
        await using PostgreSqlPartyStore store = await OpenAsync();
        await store.CommitAsync(
            new()
            {
                Upserted = [.. ids.Select(id => Record(id, "p" + id, payload: "raw " + id))],
                Golden = [.. ids.Select(id => Golden("p" + id, "Ann Lee", Key(id)))],
            },
            None);
        await store.CommitAsync(
            new()
            {
                Upserted = [.. ids.Select(id => Record(id, "p" + id, "Anne Lee"))],
                Golden = [.. ids.Select(id => Golden("p" + id, "Anne Lee", Key(id)))],
            },
            None);
        await store.CommitAsync(new() { Golden = [Golden("p", "Ann Lee", Key(ids[0]))], Moved = [.. ids.Select(id => KeyValuePair.Create(Key(id), Party("p")))] }, None);
        await store.CommitAsync(new() { Deleted = [.. ids.Select(id => Key(id))] }, None);

        (await store.CountAsync(None)).ShouldBe(new StoreCounts(0, 9_001, 18_001, 0, 0, 0));
        (await CountAsync("SELECT count(*) FROM record_past WHERE since = 1 AND until = 2 AND payload IS NOT NULL")).ShouldBe(9_000);
        (await CountAsync("SELECT count(*) FROM record_past WHERE since = 2 AND until = 4 AND payload IS NULL")).ShouldBe(9_000);
        (await CountAsync("SELECT count(*) FROM record_move WHERE since = 1 AND until = 3")).ShouldBe(9_000);
        (await CountAsync("SELECT count(*) FROM record_move WHERE since = 3 AND until = 4")).ShouldBe(9_000);
        (await CountAsync("SELECT count(*) FROM record_payload")).ShouldBe(0);
        (await CountAsync("SELECT count(*) FROM chain_link")).ShouldBe(5);
        ChainReport report = await store.VerifyAsync(None);
        report.Broken.ShouldBeEmpty();
        (report.Links, report.Commits, report.Records, report.GoldenVersions).ShouldBe((5, 4, 18_000, 18_001));
    }

    [StoreFact]
    public async Task VerifyAsync_WhenNothingWasAltered_ProvesEveryRow()
    {
        await using PostgreSqlPartyStore store = await OpenAsync();
        await FillAsync(store);

        ChainReport report = await store.VerifyAsync(None);

        report.Broken.ShouldBeEmpty();
        report.ShouldBe(new ChainReport(6, 4, 3, 4, 5, 2, 0, report.Head, report.Broken));
        (await store.HasHeadAsync(report.Head, None)).ShouldBeTrue();
        (await store.HasHeadAsync(new string('0', 64), None)).ShouldBeFalse();
        (await store.HasHeadAsync("no head", None)).ShouldBeFalse();
    }

    [StoreTheory]
    [InlineData("UPDATE record SET body = overlay(body PLACING '\\x00'::bytea FROM 60) WHERE id = 2", "record 2 was altered")]
    [InlineData("UPDATE record SET party = 1 WHERE id = 2", "Commit 1 is not what was committed")]
    [InlineData("UPDATE hub_commit SET actor = 'nobody' WHERE id = 3", "Commit 3 is not what was committed")]
    [InlineData("DELETE FROM party_event WHERE id = 4", "Commit 2 is not what was committed")]
    [InlineData("DELETE FROM chain_link WHERE id = 3", "link 4 (Commit 2) does not follow from the one before it")]
    [InlineData("UPDATE bundle_activation SET sha256 = 'x'", "Activation 1 is not what was committed")]
    public async Task VerifyAsync_WhenARowWasAltered_NamesIt(string alteration, string expected)
    {
        await using (PostgreSqlPartyStore store = await OpenAsync())
        {
            await FillAsync(store);
        }

        await RunAsync(alteration);

        await using PostgreSqlPartyStore altered = await PostgreSqlPartyStore.OpenReadOnlyAsync(_location, Options, None);
        (await altered.VerifyAsync(None)).Broken.ShouldContain(expected);
    }

    /// <summary>Two parties merge, a record changes and leaves, pairs are judged, and a bundle is activated.</summary>
    private static async Task FillAsync(PostgreSqlPartyStore store)
    {
        var at = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
        RecordKey one = Key("1");
        RecordKey two = Key("2");
        await store.CommitAsync(
            new()
            {
                Upserted = [Record("1", "p1", payload: "raw"), Record("2", "p2")],
                Golden = [Golden("p1", "Ann Lee", one), Golden("p2", "Ann Lee", two)],
                Events = [Event("p1", PartyEventKind.Created, null, one), Event("p2", PartyEventKind.Created, null, two)],
            },
            None);
        await store.ActivateBundleAsync(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("{}"u8)), "{}", None);
        await store.CommitAsync(
            new()
            {
                Moved = [KeyValuePair.Create(one, Party("p2"))],
                Golden = [Golden("p2", "Ann Lee", one, two)],
                Retired = [KeyValuePair.Create<PartyId, PartyId?>(Party("p1"), Party("p2"))],
                Events =
                [
                    Event("p2", PartyEventKind.Merged, "p1", one), Event("p1", PartyEventKind.Retired, "p2", one), Event("p2", PartyEventKind.Changed, null),
                ],
            },
            None);
        await store.CommitAsync(
            new()
            {
                Judged =
                [
                    new Judgement(new RecordPair(one, two), JudgementKind.MustLink, "eve", "same passport", at),
                    new Judgement(new RecordPair(one, Key("3")), JudgementKind.CannotLink, "eve", "twins", at),
                ],
            },
            None);
        await store.CommitAsync(
            new()
            {
                Upserted = [Record("2", "p2", "Anne Lee")],
                Deleted = [one],
                Golden = [Golden("p2", "Anne Lee", two)],
                Revoked = [new RecordPair(one, two)],
            },
            None);
    }

    private Task<PostgreSqlPartyStore> OpenAsync() => OpenAsync(_location);

    private static Task<PostgreSqlPartyStore> OpenAsync(string location) =>
        PostgreSqlPartyStore.OpenAsync(location, Options, TimeProvider.System, None);

    private async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_location + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_location + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
