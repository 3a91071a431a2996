using PartyOrleans.Model;
using PartyOrleans.Storage.Sqlite;
using PartyOrleans.TestKit;
using SQLitePCL;

namespace PartyOrleans.Storage.Tests;

/// <summary>The privacy contract over a file.</summary>
public sealed class SqlitePrivacyTests : PrivacyContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("party-privacy-");

    protected override string Location => Path.Combine(_folder.FullName, "hub.db");

    public void Dispose() => _folder.Delete(recursive: true);

    protected override async Task<IPartyStore> OpenAsync(string location) =>
        await SqlitePartyStore.OpenAsync(location, new SqliteStoreOptions(), Time, CancellationToken.None);

    /// <summary>Rows of many sizes are written and written again, so that pages are split, merged and rearranged; then one record goes.</summary>
    [Fact]
    public async Task CommitAsync_WhenErasedAfterManyChanges_LeavesNoSaltOfItInTheFile()
    {
        List<byte[]> salts;
        await using (IPartyStore store = await OpenAsync(Location))
        {
            for (int round = 0; round < 12; round++)
            {
                for (int part = 0; part < 4; part++)
                {
                    string[] ids = [.. Enumerable.Range(0, 60).Where(id => id % 4 == part || id == 17).Select(id => id.ToString("D3", System.Globalization.CultureInfo.InvariantCulture))];
                    string name = new('x', 1 + (((round * 7) + (part * 13)) % 40 * 25));
                    await store.CommitAsync(
                        new HubChange
                        {
                            Upserted = [.. ids.Select(id => StoreFixtures.Record(id, "p" + id, name + id + round, payload: name))],
                            Golden = [.. ids.Select(id => StoreFixtures.Golden("p" + id, name + id + round + part, StoreFixtures.Key(id)))],
                        },
                        CancellationToken.None);
                }
            }

            salts = SaltsOf("017");
            salts.Count.ShouldBe(48 + 48 + 48);
            (await ReadBytesWhileOpenAsync()).AsSpan().IndexOf(salts[0]).ShouldBeGreaterThan(0);
            await store.CommitAsync(
                new HubChange
                {
                    Deleted = [StoreFixtures.Key("017")],
                    Erased = [StoreFixtures.Key("017")],
                    Retired = [new(StoreFixtures.Party("p017"), null)],
                    Events = [StoreFixtures.Event("p017", PartyEventKind.Retired, null, StoreFixtures.Key("017"))],
                },
                CancellationToken.None);
            (await ((IStoreProof)store).VerifyAsync(CancellationToken.None)).Broken.ShouldBeEmpty();
        }

        byte[] bytes = await ReadBytesAsync(Location);
        salts.Count(salt => bytes.AsSpan().IndexOf(salt) >= 0).ShouldBe(0);
    }

    private async Task<byte[]> ReadBytesWhileOpenAsync()
    {
        using var bytes = new MemoryStream();
        foreach (string file in new[] { Location, Location + "-wal" })
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await stream.CopyToAsync(bytes);
        }

        return bytes.ToArray();
    }

    /// <summary>The salts of every sealed row of a record: its contents, payloads, and the golden versions of its party.</summary>
    private List<byte[]> SaltsOf(string recordId)
    {
        raw.sqlite3_open_v2(Location, out sqlite3 db, raw.SQLITE_OPEN_READONLY, null).ShouldBe(raw.SQLITE_OK);
        using (db)
        {
            var salts = new List<byte[]>();
            raw.sqlite3_prepare_v2(
                db,
                $"""
                SELECT body FROM record WHERE record_id = '{recordId}' UNION ALL SELECT body FROM record_past WHERE record_id = '{recordId}'
                UNION ALL SELECT text FROM record_payload JOIN record ON record.id = record WHERE record_id = '{recordId}'
                UNION ALL SELECT payload FROM record_past WHERE record_id = '{recordId}'
                UNION ALL SELECT body FROM golden_version JOIN party ON party.id = party WHERE name = 'p{recordId}'
                """,
                out sqlite3_stmt rows).ShouldBe(raw.SQLITE_OK);
            using (rows)
            {
                while (raw.sqlite3_step(rows) == raw.SQLITE_ROW)
                {
                    salts.Add(raw.sqlite3_column_blob(rows, 0).Slice(5, 16).ToArray());
                }
            }

            return salts;
        }
    }

    protected override Task<byte[]> ReadBytesAsync(string location) => Task.FromResult<byte[]>(
    [
        .. Directory.GetFiles(_folder.FullName, "hub.db*").Where(file => !file.EndsWith(".keys", StringComparison.Ordinal)).SelectMany(File.ReadAllBytes),
    ]);
}
