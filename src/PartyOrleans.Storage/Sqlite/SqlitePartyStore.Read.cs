using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;

namespace PartyOrleans.Storage.Sqlite;

public sealed partial class SqlitePartyStore
{
    private const int BatchItems = 1024;

    /// <inheritdoc />
    public Task<StoredRecord?> FindRecordAsync(RecordKey key, CancellationToken cancellationToken) =>
        ReadAsync(session => FindRecord(session, key), cancellationToken);

    /// <inheritdoc />
    public Task<GoldenRecord?> FindGoldenAsync(PartyId party, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            PartyRow? row = FindParty(session, party);
            var seen = new HashSet<long>();
            while (row is { State: PartyState.Retired, Redirect: not 0 } retired && seen.Add(retired.Id))
            {
                (party, row) = FindParty(session, retired.Redirect);
            }

            return row is { State: PartyState.Current, Golden: not 0 } current
                ? FindVersion(session, party, current.Golden).Golden
                : null;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<GoldenRecord> ReadGoldenAsync(CancellationToken cancellationToken) => StreamAsync(ReadGolden, cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<DateTimeOffset, GoldenRecord>> ReadGoldenVersionsAsync(PartyId party, CancellationToken cancellationToken) =>
        StreamAsync(
            session =>
            {
                var versions = new List<KeyValuePair<DateTimeOffset, GoldenRecord>>();
                for (long id = FindParty(session, party)?.Golden ?? 0; id != 0;)
                {
                    (GoldenRecord? golden, DateTimeOffset at, id) = FindVersion(session, party, id);
                    if (golden is not null)
                    {
                        versions.Add(new(at, golden));
                    }
                }

                versions.Reverse();
                return versions;
            },
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<DateTimeOffset, PartyEvent>> ReadEventsAsync(PartyId party, CancellationToken cancellationToken) =>
        StreamAsync(
            session =>
            {
                var events = new List<KeyValuePair<DateTimeOffset, PartyEvent>>();
                SymbolTable.Snapshot symbols = SymbolsOf(session);
                SqliteStatement find = session.Statement("FindEvent");
                for (long id = FindParty(session, party)?.Event ?? 0; id != 0;)
                {
                    find.Bind(1, id);
                    Require(find, "event", id);
                    events.Add(new(Time(find.Long(4)), new PartyEvent(
                        party,
                        (PartyEventKind)find.Long(0),
                        find.IsNull(1) ? null : new PartyId(find.Text(1)),
                        EventRecords(session, party, find.Bytes(2), symbols))));
                    id = find.Long(3);
                    find.Reset();
                }

                events.Reverse();
                return events;
            },
            cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<FeedEntry> ReadFeedAsync(long after, CancellationToken cancellationToken) =>
        StreamAsync(session => ReadFeed(session, after), cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<KeyValuePair<PartyId, PartyId?>> ReadRetiredAsync(CancellationToken cancellationToken) => StreamAsync(
        session =>
        {
            var retired = new List<KeyValuePair<PartyId, PartyId?>>();
            SqliteStatement read = session.Statement("ReadRetired");
            while (read.Step())
            {
                retired.Add(new(new PartyId(read.Text(0)), read.IsNull(1) ? null : new PartyId(read.Text(1))));
            }

            retired.Sort(static (a, b) => a.Key.CompareTo(b.Key));
            return retired;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<Judgement> ReadJudgementsAsync(CancellationToken cancellationToken) => StreamAsync(
        session =>
        {
            var judgements = new List<Judgement>();
            StoreKeys keys = KeysOf(session);
            SymbolTable.Snapshot symbols = SymbolsOf(session);
            SqliteStatement read = session.Statement("ReadJudgements");
            while (read.Step())
            {
                if (StewardRow.Open(PairAt(read, symbols), read.Bytes(4), keys) is { } judgement)
                {
                    judgements.Add(judgement);
                }
            }

            judgements.Sort(static (a, b) => a.Pair.CompareTo(b.Pair));
            return judgements;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<JudgementPeriod> ReadJudgementHistoryAsync(RecordPair pair, CancellationToken cancellationToken) => StreamAsync(
        session =>
        {
            var periods = new List<JudgementPeriod>();
            SymbolTable.Snapshot symbols = SymbolsOf(session);
            if (symbols.Codes.TryGetValue(pair.Left.Source, out int left) && symbols.Codes.TryGetValue(pair.Right.Source, out int right))
            {
                SqliteStatement read = session.Statement("ReadJudgementHistory");
                read.Bind(1, left);
                read.Bind(2, pair.Left.RecordId);
                read.Bind(3, right);
                read.Bind(4, pair.Right.RecordId);
                while (read.Step())
                {
                    if (StewardRow.Open(pair, read.Bytes(0), KeysOf(session)) is { } judgement)
                    {
                        periods.Add(new JudgementPeriod(judgement, Time(read.Long(1)), read.IsNull(2) ? null : Time(read.Long(2))));
                    }
                }
            }

            return periods;
        },
        cancellationToken);

    /// <inheritdoc />
    public IAsyncEnumerable<ReviewTask> ReadReviewsAsync(CancellationToken cancellationToken) => StreamAsync(
        session =>
        {
            var reviews = new List<ReviewTask>();
            SymbolTable.Snapshot symbols = SymbolsOf(session);
            SqliteStatement read = session.Statement("ReadReviews");
            while (read.Step())
            {
                reviews.Add(new ReviewTask(PairAt(read, symbols), read.Double(4), read.Double(5)));
            }

            reviews.Sort(static (a, b) => b.WeightBits.CompareTo(a.WeightBits) is var byWeight and not 0 ? byWeight : a.Pair.CompareTo(b.Pair));
            return reviews;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<LoadCheckpoint?> FindCheckpointAsync(string input, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("FindCheckpoint");
            find.Bind(1, input);
            LoadCheckpoint? checkpoint = find.Step()
                ? new LoadCheckpoint(input, find.Text(0), find.Long(1), find.Long(2), find.Long(3), find.Long(4) != 0)
                : null;
            find.Reset();
            return checkpoint;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<KeptAnswer?> FindAnswerAsync(byte[] key, CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("FindAnswer");
            find.BindBlob(1, key);
            find.Bind(2, (_time.GetUtcNow() - KeptAnswer.Lifetime).UtcTicks);
            KeptAnswer? answer = find.Step() ? new KeptAnswer(key, find.Bytes(0).ToArray(), find.Bytes(1).ToArray()) { Commit = find.Long(2) } : null;
            find.Reset();
            return answer;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<string?> FindActiveBundleAsync(CancellationToken cancellationToken) => ReadAsync(
        session =>
        {
            SqliteStatement find = session.Statement("FindActiveBundle");
            string? json = null;
            if (find.Step())
            {
                CheckBundle(find.Text(0), find.Bytes(1));
                json = find.Text(1);
            }

            find.Reset();
            return json;
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<StoreCounts> CountAsync(CancellationToken cancellationToken) => ReadAsync(
        static session =>
        {
            SqliteStatement count = session.Statement("Count");
            count.Step();
            var counts = new StoreCounts(count.Long(0), count.Long(1), count.Long(2), count.Long(3), count.Long(4), count.Long(5));
            count.Reset();
            return counts;
        },
        cancellationToken);

    [SkipLocalsInit]
    private StoredRecord RecordAt(RecordKey key, ReadOnlySpan<byte> body, ReadOnlySpan<byte> payload, PartyId party, StoreKeys keys)
    {
        Span<byte> room = stackalloc byte[256];
        ReadOnlySpan<byte> owner = RowOwner.Of(key, room);
        int length = RowSeal.TextBytes(body);
        Span<byte> small = stackalloc byte[1024];
        Span<byte> text = length <= small.Length ? small[..length] : new byte[length];
        if (!RowSeal.TryOpen(body, text, SealedKind.Record, owner, keys))
        {
            throw new StoreException($"Store {_path} holds a current record that was shredded: run party verify.", isTransient: false);
        }

        string raw = payload.IsEmpty ? string.Empty : Encoding.UTF8.GetString(RowSeal.Open(payload, SealedKind.Payload, owner, keys) ?? []);
        return new StoredRecord(key, text[RecordRow.HashBytes..].ToArray(), raw, text[..RecordRow.HashBytes].ToArray(), party);
    }

    /// <summary>The records that an event moved: those of the golden version that it refers to, or those that it lists.</summary>
    private RecordKey[] EventRecords(SqliteSession session, PartyId party, ReadOnlySpan<byte> row, SymbolTable.Snapshot symbols)
    {
        long version = EventRow.GoldenOf(row);
        if (version == 0)
        {
            return EventRow.Open(party, row, symbols, KeysOf(session));
        }

        SqliteStatement find = session.Statement("FindGoldenBody");
        find.Bind(1, version);
        Require(find, "golden version", version);
        GoldenRecord? golden = GoldenRow.Open(party, find.Bytes(0), symbols, KeysOf(session));
        find.Reset();
        return golden is null ? [] : [.. golden.Records];
    }

    private static DateTimeOffset Time(long utcTicks) => new(utcTicks, TimeSpan.Zero);

    private static RecordPair PairAt(SqliteStatement row, SymbolTable.Snapshot symbols) => new(
        new RecordKey(symbols.NameOf((int)row.Long(0)), row.Text(1)), new RecordKey(symbols.NameOf((int)row.Long(2)), row.Text(3)));

    private StoredRecord? FindRecord(SqliteSession session, RecordKey key)
    {
        if (!SymbolsOf(session).Codes.TryGetValue(key.Source, out int source))
        {
            return null;
        }

        SqliteStatement find = session.Statement("FindRecord");
        find.Bind(1, source);
        find.Bind(2, key.RecordId);
        StoredRecord? record = find.Step()
            ? RecordAt(key, find.Bytes(0), find.Bytes(2), new PartyId(find.Text(1)), KeysOf(session))
            : null;
        find.Reset();
        return record;
    }

    private static PartyRow? FindParty(SqliteSession session, PartyId party)
    {
        SqliteStatement find = session.Statement("FindParty");
        find.Bind(1, party.Value);
        PartyRow? row = find.Step() ? SqliteChangeWriter.PartyAt(find) : null;
        find.Reset();
        return row;
    }

    private IEnumerable<GoldenRecord> ReadGolden(SqliteSession session)
    {
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        StoreKeys keys = KeysOf(session);
        SqliteStatement read = session.Statement("ReadGolden");
        while (read.Step())
        {
            if (GoldenRow.Open(new PartyId(read.Text(0)), read.Bytes(1), symbols, keys) is { } golden)
            {
                yield return golden;
            }
        }
    }

    private IEnumerable<FeedEntry> ReadFeed(SqliteSession session, long after)
    {
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        SqliteStatement read = session.Statement("ReadFeed");
        read.Bind(1, after);
        while (read.Step())
        {
            yield return FeedEntryAt(session, read, symbols);
        }
    }

    private (PartyId Party, PartyRow? Row) FindParty(SqliteSession session, long id)
    {
        SqliteStatement find = session.Statement("FindPartyById");
        find.Bind(1, id);
        Require(find, "party", id);
        PartyRow row = SqliteChangeWriter.PartyAt(find);
        var party = new PartyId(find.Text(5));
        find.Reset();
        return (party, row);
    }

    private (GoldenRecord? Golden, DateTimeOffset At, long Previous) FindVersion(SqliteSession session, PartyId party, long id)
    {
        SqliteStatement find = session.Statement("FindGolden");
        find.Bind(1, id);
        Require(find, "golden version", id);
        GoldenRecord? golden = GoldenRow.Open(party, find.Bytes(0), SymbolsOf(session), KeysOf(session));
        var version = (golden, Time(find.Long(2)), find.Long(1));
        find.Reset();
        return version;
    }

    private void Require(SqliteStatement find, string what, long id)
    {
        if (!find.Step())
        {
            throw new StoreException($"Store {_path} lacks {what} {id}, which another row names: restore it from a backup.", isTransient: false);
        }
    }

    /// <summary>The symbols that a session's rows may use: the owner knows all; a looker reads those that the owner has added since.</summary>
    private SymbolTable.Snapshot SymbolsOf(SqliteSession session) => _writer is null ? ReadSymbols(session) : _symbols.Current;

    private Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellationToken) => Task.Run(
        () =>
        {
            SqliteSession session = Rent();
            try
            {
                session.Run("BEGIN");
                return read(session);
            }
            finally
            {
                Return(session);
            }
        },
        cancellationToken);

    private async IAsyncEnumerable<T> StreamAsync<T>(
        Func<SqliteSession, IEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var batches = Channel.CreateBounded<List<T>>(new BoundedChannelOptions(4) { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task producer = Task.Run(() => PumpAsync(read, batches.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (List<T> batch in batches.Reader.ReadAllAsync(cancellationToken))
            {
                foreach (T item in batch)
                {
                    yield return item;
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
            await producer;
        }
    }

    private async Task PumpAsync<T>(Func<SqliteSession, IEnumerable<T>> read, ChannelWriter<List<T>> to, CancellationToken cancellationToken)
    {
        SqliteSession? session = null;
        try
        {
            session = Rent();
            session.Run("BEGIN");
            var batch = new List<T>();
            foreach (T item in read(session))
            {
                batch.Add(item);
                if (batch.Count == BatchItems)
                {
                    await to.WriteAsync(batch, cancellationToken);
                    batch = new List<T>(BatchItems);
                }
            }

            await to.WriteAsync(batch, cancellationToken);
            to.Complete();
        }
        catch (Exception failure)
        {
            to.TryComplete(failure);
        }
        finally
        {
            if (session is not null)
            {
                Return(session);
            }
        }
    }

    private SqliteSession Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _readers.TryTake(out SqliteSession? idle) ? idle : new SqliteSession(_path, writable: false, _options);
    }

    private void Return(SqliteSession session)
    {
        session.Rollback();
        if (_disposed || _readers.Count >= IdleReaders)
        {
            session.Dispose();
        }
        else
        {
            _readers.Add(session);
        }
    }
}
