using PartyOrleans.Model;
using PartyOrleans.Storage.Privacy;
using PartyOrleans.Storage.Rows;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.Sqlite;

/// <content>
/// Search. The index is a projection of the golden records: a small commit writes it in its own transaction, unless it lags behind; a long
/// one leaves it behind. What it holds up to is stored with it, so a crash loses nothing and nothing is taken in twice.
/// </content>
public sealed partial class SqlitePartyStore : IPartySearch, ISearchProjection
{
    private const int EndedAtOnce = 1000;
    private const int MergedFrom = 10_000;

    private SearchState _search;
    private long _advanced;
    private bool _merging;

    /// <inheritdoc />
    public Task<SearchPage> SearchAsync(SearchRequest search, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            SqliteSession session = Rent();
            try
            {
                // A query of many common words may take long; who no longer waits for it need not pay for it.
                await using CancellationTokenRegistration stop = cancellationToken.UnsafeRegister(static running => ((SqliteSession)running!).Interrupt(), session);
                session.Run("BEGIN");
                if (IdentifierSearch.PageOf(FindByIdentifier(session, search), search) is { } byIdentifier)
                {
                    return byIdentifier;
                }

                FoundPage found = await SearchPages.FindAsync(search, new SqliteSearchIndex(session), Cursors, cancellationToken);
                SymbolTable.Snapshot symbols = SymbolsOf(session);
                StoreKeys keys = KeysOf(session);
                var hits = new List<SearchHit>(found.Hits.Count);
                foreach (FoundParty hit in found.Hits)
                {
                    SqliteStatement find = session.Statement("FindSearchHit");
                    find.Bind(1, hit.Place);
                    if (find.Step() && GoldenRow.Open(new PartyId(find.Text(0)), find.Bytes(1), symbols, keys) is { } golden)
                    {
                        hits.Add(new SearchHit(golden, found.ScoreOf(hit), found.MatchesOf(hit)));
                    }

                    find.Reset(); // a party that ended while the index lags behind is left out
                }

                return new SearchPage(hits, found.Next, found.LeastWords, found.Plan.RequiredWords, ReadProgress(session).IsComplete);
            }
            catch (StoreException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            finally
            {
                Return(session);
            }
        },
        cancellationToken);

    /// <inheritdoc />
    public Task<SearchProgress> ReadSearchProgressAsync(CancellationToken cancellationToken) => ReadAsync(ReadProgress, cancellationToken);

    /// <inheritdoc />
    public async Task<bool> AdvanceSearchAsync(int versions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(versions, 1);
        if ((await ReadSearchProgressAsync(cancellationToken)).IsComplete)
        {
            return await MergeAsync(cancellationToken);
        }

        (SearchState from, long upTo, List<(long Golden, SearchEntry Entry)> entries) = await ReadAsync(
            session => ReadToIndex(session, versions, cancellationToken), cancellationToken);
        await WriteAsync(writer => Advance(writer, from, upTo, entries), cancellationToken);
        return !(await ReadSearchProgressAsync(cancellationToken)).IsComplete || _advanced >= MergedFrom;
    }

    /// <summary>After a long way of catching up the index lies in many segments: they are brought together, a transaction for each step.</summary>
    private async Task<bool> MergeAsync(CancellationToken cancellationToken)
    {
        if (_advanced < MergedFrom)
        {
            return false;
        }

        await WriteAsync(
            writer =>
            {
                bool more = SqliteSearchWriter.Merge(writer, isFirst: !_merging);
                _merging = more;
                _advanced = more ? _advanced : 0;
            },
            cancellationToken);
        return _merging;
    }

    private List<(GoldenRecord Golden, string Type)> FindByIdentifier(SqliteSession session, SearchRequest search)
    {
        var found = new List<(GoldenRecord Golden, string Type)>();
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        SqliteStatement read = session.Statement("ReadBlindRecords");
        foreach ((string type, long place) in IdentifierSearch.PlacesOf(search, KeysOf(session)))
        {
            var keys = new List<RecordKey>();
            read.Bind(1, place);
            while (read.Step())
            {
                keys.Add(new RecordKey(symbols.NameOf((int)read.Long(0)), read.Text(1)));
            }

            foreach (RecordKey key in keys)
            {
                if (FindRecord(session, key) is { } record && IdentifierSearch.Has(record, type, search)
                    && FindView(session, record.Party, out _)?.Golden is { } golden)
                {
                    found.Add((golden, type));
                }
            }
        }

        return found;
    }

    private static SearchProgress ReadProgress(SqliteSession session)
    {
        SqliteStatement find = session.Statement("FindSearchLag");
        find.Step();
        bool isOfThisVersion = find.Long(0) == SearchTerms.Version;
        long indexed = isOfThisVersion ? find.Long(1) : 0;
        var progress = new SearchProgress(indexed, find.Long(3), find.Long(2), isOfThisVersion && indexed == find.Long(3) && find.Long(4) == 0);
        find.Reset();
        return progress;
    }

    /// <summary>An index that another version of the program built holds other terms than this one looks for: it is emptied and catches up.</summary>
    private void OpenSearch(SqliteSession writer)
    {
        _search = SqliteSearchWriter.Find(writer);
        if (_search.Version == SearchTerms.Version)
        {
            return;
        }

        writer.Run("BEGIN IMMEDIATE");
        SqliteSearchWriter.Clear(writer);
        _search = new SearchState(SearchTerms.Version, UpTo: 0, Parties: 0);
        SqliteSearchWriter.Update(writer, _search);
        writer.Run("COMMIT");
    }

