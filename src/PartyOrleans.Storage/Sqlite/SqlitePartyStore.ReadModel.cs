using System.Security.Cryptography;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

/// <content>
/// The read model. Looking up one party runs on the caller's thread: it takes microseconds, less than handing it to another thread.
/// </content>
public sealed partial class SqlitePartyStore : IPartyReadModel
{
    private const string CursorKey = "cursor";

    private CursorSeal? _cursors;

    private CursorSeal Cursors => _cursors ?? throw new StoreException($"Store {_path} has no cursor key: open it once for writing.", isTransient: false);

    /// <inheritdoc />
    public ValueTask<PartyView?> FindPartyAsync(PartyId party, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SqliteSession session = Rent();
        try
        {
            return ValueTask.FromResult(FindView(session, party, out bool redirects) ?? (redirects ? FollowView(session, party) : null));
        }
        finally
        {
            Return(session);
        }
    }

    /// <inheritdoc />
    public ValueTask<PartyWithRecords?> FindPartyWithRecordsAsync(PartyId party, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SqliteSession session = Rent();
        try
        {
            session.Run("BEGIN");
            PartyView? view = FindView(session, party, out bool redirects) ?? (redirects ? Follow(session, party) : null);
            return ValueTask.FromResult(view is null ? null : new PartyWithRecords(view, RecordsOf(session, view)));
        }
        finally
        {
            Return(session);
        }
    }

