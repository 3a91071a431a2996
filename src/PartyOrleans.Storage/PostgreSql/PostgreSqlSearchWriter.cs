using Npgsql;
using PartyOrleans.Standardisation;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>Writes the search index within a transaction that is open.</summary>
internal static class PostgreSqlSearchWriter
{
    /// <summary>Writes parties, each once.</summary>
    /// <returns>By how many parties the index grew.</returns>
    public static async Task<long> WriteAsync(NpgsqlConnection connection, IReadOnlyCollection<SearchEntry> entries, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return 0;
        }

        await using var batch = new NpgsqlBatch(connection);
        long added = await PrepareAsync(connection, batch, entries, await LookAsync(connection, entries, cancellationToken), cancellationToken);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return added;
    }

    /// <summary>Reads what the index has of parties, and how far it is, in one round trip.</summary>
    public static async Task<SearchLook> LookAsync(NpgsqlConnection connection, IReadOnlyCollection<SearchEntry> entries, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("FindSearchState");
        if (entries.Count > 0)
        {
            batch.Add("FindSearchParties", Parameter.Of([.. entries.Select(entry => entry.Party)]));
            batch.Add("FindSearchPlaces", Parameter.Of([.. entries.Where(entry => entry.Terms is not null).Select(entry => entry.Place)]));
        }

        await using NpgsqlDataReader row = await batch.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        var state = new SearchState(row.GetInt32(0), row.GetInt64(1), row.GetInt64(2));
        var known = new Dictionary<long, (long Place, string Terms)>();
        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            known.Add(row.GetInt64(0), (row.GetInt64(1), row.GetString(2)));
        }

        var taken = new HashSet<long>();
        await row.NextResultAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            taken.Add(row.GetInt64(0));
        }

        return new SearchLook(state, known, taken);
    }

    /// <summary>Puts what writes parties, each once, into a batch that is sent later in the same transaction.</summary>
    /// <param name="connection">The connection, to read with.</param>
    /// <param name="batch">Takes the statements.</param>
    /// <param name="entries">The parties.</param>
    /// <param name="look">What <see cref="LookAsync"/> read of these parties, or of more.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>By how many parties the index will have grown.</returns>
    public static async Task<long> PrepareAsync(
        NpgsqlConnection connection, NpgsqlBatch batch, IReadOnlyCollection<SearchEntry> entries, SearchLook look, CancellationToken cancellationToken)
    {
        if (entries.Count == 0)
        {
            return 0;
        }

        Dictionary<long, (long Place, string Terms)> known = look.Known;
        Dictionary<long, long> places = await FindPlacesAsync(connection, entries.Where(entry => !known.ContainsKey(entry.Party)), look.Taken, cancellationToken);
        var vocabulary = new VocabularyChange();
        var put = new List<(long Place, long Party, string Terms)>();
        var gone = new List<long>();
        long added = 0;
        foreach (SearchEntry entry in entries)
        {
            bool isKnown = known.TryGetValue(entry.Party, out (long Place, string Terms) before);
            (string lost, string come) = TermDifference.Of(before.Terms ?? "", entry.Terms ?? "");
            vocabulary.Count(lost, -1);
            vocabulary.Count(come, 1);
            if (isKnown && entry.Terms is null)
            {
                gone.Add(before.Place);
                added--;
            }
            else if (entry.Terms is not null && (lost.Length > 0 || come.Length > 0))
            {
                put.Add((isKnown ? before.Place : places[entry.Party], entry.Party, entry.Terms));
                added += isKnown ? 0 : 1;
            }
        }

        put.Sort();
        VocabularyWord[] words = [.. vocabulary.Words];
        batch.Add("DeleteSearchParties", Parameter.Of([.. gone.Order()]));
        batch.Add(
            "PutSearchParties",
            Parameter.Of([.. put.Select(row => row.Place)]),
            Parameter.Of([.. put.Select(row => row.Party)]),
            Parameter.Of([.. put.Select(row => row.Terms)]));
        batch.Add(
            "PutSearchWords",
            Parameter.Of([.. words.Select(word => word.Text)]),
            Parameter.Of([.. words.Select(word => (long)DoubleMetaphone.Code(word.Text))]),
            Parameter.Of([.. words.Select(word => word.Names)]),
            Parameter.Of([.. words.Select(word => word.Addresses)]));
        batch.Add("DeleteSearchWords", Parameter.Of([.. words.Where(word => word.Names < 0 || word.Addresses < 0).Select(word => word.Text)]));
        return added;
    }

    /// <summary>A place for each party that is new: the one that its id asks for, or the next free one.</summary>
    private static async Task<Dictionary<long, long>> FindPlacesAsync(
        NpgsqlConnection connection, IEnumerable<SearchEntry> entries, HashSet<long> taken, CancellationToken cancellationToken)
    {
        var places = new Dictionary<long, long>();
        var given = new HashSet<long>();
        Dictionary<long, long> open = entries.Where(entry => entry.Terms is not null).ToDictionary(entry => entry.Party, entry => entry.Place);
        for (bool again = false; open.Count > 0; again = true)
        {
            if (again)
            {
                await using NpgsqlCommand find = connection.Command("FindSearchPlaces", Parameter.Of([.. open.Values]));
                await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
                while (await row.ReadAsync(cancellationToken))
                {
                    taken.Add(row.GetInt64(0));
                }
            }

            foreach ((long party, long place) in open.OrderBy(entry => entry.Key).ToList())
            {
                if (taken.Contains(place) || !given.Add(place))
                {
                    open[party] = place + 1;
                }
                else
                {
                    places.Add(party, place);
                    open.Remove(party);
                }
            }
        }

        return places;
    }
}

/// <summary>What the search index has of some parties.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Known">Of those in it, place and terms.</param>
/// <param name="Taken">Of the places that they ask for, those in use.</param>
internal sealed record SearchLook(SearchState State, Dictionary<long, (long Place, string Terms)> Known, HashSet<long> Taken);
