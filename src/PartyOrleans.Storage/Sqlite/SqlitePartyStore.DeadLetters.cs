using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>Dead letters.</content>
public sealed partial class SqlitePartyStore : IDeadLetters
{
    /// <inheritdoc />
    public IAsyncEnumerable<DeadLetter> ReadDeadLettersAsync(CancellationToken cancellationToken) => StreamAsync(ReadDeadLetters, cancellationToken);

    /// <inheritdoc />
    public Task<Page<DeadLetterEntry>> ReadDeadLetterPageAsync(DeadLetterFilter filter, PageRequest page, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            ArgumentNullException.ThrowIfNull(filter);
            string list = DeadLetterRow.ListOf(filter);
            StoreKeys keys = KeysOf(session);
            SqliteStatement read = session.Statement("ReadDeadLetterPage");
            read.Bind(1, page.Cursor is { } cursor ? Cursors.Open(list, cursor).ReadInt64() : filter.After);
            read.Bind(2, page.Items + 1L);
            Bind(read, 3, filter.Source);
            Bind(read, 4, filter.Input);
            Bind(read, 5, (long?)filter.Kind);
            Bind(read, 6, (long?)filter.State);
            Bind(read, 7, filter.From?.UtcTicks);
            Bind(read, 8, filter.Before?.UtcTicks);
            return PageOf(read, page, row => DeadLetterAt(row, keys), last => Cursors.Seal(list, to => to.Write(last.Number)));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<DeadLetterEntry?> FindDeadLetterAsync(long number, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("FindDeadLetter");
            find.Bind(1, number);
            DeadLetterEntry? letter = find.Step() ? DeadLetterAt(find, KeysOf(session)) : null;
            find.Reset();
            return letter;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<IReadOnlyList<DeadLetterCount>> CountDeadLettersAsync(CancellationToken cancellationToken) => ReadAsync<IReadOnlyList<DeadLetterCount>>(
        static session =>
        {
            var counts = new List<DeadLetterCount>();
            SqliteStatement count = session.Statement("CountDeadLetters");
            while (count.Step())
            {
                counts.Add(new DeadLetterCount(
                    count.Text(0), (DeadLetterKind)count.Long(1), (DeadLetterState)count.Long(2), count.Long(3), Time(count.Long(4))));
            }

            counts.Sort(DeadLetterRow.Compare);
            return counts;
        },
        cancellationToken);

    private IEnumerable<DeadLetter> ReadDeadLetters(SqliteSession session)
    {
        StoreKeys keys = KeysOf(session);
        SqliteStatement read = session.Statement("ReadDeadLetters");
        while (read.Step())
        {
            yield return DeadLetterAt(read, keys).Letter;
        }
    }

    private static DeadLetterEntry DeadLetterAt(SqliteStatement row, StoreKeys keys)
    {
        string source = row.Text(2);
        DeadLetterDetail detail = row.IsNull(9) ? DeadLetterDetail.Open(source, [], keys) : DeadLetterDetail.Open(source, row.Bytes(9), keys);
        var letter = new DeadLetter(source, row.Text(3), row.Long(4), (DeadLetterKind)row.Long(5), row.Text(6), StewardRow.Open(source, row.Bytes(7), keys))
        {
            Context = detail.Context,
            Headers = detail.Headers,
            Attempts = (int)row.Long(8),
        };
        return new DeadLetterEntry(row.Long(0), Time(row.Long(1)), letter)
        {
            State = (DeadLetterState)row.Long(10),
            Text = detail.Text,
            ChangedAt = row.IsNull(11) ? null : Time(row.Long(11)),
        };
    }

    private static void Bind(SqliteStatement statement, int parameter, string? value)
    {
        if (value is null)
        {
            statement.BindNull(parameter);
        }
        else
        {
            statement.Bind(parameter, value);
        }
    }

    private static void Bind(SqliteStatement statement, int parameter, long? value)
    {
        if (value is null)
        {
            statement.BindNull(parameter);
        }
        else
        {
            statement.Bind(parameter, value.Value);
        }
    }
}
