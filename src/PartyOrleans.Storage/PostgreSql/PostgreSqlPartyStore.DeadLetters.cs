using System.Text;
using Npgsql;
using NpgsqlTypes;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>Dead letters.</content>
public sealed partial class PostgreSqlPartyStore : IDeadLetters
{
    /// <inheritdoc />
    public IAsyncEnumerable<DeadLetter> ReadDeadLettersAsync(CancellationToken cancellationToken) =>
        StreamAsync("ReadDeadLetters", [], static (row, context) => DeadLetterAt(row, context.Keys).Letter, cancellationToken);

    /// <inheritdoc />
    public Task<Page<DeadLetterEntry>> ReadDeadLetterPageAsync(DeadLetterFilter filter, PageRequest page, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        string list = DeadLetterRow.ListOf(filter);
        long after = page.Cursor is { } cursor ? Cursors.Open(list, cursor).ReadInt64() : filter.After;
        return PageAsync(
            page,
            "ReadDeadLetterPage",
            [
                Parameter.Of(after),
                Parameter.Of(page.Items + 1),
                OrNull(NpgsqlDbType.Bytea, filter.Source is { } source ? Encoding.UTF8.GetBytes(source) : null),
                OrNull(NpgsqlDbType.Bytea, filter.Input is { } input ? Encoding.UTF8.GetBytes(input) : null),
                OrNull(NpgsqlDbType.Smallint, (short?)filter.Kind),
                OrNull(NpgsqlDbType.Smallint, (short?)filter.State),
                OrNull(NpgsqlDbType.Bigint, filter.From?.UtcTicks),
                OrNull(NpgsqlDbType.Bigint, filter.Before?.UtcTicks),
            ],
            static (row, context) => DeadLetterAt(row, context.Keys),
            letter => letter,
            last => Cursors.Seal(list, to => to.Write(last.Number)),
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<DeadLetterEntry?> FindDeadLetterAsync(long number, CancellationToken cancellationToken) => ReadAsync(
        async (connection, context) =>
        {
            await using NpgsqlCommand find = connection.Command("FindDeadLetter", Parameter.Of(number));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            return await row.ReadAsync(cancellationToken) ? DeadLetterAt(row, context.Keys) : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<DeadLetterCount>> CountDeadLettersAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<DeadLetterCount>>(
        async (connection, _) =>
        {
            var counts = new List<DeadLetterCount>();
            await using NpgsqlCommand count = connection.Command("CountDeadLetters");
            await using NpgsqlDataReader row = await count.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                counts.Add(new DeadLetterCount(
                    row.Utf8(0), (DeadLetterKind)row.GetInt16(1), (DeadLetterState)row.GetInt16(2), row.GetInt64(3), Time(row.GetInt64(4))));
            }

            counts.Sort(DeadLetterRow.Compare);
            return counts;
        },
        cancellationToken);

    private static NpgsqlParameter OrNull(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };

    private static DeadLetterEntry DeadLetterAt(NpgsqlDataReader row, StoreKeys keys)
    {
        string source = row.Utf8(2);
        DeadLetterDetail detail = DeadLetterDetail.Open(source, row.BytesOrNull(9), keys);
        var letter = new DeadLetter(source, row.Utf8(3), row.GetInt64(4), (DeadLetterKind)row.GetInt16(5), row.Utf8(6), StewardRow.Open(source, row.Bytes(7), keys))
        {
            Context = detail.Context,
            Headers = detail.Headers,
            Attempts = row.GetInt32(8),
        };
        return new DeadLetterEntry(row.GetInt64(0), Time(row.GetInt64(1)), letter)
        {
            State = (DeadLetterState)row.GetInt16(10),
            Text = detail.Text,
            ChangedAt = row.IsDBNull(11) ? null : Time(row.GetInt64(11)),
        };
    }
}
