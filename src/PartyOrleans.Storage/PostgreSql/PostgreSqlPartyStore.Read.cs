using System.Runtime.CompilerServices;
using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

public sealed partial class PostgreSqlPartyStore
{
    /// <inheritdoc />
    public Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken) => ReadAsync(
        async (connection, context) =>
        {
            if (!context.Symbols.Codes.TryGetValue(key.Source, out int source))
            {
                return null;
            }

            await using NpgsqlCommand find = connection.Command(
                "FindRecord", Parameter.Of(source), Parameter.Of(PostgreSqlChangeWriter.IndexKey(key.RecordId)));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken)
                ? RecordAt(key, row.Bytes(0), row.BytesOrNull(2), new PartyId(row.GetString(1)), context.Keys)
                : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<GoldenRecord?> FindGoldenAsync(PartyId party, CancellationToken cancellationToken) => ReadAsync(
        async (connection, context) =>
        {
            await using NpgsqlCommand find = connection.Command("FindGolden", Parameter.Of(party.Value));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken) ? GoldenAt(new PartyId(row.GetString(0)), row, 1, context) : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GoldenRecord> ReadGoldenAsync(CancellationToken cancellationToken) => StreamAsync(
        "ReadGolden", [], static (row, context) => GoldenAt(new PartyId(row.GetString(0)), row, 1, context), cancellationToken);

    /// <inheritdoc />
    public async IAsyncEnumerable<KeyValuePair<DateTimeOffset, GoldenRecord>> ReadGoldenVersionsAsync(
        PartyId party, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (GoldenVersion version in StreamAsync(
            "ReadGoldenVersions",
            [Parameter.Of(party.Value)],
            (row, context) => GoldenAt(party, row, 0, context) is { } golden ? new GoldenVersion(Time(row.GetInt64(1)), golden) : null,
            cancellationToken))
        {
            yield return new(version.CommittedAt, version.Golden);
        }
    }

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<DateTimeOffset, PartyEvent>> ReadEventsAsync(PartyId party, CancellationToken cancellationToken) =>
        StreamAsync(
            "ReadEvents",
            [Parameter.Of(party.Value)],
            (row, context) => new KeyValuePair<DateTimeOffset, PartyEvent>(Time(row.GetInt64(3)), EventAt(party, row, 0, 4, context)),
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, CancellationToken cancellationToken) => StreamAsync(
        "ReadFeed",
        [Parameter.Of(after)],
        static (row, context) => new FeedEntry(row.GetInt64(0), Time(row.GetInt64(5)), EventAt(new PartyId(row.GetString(1)), row, 2, 6, context)),
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<PartyId, PartyId?>> ReadRetiredAsync(CancellationToken cancellationToken) => SortedAsync(
        "ReadRetired",
        static (row, _) => new KeyValuePair<PartyId, PartyId?>(new PartyId(row.GetString(0)), row.IsDBNull(1) ? null : new PartyId(row.GetString(1))),
        static (a, b) => a.Key.CompareTo(b.Key),
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<Judgement> ReadJudgementsAsync(CancellationToken cancellationToken) => SortedAsync(
        "ReadJudgements",
        static (row, context) => StewardRow.Open(PairAt(row, context), row.Bytes(4), context.Keys),
        static (a, b) => a.Pair.CompareTo(b.Pair),
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<JudgementPeriod> ReadJudgementHistoryAsync(RecordPair pair, CancellationToken cancellationToken) => StreamAsync(
        "ReadJudgementHistory",
        [Parameter.Of(ChangeFingerprint.Of(pair))],
        (row, context) => StewardRow.Open(pair, row.Bytes(0), context.Keys) is { } judgement
            ? new JudgementPeriod(judgement, Time(row.GetInt64(1)), row.IsDBNull(2) ? null : Time(row.GetInt64(2)))
            : null,
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ReviewTask> ReadReviewsAsync(CancellationToken cancellationToken) => SortedAsync(
        "ReadReviews",
        static (row, context) => new ReviewTask(PairAt(row, context), row.GetDouble(4), row.GetDouble(5)),
        static (a, b) => b.WeightBits.CompareTo(a.WeightBits) is var byWeight and not 0 ? byWeight : a.Pair.CompareTo(b.Pair),
        cancellationToken);

    /// <inheritdoc />
    public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand find = connection.Command("FindCheckpoint", Parameter.Utf8(input));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken)
                ? new LoadCheckpoint(input, row.GetString(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetBoolean(4))
                : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<KeptAnswer?> FindAnswerAsync(byte[] key, CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand find = connection.Command(
                "FindAnswer", Parameter.Of(key), Parameter.Of((_time.GetUtcNow() - KeptAnswer.Lifetime).UtcTicks));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken) ? new KeptAnswer(key, row.Bytes(0), row.Bytes(1)) { Commit = row.GetInt64(2) } : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<string?> FindActiveBundleAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand find = connection.Command("FindActiveBundle");
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            if (!await row.ReadAsync(cancellationToken))
            {
                return null;
            }

            byte[] json = row.Bytes(1);
            CheckBundle(row.GetString(0), json);
            return Encoding.UTF8.GetString(json);
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<StoreCounts> CountAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand count = connection.Command("Count");
            await using NpgsqlDataReader row = await count.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            return new StoreCounts(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5));
        },
        cancellationToken);

    private StoredRecord RecordAt(RecordKey key, byte[] body, byte[]? payload, PartyId party, StoreKeys keys)
    {
        byte[] owner = RowOwner.Of(key);
        byte[] text = RowSeal.Open(body, SealedKind.Record, owner, keys)
            ?? throw new StoreException($"Store {_name} holds a current record that was shredded: run party verify.", isTransient: false);
        string raw = payload is null ? "" : Encoding.UTF8.GetString(RowSeal.Open(payload, SealedKind.Payload, owner, keys) ?? []);
        return new StoredRecord(key, text[RecordRow.HashBytes..], raw, text[..RecordRow.HashBytes], party);
    }

    /// <summary>Null where it was shredded.</summary>
    private static GoldenRecord? GoldenAt(PartyId party, NpgsqlDataReader row, int column, RowContext context) =>
        GoldenRow.Open(party, row.Bytes(column), context.Symbols, context.Keys);

    /// <summary>An event of columns kind, other and records; its records may be those of a golden version, which another column then has.</summary>
    private static PartyEvent EventAt(PartyId party, NpgsqlDataReader row, int column, int golden, RowContext context)
    {
        byte[] records = row.Bytes(column + 2);
        IReadOnlyList<RecordKey> keys = EventRow.GoldenOf(records) == 0 ? EventRow.Open(party, records, context.Symbols, context.Keys)
            : row.IsDBNull(golden) ? []
            : GoldenAt(party, row, golden, context)?.Records ?? [];
        return new PartyEvent(
            party, (PartyEventKind)row.GetInt16(column), row.IsDBNull(column + 1) ? null : new PartyId(row.GetString(column + 1)), keys);
    }

    private static DateTimeOffset Time(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private static RecordPair PairAt(NpgsqlDataReader row, RowContext context) => new(
        new RecordKey(context.Symbols.NameOf(row.GetInt32(0)), row.Utf8(1)), new RecordKey(context.Symbols.NameOf(row.GetInt32(2)), row.Utf8(3)));
}
