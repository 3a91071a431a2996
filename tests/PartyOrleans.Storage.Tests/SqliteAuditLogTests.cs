using System.Globalization;
using System.Text;
using PartyOrleans.Storage.Audit;
using PartyOrleans.Storage.Sqlite;

namespace PartyOrleans.Storage.Tests;

public sealed class SqliteAuditLogTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audit");

    private string Path => System.IO.Path.Combine(_folder.FullName, "a.db.audit");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Append_WhenDone_IsReadBackWhole()
    {
        AuditEntry entry = Entry(1) with
        {
            Records = ["crm/1", "a \"quoted\"/é"],
            Others = 7,
            Unmasked = ["date.birth", "identifier.ssn"],
            Purpose = "complaint",
            TraceId = "0af7651916cd43dd8448eb211c80319c",
        };
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);

        await log.AppendAsync(entry, CancellationToken.None);

        AuditRow row = (await log.ReadAsync(new AuditQuery(), CancellationToken.None)).Rows.Single();
        row.Sequence.ShouldBe(1);
        AuditEntryJson.Write(row.Entry).ShouldBe(AuditEntryJson.Write(entry));
        row.Hash.ShouldBe(AuditEntryJson.Hash(new byte[32], 1, AuditEntryJson.Write(entry)));
    }

    [Fact]
    public void Write_WhenEverythingIsSaid_HasOneForm() =>
        Encoding.UTF8.GetString(AuditEntryJson.Write(Entry(1) with { Records = ["crm/1"], Others = 2, Unmasked = ["email"], Purpose = "p", TraceId = "t" })).ShouldBe(
            """{"at":"2026-05-04T12:00:01Z","actor":"ann","via":"key","action":"GetParty","parties":["P1"],"records":["crm/1"],"others":2,"unmasked":["email"],"result":200,"purpose":"p","trace":"t"}""");

    [Fact]
    public async Task Append_WhenManyAtOnce_KeepsEveryEntryOnceInOneChain()
    {
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);

        await Parallel.ForAsync(0, 5000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, token) => await log.AppendAsync(Entry(i), token));

        AuditProof proof = await log.VerifyAsync(CancellationToken.None);
        proof.Entries.ShouldBe(5000);
        proof.BrokenAt.ShouldBeNull();
        List<AuditRow> all = await AllAsync(log, new AuditQuery { Limit = 333 });
        all.Select(row => row.Sequence).ShouldBe(Enumerable.Range(1, 5000).Reverse().Select(i => (long)i));
        all.Select(row => row.Entry.Parties[0]).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 5000).Select(i => $"P{i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Append_WhenTwoWritersShareTheFile_ContinuesOneChain()
    {
        await using SqliteAuditLog one = SqliteAuditLog.Open(Path);
        await using SqliteAuditLog two = SqliteAuditLog.Open(Path);

        for (int i = 0; i < 20; i++)
        {
            await (i % 2 == 0 ? one : two).AppendAsync(Entry(i), CancellationToken.None);
        }

        (await one.VerifyAsync(CancellationToken.None)).ShouldBe(await two.VerifyAsync(CancellationToken.None));
        (await one.VerifyAsync(CancellationToken.None)).Entries.ShouldBe(20);
        (await one.VerifyAsync(CancellationToken.None)).BrokenAt.ShouldBeNull();
    }

    [Fact]
    public async Task Append_WhenOpenedAgain_ContinuesTheChain()
    {
        for (int i = 0; i < 3; i++)
        {
            await using SqliteAuditLog log = SqliteAuditLog.Open(Path);
            await log.AppendAsync(Entry(i), CancellationToken.None);
        }

        SqliteAuditLog.Verify(Path, CancellationToken.None).ShouldBe(new AuditProof(3, Head(3), null));
    }

    [Fact]
    public async Task Append_WhenTheFileCannotTakeIt_FailsAndTheNextOneTriesAgain()
    {
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);
        await log.AppendAsync(Entry(0), CancellationToken.None);
        Tamper("ALTER TABLE audit_entry RENAME TO gone");

        await Should.ThrowAsync<StoreException>(() => log.AppendAsync(Entry(1), CancellationToken.None));

        Tamper("ALTER TABLE gone RENAME TO audit_entry");
        await log.AppendAsync(Entry(1), CancellationToken.None);
        (await log.VerifyAsync(CancellationToken.None)).ShouldBe(new AuditProof(2, Head(2), null));
    }

    [Fact]
    public async Task Append_WhenClosed_IsRefused()
    {
        SqliteAuditLog log = SqliteAuditLog.Open(Path);
        await log.DisposeAsync();
        await log.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => log.AppendAsync(Entry(0), CancellationToken.None));
    }

    [Fact]
    public async Task Dispose_WhenEntriesWait_WritesThem()
    {
        SqliteAuditLog log = SqliteAuditLog.Open(Path);
        Task[] appended = [.. Enumerable.Range(0, 100).Select(i => log.AppendAsync(Entry(i), CancellationToken.None))];

        await log.DisposeAsync();

        appended.ShouldAllBe(task => task.IsCompletedSuccessfully);
        SqliteAuditLog.Verify(Path, CancellationToken.None).Entries.ShouldBe(100);
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET body = replace(body, 'ann', 'bob') WHERE sequence = 2", 2)]
    [InlineData("UPDATE audit_entry SET hash = zeroblob(32) WHERE sequence = 3", 3)]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 2", 2)]
    [InlineData("DELETE FROM audit_entry WHERE sequence = 1", 1)]
    [InlineData("UPDATE audit_entry SET sequence = -1 WHERE sequence = 1", 1)]
    [InlineData("UPDATE audit_entry SET sequence = 9 WHERE sequence = 4", 4)]
    [InlineData("INSERT INTO audit_entry SELECT 5, body, hash FROM audit_entry WHERE sequence = 4", 5)]
    public async Task Verify_WhenTampered_NamesTheFirstBrokenEntry(string tampering, long broken)
    {
        await using (SqliteAuditLog log = SqliteAuditLog.Open(Path))
        {
            for (int i = 0; i < 4; i++)
            {
                await log.AppendAsync(Entry(i), CancellationToken.None);
            }
        }

        Tamper("DROP TRIGGER audit_entry_stays; DROP TRIGGER audit_entry_remains;" + tampering);

        SqliteAuditLog.Verify(Path, CancellationToken.None).ShouldBe(new AuditProof(broken - 1, Head((int)broken - 1), broken));
    }

    [Theory]
    [InlineData("UPDATE audit_entry SET body = x'00'")]
    [InlineData("DELETE FROM audit_entry")]
    public async Task Tampering_WhenThroughSql_IsRefused(string tampering)
    {
        await using (SqliteAuditLog log = SqliteAuditLog.Open(Path))
        {
            await log.AppendAsync(Entry(0), CancellationToken.None);
        }

        Should.Throw<StoreException>(() => Tamper(tampering)).Message.ShouldContain("append-only");
    }

    [Fact]
    public async Task Read_WhenFiltered_GivesWhatFitsNewestFirst()
    {
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);
        for (int i = 0; i < 10; i++)
        {
            await log.AppendAsync(
                Entry(i) with { Actor = i % 2 == 0 ? "ann" : "bob", Action = i < 5 ? "GetParty" : "Search", Parties = [$"P{i % 3}"], Records = [$"crm/{i}"] },
                CancellationToken.None);
        }

        (await SequencesAsync(log, new AuditQuery { Actor = "bob" })).ShouldBe([10, 8, 6, 4, 2]);
        (await SequencesAsync(log, new AuditQuery { Action = "GetParty", Actor = "ann" })).ShouldBe([5, 3, 1]);
        (await SequencesAsync(log, new AuditQuery { Party = "P0" })).ShouldBe([10, 7, 4, 1]);
        (await SequencesAsync(log, new AuditQuery { Record = "crm/3" })).ShouldBe([4]);
        (await SequencesAsync(log, new AuditQuery { From = Noon.AddSeconds(2), Until = Noon.AddSeconds(4) })).ShouldBe([4, 3]);
        (await SequencesAsync(log, new AuditQuery { Before = 3 })).ShouldBe([2, 1]);
        (await SequencesAsync(log, new AuditQuery { Party = "'; DROP TABLE audit_entry; --" })).ShouldBeEmpty();
        (await log.ReadAsync(new AuditQuery { Limit = 4 }, CancellationToken.None)).Before.ShouldBe(7);
        (await log.ReadAsync(new AuditQuery { Limit = 4, Before = 5 }, CancellationToken.None)).Before.ShouldBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task Read_WhenLimitIsOutOfBounds_IsRefused(int limit)
    {
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => log.ReadAsync(new AuditQuery { Limit = limit }, CancellationToken.None));
    }

    [Fact]
    public void Read_WhenThereIsNoFile_IsEmptyAndMakesNone()
    {
        SqliteAuditLog.Read(Path, new AuditQuery()).ShouldBeEquivalentTo(new AuditPage([], null));
        SqliteAuditLog.Verify(Path, CancellationToken.None).ShouldBe(new AuditProof(0, Head(0), null));
        File.Exists(Path).ShouldBeFalse();
    }

    [Fact]
    public async Task Open_WhenMade_IsReadableByItsOwnerAlone()
    {
        await using SqliteAuditLog log = SqliteAuditLog.Open(Path);
        await log.AppendAsync(Entry(0), CancellationToken.None);

        _folder.GetFiles().ShouldNotBeEmpty();
        foreach (FileInfo file in _folder.GetFiles())
        {
            (OperatingSystem.IsWindows() || File.GetUnixFileMode(file.FullName) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBeTrue();
        }
    }

    [Fact]
    public void Open_WhenTheFileIsNewer_IsRefused()
    {
        SqliteSideFile.Open(Path, ["AuditSchema1"], new SqliteStoreOptions()).Dispose();
        Tamper("PRAGMA user_version = 2");

        Should.Throw<StoreException>(() => SqliteAuditLog.Open(Path)).Message.ShouldContain("has version 2, this program knows up to 1");
    }

    private static AuditEntry Entry(int number) => new()
    {
        At = Noon.AddSeconds(number),
        Actor = "ann",
        Via = "key",
        Action = "GetParty",
        Parties = [string.Create(CultureInfo.InvariantCulture, $"P{number}")],
        Result = 200,
    };

    private static string Head(int entries)
    {
        byte[] hash = new byte[32];
        for (int i = 0; i < entries; i++)
        {
            hash = AuditEntryJson.Hash(hash, i + 1, AuditEntryJson.Write(Entry(i)));
        }

        return Convert.ToHexStringLower(hash);
    }

    private static async Task<long[]> SequencesAsync(SqliteAuditLog log, AuditQuery query) =>
        [.. (await log.ReadAsync(query, CancellationToken.None)).Rows.Select(row => row.Sequence)];

    private static async Task<List<AuditRow>> AllAsync(SqliteAuditLog log, AuditQuery query)
    {
        var all = new List<AuditRow>();
        for (long? before = 0; before is not null;)
        {
            AuditPage page = await log.ReadAsync(query with { Before = before.Value }, CancellationToken.None);
            all.AddRange(page.Rows);
            before = page.Before;
        }

        return all;
    }

    private void Tamper(string sql)
    {
        using var session = new SqliteSession(Path, writable: true, new SqliteStoreOptions());
        session.Run(sql);
    }
}