    /// <inheritdoc />
    public Task<Page<GoldenRecord>> ReadPartiesAsync(PageRequest page, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            const string list = "parties";
            string after = page.Cursor is { } cursor ? Cursors.Open(list, cursor).ReadString() : string.Empty;
            SymbolTable.Snapshot symbols = SymbolsOf(session);
            StoreKeys keys = KeysOf(session);
            SqliteStatement read = session.Statement("ReadPartyPage");
            read.Bind(1, after);
            read.Bind(2, page.Items + 1L);
            return PageOf(
                read, page, row => GoldenRow.Open(new PartyId(row.Text(0)), row.Bytes(1), symbols, keys) ?? throw Shredded(row.Text(0)),
                last => Cursors.Seal(list, to => to.Write(last.Party.Value)));
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<Page<GoldenVersion>> ReadHistoryAsync(PartyId party, PageRequest page, CancellationToken cancellationToken) => ReadAsync(
        session => Backwards(
            "history/" + party.Value,
            page,
            () => FindParty(session, party)?.Golden ?? 0,
            id =>
            {
                (GoldenRecord? golden, DateTimeOffset at, long previous) = FindVersion(session, party, id);
                return (golden is null ? null : new GoldenVersion(at, golden), previous);
            }),
        cancellationToken);

    /// <inheritdoc />
    public Task<Page<FeedEntry>> ReadPartyEventsAsync(PartyId party, PageRequest page, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SymbolTable.Snapshot symbols = SymbolsOf(session);
            SqliteStatement find = session.Statement("FindEvent");
            return Backwards(
                "events/" + party.Value,
                page,
                () => FindParty(session, party)?.Event ?? 0,
                id =>
                {
                    find.Bind(1, id);
                    Require(find, "event", id);
                    var happened = new PartyEvent(
                        party, (PartyEventKind)find.Long(0), find.IsNull(1) ? null : new PartyId(find.Text(1)), EventRecords(session, party, find.Bytes(2), symbols));
                    var found = (new FeedEntry(id, Time(find.Long(4)), happened), find.Long(3));
                    find.Reset();
                    return found;
                });
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<Page<FeedEntry>> ReadFeedPageAsync(PageRequest page, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            const string list = "feed";
            long after = page.Cursor is { } cursor ? Cursors.Open(list, cursor).ReadInt64() : 0;
            var entries = new List<FeedEntry>();
            SymbolTable.Snapshot symbols = SymbolsOf(session);
            SqliteStatement read = session.Statement("ReadFeedPage");
            read.Bind(1, after);
            read.Bind(2, page.Items);
            while (read.Step())
            {
                entries.Add(FeedEntryAt(session, read, symbols));
            }

            long last = entries.Count > 0 ? entries[^1].Sequence : after;
            return new Page<FeedEntry>(entries, Cursors.Seal(list, to => to.Write(last)));
        },
        cancellationToken);

    /// <summary>One page of a query that was asked for one row more than the page holds.</summary>
    private static Page<T> PageOf<T>(SqliteStatement read, PageRequest page, Func<SqliteStatement, T> at, Func<T, string> cursorOf)
    {
        var items = new List<T>();
        string? next = null;
        while (read.Step())
        {
            if (items.Count == page.Items)
            {
                next = cursorOf(items[^1]);
                read.Reset();
                break;
            }

            items.Add(at(read));
        }

        return new Page<T>(items, next);
    }

    private FeedEntry FeedEntryAt(SqliteSession session, SqliteStatement read, SymbolTable.Snapshot symbols) => new(
        read.Long(0),
        Time(read.Long(5)),
        new PartyEvent(
            new PartyId(read.Text(1)),
            (PartyEventKind)read.Long(2),
            read.IsNull(3) ? null : new PartyId(read.Text(3)),
            EventRecords(session, new PartyId(read.Text(1)), read.Bytes(4), symbols)));

    /// <summary>One page of a chain in which each row names the one before it.</summary>
    private Page<T> Backwards<T>(string list, PageRequest page, Func<long> newest, Func<long, (T? Item, long Previous)> read)
        where T : class
    {
        long id = page.Cursor is { } cursor ? Cursors.Open(list, cursor).ReadInt64() : newest();
        var items = new List<T>();
        while (id != 0 && items.Count < page.Items)
        {
            (T? item, id) = read(id);
            if (item is not null)
            {
                items.Add(item);
            }
        }

        return new Page<T>(items, id == 0 ? null : Cursors.Seal(list, to => to.Write(id)));
    }

    /// <summary>A current or ended party in one statement; null where it redirects or is unknown.</summary>
    private PartyView? FindView(SqliteSession session, PartyId party, out bool redirects)
    {
        redirects = false;
        SqliteStatement find = session.Statement("FindPartyView");
        find.Bind(1, party.Value);
        PartyView? view = null;
        if (find.Step())
        {
            var state = (PartyState)find.Long(1);
            if (state == PartyState.Current && find.Long(3) != 0)
            {
                view = new PartyView([party], GoldenRow.Open(party, find.Bytes(5), SymbolsOf(session), KeysOf(session)), Time(find.Long(6)));
            }
            else if (state == PartyState.Retired)
            {
                redirects = find.Long(2) != 0;
                view = redirects ? null : new PartyView([party], Golden: null, CommittedAt: null);
            }
        }

        find.Reset();
        return view;
    }

    private PartyView? FollowView(SqliteSession session, PartyId party)
    {
        session.Run("BEGIN");
        return Follow(session, party);
    }

    private PartyView? Follow(SqliteSession session, PartyId party)
    {
        var chain = new List<PartyId>();
        var seen = new HashSet<long>();
        PartyRow? row = FindParty(session, party);
        chain.Add(party);
        while (row is { State: PartyState.Retired, Redirect: not 0 } retired && seen.Add(retired.Id))
        {
            (PartyId next, row) = FindParty(session, retired.Redirect);
            chain.Add(next);
        }

        if (row is { State: PartyState.Current, Golden: not 0 } current)
        {
            (GoldenRecord? golden, DateTimeOffset at, _) = FindVersion(session, chain[^1], current.Golden);
            return new PartyView(chain, golden, at);
        }

        return row is null ? null : new PartyView(chain, Golden: null, CommittedAt: null);
    }

    private StoreException Shredded(string party) =>
        new($"Store {_path} holds a current golden record of party {party} that was shredded: run party verify.", isTransient: false);

    private List<StoredRecord> RecordsOf(SqliteSession session, PartyView view)
    {
        var records = new List<StoredRecord>();
        foreach (RecordKey key in view.Golden?.Records ?? [])
        {
            records.Add(FindRecord(session, key)
                ?? throw new StoreException($"Store {_path} lacks record {key}, which party {view.Current} names: restore it from a backup.", isTransient: false));
        }

        return records;
    }

    private void ReadCursorKey(SqliteSession session)
    {
        SqliteStatement find = session.Statement("FindStoreKey");
        find.Bind(1, CursorKey);
        byte[]? key = find.Step() ? find.Bytes(0).ToArray() : null;
        find.Reset();
        if (key is null && _writer is not null)
        {
            key = RandomNumberGenerator.GetBytes(CursorSeal.KeyBytes);
            SqliteStatement insert = session.Statement("InsertStoreKey");
            insert.Bind(1, CursorKey);
            insert.BindBlob(2, key);
            insert.Execute();
        }

        _cursors = key is null ? null : new CursorSeal(key);
    }
}
