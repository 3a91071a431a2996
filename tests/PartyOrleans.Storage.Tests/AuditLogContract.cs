using System.Globalization;
using PartyOrleans.Storage.Audit;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Storage.Tests;

/// <summary>What every audit log keeps, wherever it lies.</summary>
public abstract class AuditLogContract : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly (string Sql, long Broken)[] Tamperings =
    [
        ("UPDATE audit_entry SET body = (SELECT body FROM audit_entry WHERE sequence = 1) WHERE sequence = 2", 2),
        ("UPDATE audit_entry SET hash = (SELECT hash FROM audit_entry WHERE sequence = 1) WHERE sequence = 3", 3),
        ("DELETE FROM audit_entry WHERE sequence = 2", 2),
        ("DELETE FROM audit_entry WHERE sequence = 1", 1),
        ("UPDATE audit_entry SET sequence = -1 WHERE sequence = 1", 1),
        ("UPDATE audit_entry SET sequence = 9 WHERE sequence = 4", 4),
        ("INSERT INTO audit_entry SELECT 5, body, hash FROM audit_entry WHERE sequence = 4", 5),
    ];

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual Task DisposeAsync() => Task.CompletedTask;

    [StoreFact]
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
        await using IAuditLog log = await OpenAsync();

        await log.AppendAsync(entry, CancellationToken.None);

        AuditRow row = (await log.ReadAsync(new AuditQuery(), CancellationToken.None)).Rows.Single();
        row.Sequence.ShouldBe(1);
        AuditEntryJson.Write(row.Entry).ShouldBe(AuditEntryJson.Write(entry));
        row.Hash.ShouldBe(AuditEntryJson.Hash(new byte[32], 1, AuditEntryJson.Write(entry)));
    }

    [StoreFact]
    public async Task Append_WhenManyAtOnce_KeepsEveryEntryOnceInOneChain()
    {
        await using IAuditLog log = await OpenAsync();

        await Parallel.ForAsync(0, 5000, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (i, token) => await log.AppendAsync(Entry(i), token));

        AuditProof proof = await log.VerifyAsync(CancellationToken.None);
        proof.Entries.ShouldBe(5000);
        proof.BrokenAt.ShouldBeNull();
        List<AuditRow> all = await AllAsync(log, new AuditQuery { Limit = 333 });
        all.Select(row => row.Sequence).ShouldBe(Enumerable.Range(1, 5000).Reverse().Select(i => (long)i));
        all.Select(row => row.Entry.Parties[0]).Order(StringComparer.Ordinal)
            .ShouldBe(Enumerable.Range(0, 5000).Select(i => $"P{i}").Order(StringComparer.Ordinal));
    }

    [StoreFact]
    public async Task Append_WhenTwoWritersShareTheFile_ContinuesOneChain()
    {
        await using IAuditLog one = await OpenAsync();
        await using IAuditLog two = await OpenAsync();

        for (int i = 0; i < 20; i++)
        {
            await (i % 2 == 0 ? one : two).AppendAsync(Entry(i), CancellationToken.None);
        }

        (await one.VerifyAsync(CancellationToken.None)).ShouldBe(await two.VerifyAsync(CancellationToken.None));
        (await one.VerifyAsync(CancellationToken.None)).Entries.ShouldBe(20);
        (await one.VerifyAsync(CancellationToken.None)).BrokenAt.ShouldBeNull();
    }

    [StoreFact]
    public async Task Append_WhenOpenedAgain_ContinuesTheChain()
    {
        for (int i = 0; i < 3; i++)
        {
            await using IAuditLog log = await OpenAsync();
            await log.AppendAsync(Entry(i), CancellationToken.None);
        }

        (await ProveAsync()).ShouldBe(new AuditProof(3, Head(3), null));
    }

    [StoreFact]
    public async Task Append_WhenTheFileCannotTakeIt_FailsAndTheNextOneTriesAgain()
    {
        await using IAuditLog log = await OpenAsync();
        await log.AppendAsync(Entry(0), CancellationToken.None);
        await TamperAsync("ALTER TABLE audit_entry RENAME TO gone");

        await Should.ThrowAsync<StoreException>(() => log.AppendAsync(Entry(1), CancellationToken.None));

        await TamperAsync("ALTER TABLE gone RENAME TO audit_entry");
        await log.AppendAsync(Entry(1), CancellationToken.None);
        (await log.VerifyAsync(CancellationToken.None)).ShouldBe(new AuditProof(2, Head(2), null));
    }

    [StoreFact]
    public async Task Append_WhenClosed_IsRefused()
    {
        IAuditLog log = await OpenAsync();
        await log.DisposeAsync();
        await log.DisposeAsync();

        await Should.ThrowAsync<ObjectDisposedException>(() => log.AppendAsync(Entry(0), CancellationToken.None));
    }

    [StoreFact]
    public async Task Dispose_WhenEntriesWait_WritesThem()
    {
        IAuditLog log = await OpenAsync();
        Task[] appended = [.. Enumerable.Range(0, 100).Select(i => log.AppendAsync(Entry(i), CancellationToken.None))];

        await log.DisposeAsync();

        appended.ShouldAllBe(task => task.IsCompletedSuccessfully);
        (await ProveAsync()).Entries.ShouldBe(100);
    }

    [StoreFact]
    public async Task Read_WhenFiltered_GivesWhatFitsNewestFirst()
    {
        await using IAuditLog log = await OpenAsync();
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

    [StoreFact]
    public async Task Read_WhenLimitIsOutOfBounds_IsRefused()
    {
        await using IAuditLog log = await OpenAsync();

        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => log.ReadAsync(new AuditQuery { Limit = 0 }, CancellationToken.None));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => log.ReadAsync(new AuditQuery { Limit = 1001 }, CancellationToken.None));
    }

    [StoreFact]
    public async Task Verify_WhenTampered_NamesTheFirstBrokenEntry()
    {
        foreach ((string sql, long broken) in Tamperings)
        {
            await ClearAsync();
            await using IAuditLog log = await OpenAsync();
            for (int i = 0; i < 4; i++)
            {
                await log.AppendAsync(Entry(i), CancellationToken.None);
            }

            await UnguardAsync();
            await TamperAsync(sql);

            (await log.VerifyAsync(CancellationToken.None)).ShouldBe(new AuditProof(broken - 1, Head((int)broken - 1), broken), sql);
        }
    }

    [StoreFact]
    public async Task Tampering_WhenThroughSql_IsRefused()
    {
        await using IAuditLog log = await OpenAsync();
        await log.AppendAsync(Entry(0), CancellationToken.None);

        foreach (string sql in new[] { "UPDATE audit_entry SET sequence = 5", "DELETE FROM audit_entry" })
        {
            (await Should.ThrowAsync<Exception>(() => TamperAsync(sql))).Message.ShouldContain("append-only");
        }

        (await log.VerifyAsync(CancellationToken.None)).ShouldBe(new AuditProof(1, Head(1), null));
    }

    /// <summary>Opens the log, again where it is open already.</summary>
    protected abstract Task<IAuditLog> OpenAsync();

    /// <summary>Runs SQL behind the log's back.</summary>
    protected abstract Task TamperAsync(string sql);

    /// <summary>Takes away what refuses changes of entries.</summary>
    protected abstract Task UnguardAsync();

    /// <summary>Begins with an empty log.</summary>
    protected abstract Task ClearAsync();

    private protected static AuditEntry Entry(int number) => new()
    {
        At = Noon.AddSeconds(number),
        Actor = "ann",
        Via = "key",
        Action = "GetParty",
        Parties = [string.Create(CultureInfo.InvariantCulture, $"P{number}")],
        Result = 200,
    };

    private protected static string Head(int entries)
    {
        byte[] hash = new byte[32];
        for (int i = 0; i < entries; i++)
        {
            hash = AuditEntryJson.Hash(hash, i + 1, AuditEntryJson.Write(Entry(i)));
        }

        return Convert.ToHexStringLower(hash);
    }

    private static async Task<long[]> SequencesAsync(IAuditLog log, AuditQuery query) =>
        [.. (await log.ReadAsync(query, CancellationToken.None)).Rows.Select(row => row.Sequence)];

    private static async Task<List<AuditRow>> AllAsync(IAuditLog log, AuditQuery query)
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

    private async Task<AuditProof> ProveAsync()
    {
        await using IAuditLog log = await OpenAsync();
        return await log.VerifyAsync(CancellationToken.None);
    }
}