    /// <summary>Brings the index on with a change whose effects are written but not committed.</summary>
    /// <returns>How far the index has then come.</returns>
    private SearchState WriteSearch(SqliteSession writer, HubChange change, LastIds before, LastIds last)
    {
        if (change.Golden.Count + change.Retired.Count > _options.SearchInlineParties)
        {
            SqliteStatement insert = writer.Statement("InsertSearchEnded");
            foreach ((PartyId party, _) in change.Retired)
            {
                insert.Bind(1, FindParty(writer, party)!.Value.Id);
                insert.Execute();
            }

            return _search;
        }

        // Parties that ended leave the index at once even where it lags behind; it takes in only what is current.
        bool isUpToDate = _search.UpTo == before.Golden;
        var entries = new Dictionary<long, SearchEntry>();
        foreach ((PartyId party, _) in change.Retired)
        {
            AddEntry(writer, entries, party, terms: null);
        }

        foreach (GoldenRecord golden in isUpToDate ? change.Golden : [])
        {
            AddEntry(writer, entries, golden.Party, SearchTerms.Of(golden));
        }

        var index = new SqliteSearchWriter(writer);
        index.Write([.. entries.Values]);
        var state = new SearchState(_search.Version, isUpToDate ? last.Golden : _search.UpTo, _search.Parties + index.Added);
        if (state != _search)
        {
            SqliteSearchWriter.Update(writer, state);
        }

        return state;
    }

    private static void AddEntry(SqliteSession writer, Dictionary<long, SearchEntry> entries, PartyId party, string? terms)
    {
        PartyRow row = FindParty(writer, party)!.Value;
        entries[row.Id] = new SearchEntry(PartyPlace.Of(party), row.Id, row.State == PartyState.Current ? terms : null);
    }

    private (SearchState From, long UpTo, List<(long Golden, SearchEntry Entry)> Entries) ReadToIndex(
        SqliteSession session, int versions, CancellationToken cancellationToken)
    {
        SearchState from = SqliteSearchWriter.Find(session);
        long upTo = Math.Min(from.UpTo + versions, ReadProgress(session).CommittedVersions);
        SymbolTable.Snapshot symbols = SymbolsOf(session);
        StoreKeys keys = KeysOf(session);
        SqliteStatement read = session.Statement("ReadGoldenToIndex");
        read.Bind(1, from.UpTo);
        read.Bind(2, upTo);
        var rows = new List<(long Golden, long Party, PartyId Id, byte[] Body)>();
        while (read.Step())
        {
            rows.Add((read.Long(0), read.Long(1), new PartyId(read.Text(2)), read.Bytes(3).ToArray()));
        }

        List<(long Golden, SearchEntry Entry)> entries =
        [
            .. rows.AsParallel().AsOrdered().WithDegreeOfParallelism(_options.Parallelism).WithCancellation(cancellationToken).Select(row =>
                (row.Golden, new SearchEntry(
                    PartyPlace.Of(row.Id), row.Party, GoldenRow.Open(row.Id, row.Body, symbols, keys) is { } golden ? SearchTerms.Of(golden) : null))),
        ];
        return (from, upTo, entries);
    }

    private void Advance(SqliteSession writer, SearchState from, long upTo, List<(long Golden, SearchEntry Entry)> entries)
    {
        if (_search != from)
        {
            return; // A commit took it on meanwhile, or removed a party from it: read again.
        }

        writer.Run("BEGIN IMMEDIATE");
        try
        {
            SqliteStatement isCurrent = writer.Statement("IsCurrentGolden");
            var current = new Dictionary<long, SearchEntry>();
            foreach (long party in ReadEnded(writer))
            {
                current[party] = new SearchEntry(0, party, Terms: null);
            }

            foreach ((long golden, SearchEntry entry) in entries)
            {
                isCurrent.Bind(1, entry.Party);
                isCurrent.Bind(2, golden);
                if (isCurrent.Step())
                {
                    current[entry.Party] = entry;
                    isCurrent.Reset();
                }
            }

            var index = new SqliteSearchWriter(writer);
            index.Write([.. current.Values]);
            var state = new SearchState(from.Version, upTo, from.Parties + index.Added);
            SqliteSearchWriter.Update(writer, state);
            writer.Run("COMMIT");
            _search = state;
            _advanced += entries.Count;
        }
        catch
        {
            writer.Rollback();
            throw;
        }
    }

    /// <summary>Takes the parties that ended while the index lagged from their list, but for those that are current again.</summary>
    private static List<long> ReadEnded(SqliteSession writer)
    {
        var ended = new List<long>();
        SqliteStatement read = writer.Statement("ReadSearchEnded");
        read.Bind(1, EndedAtOnce);
        while (read.Step())
        {
            ended.Add(read.Long(0));
        }

        SqliteStatement delete = writer.Statement("DeleteSearchEnded");
        SqliteStatement find = writer.Statement("FindPartyById");
        var gone = new List<long>();
        foreach (long party in ended)
        {
            delete.Bind(1, party);
            delete.Execute();
            find.Bind(1, party);
            if (find.Step() && (PartyState)find.Long(1) != PartyState.Current)
            {
                gone.Add(party);
            }

            find.Reset();
        }

        return gone;
    }
}
