using System.Collections;
using System.Globalization;
using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>Pages of the blocks of a cluster: beside the hub's own rows, written without its lock.</content>
public sealed partial class PostgreSqlPartyStore : IBlockPages
{
    private const long PagesPerShard = 65_536;

    /// <inheritdoc />
    public Task<StoreMarks> ReadMarksAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand read = connection.Command("ReadBlockMarks");
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            return new StoreMarks(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<SavedShard>> ReadShardsAsync(long form, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<SavedShard>>(
        async (connection, _) =>
        {
            var shards = new List<SavedShard>();
            await using NpgsqlCommand read = connection.Command("ReadBlockShards", Parameter.Of(form));
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                var bits = new BitArray(row.Bytes(4));
                shards.Add(new SavedShard(
                    row.GetInt32(0), new StoreMarks(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), [.. Enumerable.Range(0, bits.Length).Where(page => bits[page])]));
            }

            return shards;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task WriteShardAsync(long form, SavedShard shard, CancellationToken cancellationToken)
    {
        byte[] bits = new byte[shard.Pages.Count == 0 ? 0 : (shard.Pages[^1] / 8) + 1];
        foreach (int page in shard.Pages)
        {
            bits[page / 8] |= (byte)(1 << (page % 8));
        }

        return RetryAsync(async () =>
        {
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            return await connection.ExecuteAsync(
                "WriteBlockShard", cancellationToken, Parameter.Of(shard.Shard), Parameter.Of(form), Parameter.Of(shard.Marks.Commit), Parameter.Of(shard.Marks.Record),
                Parameter.Of(shard.Marks.Past), Parameter.Of(bits));
        });
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<SavedPage>> ReadPagesAsync(long form, int shard, IReadOnlyCollection<int> pages, CancellationToken cancellationToken) =>
        ReadAsync<IReadOnlyList<SavedPage>>(
            async (connection, context) =>
            {
                var found = new List<SavedPage>(pages.Count);
                await using NpgsqlCommand read = connection.Command("ReadBlockPages", Parameter.Of(form), Parameter.Of(IdsOf(shard, pages)));
                await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    long id = row.GetInt64(0);
                    if (OpenPage(id, row.Bytes(1), context.Keys) is { } page)
                    {
                        found.Add(new SavedPage((int)(id % PagesPerShard), page));
                    }
                }

                return found;
            },
            cancellationToken);

    /// <inheritdoc />
    public async Task<IReadOnlyList<int>> WritePagesAsync(long form, long commit, int shard, IReadOnlyList<SavedPage> pages, CancellationToken cancellationToken)
    {
        StoreKeys keys = await ReadAsync((_, context) => Task.FromResult(context.Keys), cancellationToken);
        long[] ids = IdsOf(shard, [.. pages.Select(page => page.Page)]);
        byte[][] bodies = [.. pages.Zip(ids, (page, id) => RowSeal.Seal(page.Bytes, SealedKind.Blocks, OwnerOfPage(id), keys))];
        return await RetryAsync(async () =>
        {
            var written = new List<int>(pages.Count);
            await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
            await using NpgsqlCommand write = connection.Command("WriteBlockPages", Parameter.Of(form), Parameter.Of(commit), Parameter.Of(ids), Parameter.Of(bodies));
            await using NpgsqlDataReader row = await write.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                written.Add((int)(row.GetInt64(0) % PagesPerShard));
            }

            return written;
        });
    }

    /// <inheritdoc />
    public Task EmptyPagesAsync(long form, long commit, (int Shard, int Shards) place, IReadOnlyCollection<int> pages, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("EmptyBlockPages", Parameter.Of(form), Parameter.Of(commit), Parameter.Of(IdsOf(place.Shard, pages)));
        batch.Add(
            "DropForeignBlockPages", Parameter.Of(form), Parameter.Of(place.Shard * PagesPerShard), Parameter.Of(((place.Shard + 1) * PagesPerShard) - 1),
            Parameter.Of(place.Shards * PagesPerShard));
        return await batch.ExecuteNonQueryAsync(cancellationToken);
    });

    /// <inheritdoc />
    public Task<IReadOnlyList<RecordKey>> ReadPastKeysAsync(StoreMarks since, CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<RecordKey>>(
        async (connection, context) =>
        {
            var keys = new List<RecordKey>();
            await using NpgsqlCommand read = connection.Command("ReadPastKeys", Parameter.Of(since.Past));
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                keys.Add(new RecordKey(context.Symbols.NameOf(row.GetInt32(0)), row.Utf8(1)));
            }

            return keys;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<RecordKey, byte[]>> ReadChangedRecordsAsync(StoreMarks since, CancellationToken cancellationToken) => StreamAsync(
        "ReadChangedRecords",
        [Parameter.Of(since.Record), Parameter.Of(since.Past)],
        (row, context) =>
        {
            var key = new RecordKey(context.Symbols.NameOf(row.GetInt32(0)), row.Utf8(1));
            return KeyValuePair.Create(key, RecordAt(key, row.Bytes(2), payload: null, default, context.Keys).Content);
        },
        cancellationToken);

    private static long[] IdsOf(int shard, IReadOnlyCollection<int> pages) => [.. pages.Select(page => (shard * PagesPerShard) + page)];

    private static byte[] OwnerOfPage(long id) => Encoding.ASCII.GetBytes(id.ToString(CultureInfo.InvariantCulture));

    /// <summary>Null where it cannot be opened: sealed by a key that is gone, or altered.</summary>
    private static byte[]? OpenPage(long id, byte[] body, StoreKeys keys)
    {
        try
        {
            return RowSeal.Open(body, SealedKind.Blocks, OwnerOfPage(id), keys);
        }
        catch (StoreException)
        {
            return null;
        }
    }
}
