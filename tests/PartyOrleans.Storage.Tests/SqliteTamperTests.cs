using PartyOrleans.Model;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using SQLitePCL;
using static PartyOrleans.TestKit.StoreFixtures;

namespace PartyOrleans.Storage.Tests;

/// <summary>Whatever is altered in a chained row, the proof finds it.</summary>
public sealed class SqliteTamperTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-tamper-");

    public void Dispose() => _folder.Delete(recursive: true);

    public static TheoryData<string> Alterations() =>
    [
        "UPDATE record SET party = 2 - party", "UPDATE record SET record_id = record_id || 'x' WHERE id = 1", "UPDATE record SET since = since + 1 WHERE id = 1",
        "DELETE FROM record WHERE id = 1", "DELETE FROM record_payload", "UPDATE record_past SET until = until - 1",
        "UPDATE record_past SET body = (SELECT body FROM record WHERE id = 1)", "DELETE FROM record_past",
        "UPDATE golden_version SET hub_commit = hub_commit + 1 WHERE id = 1", "UPDATE golden_version SET party = 3 - party WHERE id = 1",
        "DELETE FROM golden_version WHERE id = 3", "UPDATE party SET golden = golden - 1 WHERE golden > 1",
        "UPDATE party_event SET kind = 3 WHERE id = 2", "DELETE FROM party_event WHERE id = 2", "UPDATE party_event SET previous = 1 WHERE id = 2",
        "UPDATE judgement SET kind = 3 - kind", "UPDATE judgement SET left_id = '9'", "UPDATE judgement SET ended = 2", "DELETE FROM judgement",
        "UPDATE hub_commit SET at = at + 1 WHERE id = 2", "UPDATE hub_commit SET actor = 'mallory' WHERE id = 2", "DELETE FROM hub_commit WHERE id = 3",
        "UPDATE bundle_activation SET at = at + 1", "DELETE FROM chain_link WHERE id = 2", "UPDATE chain_link SET subject = 9 WHERE id = 3",
        "UPDATE erasure_row SET row = row + 1", "DELETE FROM erasure_row", "UPDATE party SET redirect = NULL WHERE state = 2 AND redirect > 0", "UPDATE party SET state = 1 WHERE id = 1",
        "UPDATE record SET party_since = party_since + 1 WHERE id = 2", "DELETE FROM record_move",
    ];

    [Theory]
    [MemberData(nameof(Alterations))]
    public async Task VerifyAsync_WhenARowWasAltered_FindsIt(string alteration)
    {
        string path = await FillAsync();
        Run(path, alteration).ShouldBeGreaterThan(0);

        await using SqlitePartyStore store = await SqlitePartyStore.OpenReadOnlyAsync(path, new SqliteStoreOptions(), None);
        (await store.VerifyAsync(None)).Broken.ShouldNotBeEmpty(alteration);
    }

    [Theory]
    [InlineData("record", "body")]
    [InlineData("record_payload", "text")]
    [InlineData("record_past", "body")]
    [InlineData("golden_version", "body")]
    [InlineData("judgement", "reason")]
    [InlineData("chain_link", "digest")]
    [InlineData("chain_link", "head")]
    [InlineData("party_event", "records")]
    [InlineData("erasure_row", "before")]
    [InlineData("erasure_row", "after")]
    public async Task VerifyAsync_WhenAnyByteWasAltered_FindsIt(string table, string column)
    {
        string path = await FillAsync();
        int length = (int)Number(path, $"SELECT length({column}) FROM {table} ORDER BY rowid LIMIT 1");
        length.ShouldBeGreaterThan(8);
        for (int at = 1; at <= length; at += Math.Max(1, length / 40))
        {
            string copy = path + ".copy";
            File.Copy(path, copy, overwrite: true);
            File.Copy(path + ".keys", copy + ".keys", overwrite: true);
            string flipped = (Number(copy, $"SELECT instr('0123456789ABCDEF', substr(hex({column}), {(2 * at) - 1}, 1)) FROM {table} ORDER BY rowid LIMIT 1") % 16)
                .ToString("X1", System.Globalization.CultureInfo.InvariantCulture);
            Run(copy, $"""
                UPDATE {table} SET {column} = unhex(substr(hex({column}), 1, {2 * (at - 1)}) || '{flipped}' || substr(hex({column}), {2 * at}))
                WHERE rowid = (SELECT min(rowid) FROM {table})
                """).ShouldBe(1);

            await using SqlitePartyStore store = await SqlitePartyStore.OpenReadOnlyAsync(copy, new SqliteStoreOptions(), None);
            (await store.VerifyAsync(None)).Broken.ShouldNotBeEmpty($"byte {at} of {table}.{column}");
        }
    }

    [Fact]
    public async Task HasHeadAsync_WhenTheStoreWasPutBack_DoesNotKnowTheLaterHead()
    {
        string path = await FillAsync();
        string head;
        await using (SqlitePartyStore store = await SqlitePartyStore.OpenAsync(path + ".copy", new SqliteStoreOptions(), new FakeTimeProvider(DateTimeOffset.UnixEpoch), None))
        {
            await store.CommitAsync(Created("1", "p1"), None);
            head = (await store.VerifyAsync(None)).Head;
        }

        await using SqlitePartyStore other = await SqlitePartyStore.OpenReadOnlyAsync(path, new SqliteStoreOptions(), None);
        (await other.HasHeadAsync(head, None)).ShouldBeFalse();
        (await other.HasHeadAsync((await other.VerifyAsync(None)).Head, None)).ShouldBeTrue();
    }

    private async Task<string> FillAsync()
    {
        string path = Path.Combine(_folder.FullName, "hub.db");
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using SqlitePartyStore store = await SqlitePartyStore.OpenAsync(path, new SqliteStoreOptions(), time, None);
        await store.ActivateBundleAsync(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("{}"u8)), "{}", None);
        await store.CommitAsync(Created("1", "p1", payload: "raw"), None);
        await store.CommitAsync(Created("2", "p2"), None);
        await store.CommitAsync(
            new HubChange
            {
                Upserted = [Record("1", "p2", "Anne Lee", "raw")],
                Golden = [Golden("p2", "Anne Lee", Key("1"), Key("2"))],
                Retired = [new(Party("p1"), Party("p2"))],
                Events = [Event("p2", PartyEventKind.Merged, "p1", Key("1")), Event("p1", PartyEventKind.Retired, "p2", Key("1"))],
                Judged = [new Judgement(new RecordPair(Key("1"), Key("2")), JudgementKind.MustLink, "eve", "same passport", time.GetUtcNow())],
            },
            None);
        await store.CommitAsync(Created("3", "p3"), None);
        await store.CommitAsync(
            new HubChange { Deleted = [Key("3")], Erased = [Key("3")], Retired = [new(Party("p3"), null)], Events = [Event("p3", PartyEventKind.Retired, null, Key("3"))] },
            None);
        return path;
    }

    private static int Run(string path, string sql)
    {
        raw.sqlite3_open(path, out sqlite3 db).ShouldBe(raw.SQLITE_OK);
        using (db)
        {
            raw.sqlite3_exec(db, sql).ShouldBe(raw.SQLITE_OK, raw.sqlite3_errmsg(db).utf8_to_string());
            int changes = raw.sqlite3_changes(db);
            raw.sqlite3_wal_checkpoint_v2(db, "main", raw.SQLITE_CHECKPOINT_TRUNCATE, out _, out _);
            return changes;
        }
    }

    private static long Number(string path, string sql)
    {
        raw.sqlite3_open(path, out sqlite3 db).ShouldBe(raw.SQLITE_OK);
        using (db)
        {
            raw.sqlite3_prepare_v2(db, sql, out sqlite3_stmt statement).ShouldBe(raw.SQLITE_OK);
            using (statement)
            {
                raw.sqlite3_step(statement).ShouldBe(raw.SQLITE_ROW);
                return raw.sqlite3_column_int64(statement, 0);
            }
        }
    }
}
