using System.Text;
using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

public sealed partial class PostgreSqlPartyStore
{
    /// <inheritdoc />
    public Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken) => ReadAsync(
        async (connection, symbols) =>
        {
            if (!symbols.Codes.TryGetValue(key.Source, out int source))
            {
                return null;
            }

            await using NpgsqlCommand find = connection.Command(
                "FindRecord", Parameter.Of(source), Parameter.Of(PostgreSqlChangeWriter.IndexKey(key.RecordId)));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken)
                ? RecordAt(key, row.Bytes(0), row.Utf8(2), new PartyId(row.GetString(1)))
                : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<GoldenRecord?> FindGoldenAsync(PartyId party, CancellationToken cancellationToken) => ReadAsync(
        async (connection, symbols) =>
        {
            await using NpgsqlCommand find = connection.Command("FindGolden", Parameter.Of(party.Value));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken) ? GoldenAt(new PartyId(row.GetString(0)), row, 1, symbols) : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GoldenRecord> ReadGoldenAsync(CancellationToken cancellationToken) => StreamAsync(
        "ReadGolden", [], static (row, symbols) => GoldenAt(new PartyId(row.GetString(0)), row, 1, symbols), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<DateTimeOffset, GoldenRecord>> ReadGoldenVersionsAsync(PartyId party, CancellationToken cancellationToken) =>
        StreamAsync(
            "ReadGoldenVersions",
            [Parameter.Of(party.Value)],
            (row, symbols) => new KeyValuePair<DateTimeOffset, GoldenRecord>(Time(row.GetInt64(1)), GoldenAt(party, row, 0, symbols)),
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<DateTimeOffset, PartyEvent>> ReadEventsAsync(PartyId party, CancellationToken cancellationToken) =>
        StreamAsync(
            "ReadEvents",
            [Parameter.Of(party.Value)],
            (row, symbols) => new KeyValuePair<DateTimeOffset, PartyEvent>(Time(row.GetInt64(3)), EventAt(party, row, 0, symbols)),
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, CancellationToken cancellationToken) => StreamAsync(
        "ReadFeed",
        [Parameter.Of(after)],
        static (row, symbols) => new FeedEntry(row.GetInt64(0), Time(row.GetInt64(5)), EventAt(new PartyId(row.GetString(1)), row, 2, symbols)),
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
        static (row, symbols) => JudgementAt(row, 4, PairAt(row, symbols)),
        static (a, b) => a.Pair.CompareTo(b.Pair),
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<JudgementPeriod> ReadJudgementHistoryAsync(RecordPair pair, CancellationToken cancellationToken) => StreamAsync(
        "ReadJudgementHistory",
        [Parameter.Of(ChangeFingerprint.Of(pair))],
        (row, _) => new JudgementPeriod(JudgementAt(row, 0, pair), Time(row.GetInt64(4)), row.IsDBNull(5) ? null : Time(row.GetInt64(5))),
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ReviewTask> ReadReviewsAsync(CancellationToken cancellationToken) => SortedAsync(
        "ReadReviews",
        static (row, symbols) => new ReviewTask(PairAt(row, symbols), row.GetDouble(4), row.GetDouble(5)),
        static (a, b) => b.WeightBits.CompareTo(a.WeightBits) is var byWeight and not 0 ? byWeight : a.Pair.CompareTo(b.Pair),
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<DeadLetter> ReadDeadLettersAsync(CancellationToken cancellationToken) => StreamAsync(
        "ReadDeadLetters",
        [],
        static (row, _) => new DeadLetter(row.Utf8(0), row.Utf8(1), row.GetInt64(2), (DeadLetterKind)row.GetInt16(3), row.Utf8(4), row.Utf8(5)),
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

    private static StoredRecord RecordAt(RecordKey key, byte[] body, string payload, PartyId party) => new(
        key, body[RecordRow.HashBytes..], payload, body[..RecordRow.HashBytes], party);

    private static GoldenRecord GoldenAt(PartyId party, NpgsqlDataReader row, int column, SymbolTable.Snapshot symbols) =>
        GoldenRow.Read(party, row.Bytes(column), symbols);

    private static PartyEvent EventAt(PartyId party, NpgsqlDataReader row, int column, SymbolTable.Snapshot symbols) => new(
        party,
        (PartyEventKind)row.GetInt16(column),
        row.IsDBNull(column + 1) ? null : new PartyId(row.GetString(column + 1)),
        GoldenRow.ReadKeys(row.Bytes(column + 2), symbols));

    private static DateTimeOffset Time(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private static Judgement JudgementAt(NpgsqlDataReader row, int column, RecordPair pair) =>
        new(pair, (JudgementKind)row.GetInt16(column), row.Utf8(column + 1), row.Utf8(column + 2), Time(row.GetInt64(column + 3)));

    private static RecordPair PairAt(NpgsqlDataReader row, SymbolTable.Snapshot symbols) => new(
        new RecordKey(symbols.NameOf(row.GetInt32(0)), row.Utf8(1)), new RecordKey(symbols.NameOf(row.GetInt32(2)), row.Utf8(3)));
}
