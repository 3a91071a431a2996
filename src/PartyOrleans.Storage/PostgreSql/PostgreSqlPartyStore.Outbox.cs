using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>The outbox: two statements that see the same state, sent together.</content>
public sealed partial class PostgreSqlPartyStore : IOutbox
{
    /// <inheritdoc />
    public Task<IReadOnlyList<OutboxEntry>> ReadOutboxAsync(OutboxPosition after, int most, CancellationToken cancellationToken) =>
        RetryAsync<IReadOnlyList<OutboxEntry>>(async () =>
        {
            int items = Math.Clamp(most, 1, OutboxRows.MostEntries);
            (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
            await using (connection)
            {
                await using var batch = new NpgsqlBatch(connection);
                batch.Add("PrepareOutbox");
                batch.Add("ReadOutboxEvents", Parameter.Of(after.Event), Parameter.Of(items));
                batch.Add("ReadOutboxReviews", Parameter.Of(after.Review), Parameter.Of(items));
                await using NpgsqlDataReader row = await batch.ExecuteReaderAsync(cancellationToken);
                List<OutboxRow> events = await OutboxRowsAsync(row, at => OutboxEventAt(at, context), cancellationToken);
                await row.NextResultAsync(cancellationToken);
                List<OutboxRow> reviews = await OutboxRowsAsync(row, at => OutboxReviewAt(at, context), cancellationToken);
                return OutboxRows.Merge(after, events, reviews, items);
            }
        });

    /// <inheritdoc />
    public Task<OutboxPosition> FindOutboxEndAsync(CancellationToken cancellationToken) => ReadAsync(
        async (connection, _) =>
        {
            await using NpgsqlCommand find = connection.Command("FindOutboxEnd");
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            await row.ReadAsync(cancellationToken);
            return new OutboxPosition(row.GetInt64(0), row.GetInt64(1));
        },
        cancellationToken);

    private static async Task<List<OutboxRow>> OutboxRowsAsync(NpgsqlDataReader row, Func<NpgsqlDataReader, OutboxRow> at, CancellationToken cancellationToken)
    {
        var rows = new List<OutboxRow>();
        while (await row.ReadAsync(cancellationToken))
        {
            rows.Add(at(row));
        }

        return rows;
    }

    private static OutboxRow OutboxEventAt(NpgsqlDataReader row, RowContext context)
    {
        var party = new PartyId(row.GetString(1));
        var kind = (PartyEventKind)row.GetInt16(2);
        byte[] records = row.Bytes(4);
        GoldenRecord? golden = row.IsDBNull(5) ? null : GoldenAt(party, row, 5, context);
        IReadOnlyList<RecordKey> keys = EventRow.GoldenOf(records) != 0
            ? golden?.Records ?? []
            : EventRow.Open(party, records, context.Symbols, context.Keys);
        return new OutboxRow(row.GetInt64(0), new OutboxEntry(default, CommitAt(row, 6))
        {
            Happened = new PartyEvent(party, kind, row.IsDBNull(3) ? null : new PartyId(row.GetString(3)), keys),
            Golden = kind == PartyEventKind.Retired ? null : golden,
        });
    }

    private static OutboxRow OutboxReviewAt(NpgsqlDataReader row, RowContext context) => new(
        row.GetInt64(6),
        new OutboxEntry(default, CommitAt(row, 8))
        {
            Review = new ReviewEvent((ReviewEventKind)row.GetInt16(7), new ReviewTask(PairAt(row, context), row.GetDouble(4), row.GetDouble(5))),
        });

    private static CommitInfo CommitAt(NpgsqlDataReader row, int column) => new(
        row.GetInt64(column),
        Time(row.GetInt64(column + 1)),
        new ChangeOrigin((ChangeKind)row.GetInt16(column + 2), row.Utf8(column + 3), row.Utf8(column + 4), row.Utf8(column + 5)));
}
