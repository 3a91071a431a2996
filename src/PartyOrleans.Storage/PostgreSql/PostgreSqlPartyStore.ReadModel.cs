using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>The read model: one statement, and so one state, per call.</content>
public sealed partial class PostgreSqlPartyStore : IPartyReadModel
{
    private CursorSeal Cursors => _cursors ?? throw new StoreException($"Store {_name} has no cursor key: open it once for writing.", isTransient: false);

    /// <inheritdoc />
    public async ValueTask<PartyView?> FindPartyAsync(PartyId party, CancellationToken cancellationToken) =>
        await ReadAsync((connection, context) => FindViewAsync(connection, context, party, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public async ValueTask<PartyWithRecords?> FindPartyWithRecordsAsync(PartyId party, CancellationToken cancellationToken) => await RetryAsync(async () =>
    {
        // Two statements: a transaction makes them see the same state.
        (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
        await using (connection)
        {
            PartyView? view = await FindViewAsync(connection, context, party, cancellationToken);
            return view is null ? null : new PartyWithRecords(view, await RecordsOfAsync(connection, context, view, cancellationToken));
        }
    });

    /// <inheritdoc />
    public Task<Page<GoldenRecord>> ReadPartiesAsync(PageRequest page, CancellationToken cancellationToken)
    {
        const string List = "parties";
        string after = page.Cursor is { } cursor ? Cursors.Open(List, cursor).ReadString() : "";
        return PageAsync(
            page,
            "ReadPartyPage",
            [Parameter.Of(after), Parameter.Of(page.Items + 1)],
            (row, context) => GoldenAt(new PartyId(row.GetString(0)), row, 1, context)
                ?? throw new StoreException($"Store {_name} holds a current golden record of party {row.GetString(0)} that was shredded: run party verify.", isTransient: false),
            golden => golden,
            last => Cursors.Seal(List, to => to.Write(last.Party.Value)),
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<Page<GoldenVersion>> ReadHistoryAsync(PartyId party, PageRequest page, CancellationToken cancellationToken) => BackwardsAsync(
        "history/" + party.Value,
        "ReadHistoryPage",
        party,
        page,
        (row, context) => GoldenAt(party, row, 2, context) is { } golden ? new GoldenVersion(Time(row.GetInt64(3)), golden) : null,
        cancellationToken);

    /// <inheritdoc />
    public Task<Page<FeedEntry>> ReadPartyEventsAsync(PartyId party, PageRequest page, CancellationToken cancellationToken) => BackwardsAsync(
        "events/" + party.Value,
        "ReadEventPage",
        party,
        page,
        (row, context) => new FeedEntry(row.GetInt64(0), Time(row.GetInt64(5)), EventAt(party, row, 2, 6, context)),
        cancellationToken);

    /// <inheritdoc />
    public Task<Page<FeedEntry>> ReadFeedPageAsync(PageRequest page, CancellationToken cancellationToken)
    {
        const string List = "feed";
        long after = page.Cursor is { } cursor ? Cursors.Open(List, cursor).ReadInt64() : 0;
        return ReadAsync(
            async (connection, context) =>
            {
                var entries = new List<FeedEntry>();
                await using NpgsqlCommand read = connection.Command("ReadFeedPage", Parameter.Of(after), Parameter.Of(page.Items));
                await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    entries.Add(new FeedEntry(row.GetInt64(0), Time(row.GetInt64(5)), EventAt(new PartyId(row.GetString(1)), row, 2, 6, context)));
                }

                long last = entries.Count > 0 ? entries[^1].Sequence : after;
                return new Page<FeedEntry>(entries, Cursors.Seal(List, to => to.Write(last)));
            },
            cancellationToken);
    }

    /// <inheritdoc />
    public Task<Page<ReviewItem>> ReadReviewPageAsync(PageRequest page, CancellationToken cancellationToken)
    {
        const string List = "reviews";
        (double place, byte[] left, byte[] right, int leftSource, int rightSource) = (double.NegativeInfinity, Array.Empty<byte>(), Array.Empty<byte>(), -1, -1);
        if (page.Cursor is { } cursor)
        {
            BinaryReader from = Cursors.Open(List, cursor);
            place = from.ReadDouble();
            left = from.ReadBytes(from.ReadInt32());
            right = from.ReadBytes(from.ReadInt32());
            (leftSource, rightSource) = (from.ReadInt32(), from.ReadInt32());
        }

        return PageAsync(
            page,
            "ReadReviewPage",
            [
                Parameter.Of(place), Parameter.Of(left), Parameter.Of(right), Parameter.Of(leftSource), Parameter.Of(rightSource),
                Parameter.Of(page.Items + 1),
            ],
            (row, context) => new ReviewRow(
                new ReviewItem(
                    new ReviewTask(PairAt(row, context), row.GetDouble(4), row.GetDouble(5)),
                    new PartyId(row.GetString(6)), new PartyId(row.GetString(7)), 0.0 - row.GetDouble(8)),
                row.GetDouble(8), row.Bytes(1), row.Bytes(3), row.GetInt32(0), row.GetInt32(2)),
            row => row.Item,
            last => Cursors.Seal(List, to =>
            {
                to.Write(last.Place);
                to.Write(last.LeftId.Length);
                to.Write(last.LeftId);
                to.Write(last.RightId.Length);
                to.Write(last.RightId);
                to.Write(last.LeftSource);
                to.Write(last.RightSource);
            }),
            cancellationToken);
    }

    /// <summary>The ids that lead from one to another, the last of which may have a golden record.</summary>
    private async Task<PartyView?> FindViewAsync(NpgsqlConnection connection, RowContext context, PartyId party, CancellationToken cancellationToken)
    {
        var chain = new List<PartyId>();
        GoldenRecord? golden = null;
        DateTimeOffset? at = null;
        await using NpgsqlCommand find = connection.Command("FindPartyView", Parameter.Of(party.Value));
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        bool isKnown = false;
        while (await row.ReadAsync(cancellationToken))
        {
            chain.Add(new PartyId(row.GetString(0)));
            isKnown |= (PartyState)row.GetInt16(1) != PartyState.Named;
            if (row.BytesOrNull(2) is { } body)
            {
                golden = GoldenRow.Open(chain[^1], body, context.Symbols, context.Keys);
                at = Time(row.GetInt64(3));
            }
        }

        return isKnown ? new PartyView(chain, golden, at) : null;
    }

    private async Task<List<StoredRecord>> RecordsOfAsync(NpgsqlConnection connection, RowContext context, PartyView view, CancellationToken cancellationToken)
    {
        IReadOnlyList<RecordKey> keys = view.Golden?.Records ?? [];
        var records = new StoredRecord?[keys.Count];
        if (keys.Count > 0)
        {
            await using NpgsqlCommand find = connection.Command(
                "FindRecords",
                Parameter.Of(keys.Select(key => context.Symbols.Codes[key.Source]).ToArray()),
                Parameter.Of(keys.Select(key => PostgreSqlChangeWriter.IndexKey(key.RecordId)).ToArray()));
            await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                int place = (int)row.GetInt64(0) - 1;
                records[place] = RecordAt(keys[place], row.Bytes(1), row.BytesOrNull(3), new PartyId(row.GetString(2)), context.Keys);
            }
        }

        return
        [
            .. records.Select((record, place) => record
                ?? throw new StoreException($"Store {_name} lacks record {keys[place]}, which party {view.Current} names: restore it from a backup.", isTransient: false)),
        ];
    }

    /// <summary>One page of a query that was asked for one row more than the page holds.</summary>
    private Task<Page<TItem>> PageAsync<TRow, TItem>(
        PageRequest page,
        string statement,
        NpgsqlParameter[] parameters,
        Func<NpgsqlDataReader, RowContext, TRow> at,
        Func<TRow, TItem> itemOf,
        Func<TRow, string> cursorOf,
        CancellationToken cancellationToken) => ReadAsync(
        async (connection, context) =>
        {
            var items = new List<TItem>();
            string? next = null;
            TRow? last = default;
            await using NpgsqlCommand read = connection.Command(statement, Array.ConvertAll(parameters, parameter => parameter.Clone()));
            await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
            while (await row.ReadAsync(cancellationToken))
            {
                if (items.Count == page.Items)
                {
                    next = cursorOf(last!);
                    continue;
                }

                last = at(row, context);
                items.Add(itemOf(last));
            }

            return new Page<TItem>(items, next);
        },
        cancellationToken);

    /// <summary>One page of a chain in which each row (of columns id, previous and more) names the one before it.</summary>
    private Task<Page<T>> BackwardsAsync<T>(
        string list, string statement, PartyId party, PageRequest page, RowReader<T> at, CancellationToken cancellationToken)
        where T : class
    {
        long from = page.Cursor is { } cursor ? Cursors.Open(list, cursor).ReadInt64() : 0;
        return ReadAsync(
            async (connection, context) =>
            {
                var items = new List<T>();
                long previous = 0;
                await using NpgsqlCommand read = connection.Command(
                    statement, Parameter.Of(party.Value), Parameter.Of(from), Parameter.Of(page.Items));
                await using NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    previous = row.GetInt64(1);
                    if (at(row, context) is { } item)
                    {
                        items.Add(item);
                    }
                }

                return new Page<T>(items, previous == 0 ? null : Cursors.Seal(list, to => to.Write(previous)));
            },
            cancellationToken);
    }

    private sealed record ReviewRow(ReviewItem Item, double Place, byte[] LeftId, byte[] RightId, int LeftSource, int RightSource);
}
