using Npgsql;
using PartyOrleans.Model;
using PartyOrleans.Storage.Rows;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.PostgreSql;

/// <content>
/// Search. The index is a projection of the golden records: a small commit writes it in its own transaction, unless it lags behind; a long
/// one leaves it behind. What it holds up to is stored with it, so a crash loses nothing and nothing is taken in twice.
/// </content>
public sealed partial class PostgreSqlPartyStore : IPartySearch, ISearchProjection
{
    private const int EndedAtOnce = 1000;

    /// <inheritdoc />
    public Task<SearchPage> SearchAsync(SearchRequest search, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
        await using (connection)
        {
            if (IdentifierSearch.PageOf(await FindByIdentifierAsync(connection, context, search, cancellationToken), search) is { } byIdentifier)
            {
                return byIdentifier;
            }

            FoundPage found = await SearchPages.FindAsync(search, new PostgreSqlSearchIndex(connection), Cursors, cancellationToken);
            var golden = new GoldenRecord?[found.Hits.Count];
            await using (NpgsqlCommand find = connection.Command("FindSearchHits", Parameter.Of([.. found.Hits.Select(hit => hit.Place)])))
            await using (NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken))
            {
                while (await row.ReadAsync(cancellationToken))
                {
                    golden[row.GetInt64(0) - 1] = GoldenAt(new PartyId(row.GetString(1)), row, 2, context);
                }
            }

            // A party that ended while the index lags behind is left out.
            List<SearchHit> hits =
            [
                .. found.Hits.Zip(golden).Where(hit => hit.Second is not null)
                    .Select(hit => new SearchHit(hit.Second!, found.ScoreOf(hit.First), found.MatchesOf(hit.First))),
            ];
            bool isComplete = (await ReadProgressAsync(connection, cancellationToken)).IsComplete;
            return new SearchPage(hits, found.Next, found.LeastWords, found.Plan.RequiredWords, isComplete);
        }
    });

    /// <inheritdoc />
    public Task<SearchProgress> ReadSearchProgressAsync(CancellationToken cancellationToken) =>
        ReadAsync((connection, _) => ReadProgressAsync(connection, cancellationToken), cancellationToken);

    /// <inheritdoc />
    public async Task<bool> AdvanceSearchAsync(int versions, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(versions, 1);
        if ((await ReadSearchProgressAsync(cancellationToken)).IsComplete)
        {
            return false;
        }

        (SearchState from, long upTo, bool isLast, List<(long Golden, SearchEntry Entry)> entries) = await ReadToIndexAsync(versions, cancellationToken);
        await MakeIndexAsync(isFirst: from.UpTo == 0, isLast, cancellationToken);
        await WriteAsync(connection => AdvanceAsync(connection, from, upTo, entries, cancellationToken), cancellationToken);
        return !(await ReadSearchProgressAsync(cancellationToken)).IsComplete;
    }

    /// <summary>
    /// Terms that come one by one cost many times what they cost when their index is made over all of them. So the first of several steps
    /// drops it and the last makes it, before the search index says that it is complete; until then a search reads every party.
    /// </summary>
    private Task<bool> MakeIndexAsync(bool isFirst, bool isLast, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        if (!isFirst && !isLast)
        {
            return false;
        }

        // Not on the writer's connection: commits need not wait, they leave a search index that lags behind alone.
        await using NpgsqlConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using NpgsqlCommand command = connection.Command(isLast ? "MakeTermIndex" : "DropTermIndex");
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(cancellationToken);
        return true;
    });

    private async Task<List<(GoldenRecord Golden, string Type)>> FindByIdentifierAsync(
        NpgsqlConnection connection, RowContext context, SearchRequest search, CancellationToken cancellationToken)
    {
        var found = new List<(GoldenRecord Golden, string Type)>();
        foreach ((string type, long place) in IdentifierSearch.PlacesOf(search, context.Keys))
        {
            var keys = new List<RecordKey>();
            await using (NpgsqlCommand read = connection.Command("ReadBlindRecords", Parameter.Of(place)))
            await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
            {
                while (await row.ReadAsync(cancellationToken))
                {
                    keys.Add(new RecordKey(context.Symbols.NameOf(row.GetInt32(0)), row.Utf8(1)));
                }
            }

            foreach (RecordKey key in keys)
            {
                if (await FindRecordAsync(key, cancellationToken) is { } record && IdentifierSearch.Has(record, type, search)
                    && (await FindViewAsync(connection, context, record.Party, cancellationToken))?.Golden is { } golden)
                {
                    found.Add((golden, type));
                }
            }
        }

        return found;
    }

    private static async Task<SearchProgress> ReadProgressAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = connection.Command("FindSearchLag");
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        bool isOfThisVersion = row.GetInt32(0) == SearchTerms.Version;
        long indexed = isOfThisVersion ? row.GetInt64(1) : 0;
        return new SearchProgress(indexed, row.GetInt64(3), row.GetInt64(2), isOfThisVersion && indexed == row.GetInt64(3) && !row.GetBoolean(4));
    }

    private static async Task<SearchState> FindSearchStateAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = connection.Command("FindSearchState");
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new SearchState(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
    }

    private static Task AddToSearchStateAsync(NpgsqlConnection connection, long upTo, long added, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("UpdateSearchState", cancellationToken, Parameter.Of(SearchTerms.Version), Parameter.Of(upTo), Parameter.Of(added));

    /// <summary>An index that another version of the program built holds other terms than this one looks for: it is emptied and catches up.</summary>
    private static async Task OpenSearchAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        SearchState state = await FindSearchStateAsync(connection, cancellationToken);
        if (state.Version == SearchTerms.Version)
        {
            return;
        }

        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync("ClearSearchParties", cancellationToken);
        await AddToSearchStateAsync(connection, upTo: 0, -state.Parties, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <summary>Brings the index on with a change whose effects are written but not committed.</summary>
    private async Task WriteSearchAsync(
        NpgsqlConnection connection, HubChange change, PostgreSqlChangeWriter effects, long goldenBefore, CancellationToken cancellationToken)
    {
        if (change.Golden.Count + change.Retired.Count > _options.SearchInlineParties)
        {
            if (change.Retired.Count > 0)
            {
                await connection.ExecuteAsync(
                    "PutSearchEnded", cancellationToken, Parameter.Of([.. change.Retired.Select(retired => effects.RowOf(retired.Key).Id)]));
            }

            return;
        }

        // Parties that ended leave the index at once even where it lags behind; it takes in only what is current.
        var ended = new Dictionary<long, SearchEntry>();
        foreach ((PartyId party, _) in change.Retired)
        {
            AddEntry(effects, ended, party, terms: null);
        }

        var all = new Dictionary<long, SearchEntry>(ended);
        foreach (GoldenRecord golden in change.Golden)
        {
            AddEntry(effects, all, golden.Party, SearchTerms.Of(golden));
        }

        if (all.Count == 0)
        {
            return;
        }

        SearchLook look = await PostgreSqlSearchWriter.LookAsync(connection, all.Values, cancellationToken);
        bool isUpToDate = look.State.UpTo == goldenBefore;
        long added = await PostgreSqlSearchWriter.PrepareAsync(connection, effects.Batch, (isUpToDate ? all : ended).Values, look, cancellationToken);
        long upTo = isUpToDate ? effects.LastGolden : look.State.UpTo;
        if (upTo != look.State.UpTo || added != 0)
        {
            effects.Batch.Add("UpdateSearchState", Parameter.Of(SearchTerms.Version), Parameter.Of(upTo), Parameter.Of(added));
        }
    }

    private static void AddEntry(PostgreSqlChangeWriter effects, Dictionary<long, SearchEntry> entries, PartyId party, string? terms)
    {
        PartyRow row = effects.RowOf(party);
        entries[row.Id] = new SearchEntry(PartyPlace.Of(party), row.Id, row.State == PartyState.Current ? terms : null);
    }

    private Task<(SearchState From, long UpTo, bool IsLast, List<(long Golden, SearchEntry Entry)> Entries)> ReadToIndexAsync(
        int versions, CancellationToken cancellationToken) => RetryAsync(async () =>
    {
        (NpgsqlConnection connection, RowContext context) = await BeginReadAsync(snapshot: true, cancellationToken);
        await using (connection)
        {
            SearchState from = await FindSearchStateAsync(connection, cancellationToken);
            long committed = (await ReadProgressAsync(connection, cancellationToken)).CommittedVersions;
            long upTo = Math.Min(from.UpTo + versions, committed);
            var rows = new List<(long Golden, long Party, GoldenRecord? Record, PartyId Id)>();
            await using (NpgsqlCommand read = connection.Command("ReadGoldenToIndex", Parameter.Of(from.UpTo), Parameter.Of(upTo)))
            await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
            {
                while (await row.ReadAsync(cancellationToken))
                {
                    var id = new PartyId(row.GetString(2));
                    rows.Add((row.GetInt64(0), row.GetInt64(1), GoldenAt(id, row, 3, context), id));
                }
            }

            List<(long Golden, SearchEntry Entry)> entries =
            [
                .. rows.AsParallel().AsOrdered().WithDegreeOfParallelism(Math.Clamp(_options.Parallelism, 1, 64)).WithCancellation(cancellationToken)
                    .Select(row => (row.Golden, new SearchEntry(PartyPlace.Of(row.Id), row.Party, row.Record is null ? null : SearchTerms.Of(row.Record)))),
            ];
            return (from, upTo, upTo == committed, entries);
        }
    });

    private static async Task<long> AdvanceAsync(
        NpgsqlConnection connection, SearchState from, long upTo, List<(long Golden, SearchEntry Entry)> entries, CancellationToken cancellationToken)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await FindSearchStateAsync(connection, cancellationToken) != from)
        {
            return 0; // A commit took it on meanwhile, or removed a party from it: read again.
        }

        var current = new Dictionary<long, SearchEntry>();
        List<long> ended = await NumbersAsync(connection.Command("TakeSearchEnded", Parameter.Of(EndedAtOnce)), cancellationToken);
        foreach (long party in await NumbersAsync(connection.Command("ReadEndedParties", Parameter.Of([.. ended])), cancellationToken))
        {
            current[party] = new SearchEntry(0, party, Terms: null);
        }

        HashSet<long> stillCurrent =
        [
            .. await NumbersAsync(
                connection.Command(
                    "ReadCurrentGolden", Parameter.Of([.. entries.Select(entry => entry.Entry.Party)]), Parameter.Of([.. entries.Select(entry => entry.Golden)])),
                cancellationToken),
        ];
        foreach ((_, SearchEntry entry) in entries)
        {
            if (stillCurrent.Contains(entry.Party))
            {
                current[entry.Party] = entry;
            }
        }

        long added = await PostgreSqlSearchWriter.WriteAsync(connection, current.Values, cancellationToken);
        await AddToSearchStateAsync(connection, upTo, added, cancellationToken);
        await transaction.CommitAsync(CancellationToken.None);
        return added;
    }

    private static async Task<List<long>> NumbersAsync(NpgsqlCommand read, CancellationToken cancellationToken)
    {
        await using (read)
        await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
        {
            var numbers = new List<long>();
            while (await row.ReadAsync(cancellationToken))
            {
                numbers.Add(row.GetInt64(0));
            }

            return numbers;
        }
    }
}
