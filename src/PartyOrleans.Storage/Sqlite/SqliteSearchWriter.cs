using PartyOrleans.Standardisation;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>Writes the search index within a transaction that is open.</summary>
internal sealed class SqliteSearchWriter(SqliteSession session)
{
    private const int PagesAtOnce = 1000;

    private readonly VocabularyChange _vocabulary = new();

    /// <summary>By how many parties the index grew.</summary>
    public long Added { get; private set; }

    /// <summary>Empties the index.</summary>
    public static void Clear(SqliteSession session)
    {
        foreach (string statement in new[] { "ClearSearchText", "ClearSearchParty", "ClearSearchGram", "ClearSearchWord", "ClearSearchEnded" })
        {
            session.Statement(statement).Execute();
        }
    }

    /// <summary>How far the index has come.</summary>
    public static SearchState Find(SqliteSession session)
    {
        SqliteStatement find = session.Statement("FindSearchState");
        find.Step();
        var state = new SearchState((int)find.Long(0), find.Long(1), find.Long(2));
        find.Reset();
        return state;
    }

    /// <summary>Says how far the index has come.</summary>
    public static void Update(SqliteSession session, SearchState state)
    {
        SqliteStatement update = session.Statement("UpdateSearchState");
        update.Bind(1, state.Version);
        update.Bind(2, state.UpTo);
        update.Bind(3, state.Parties);
        update.Execute();
    }

    /// <summary>Brings segments of the full-text tables together, some pages at a time; fewer segments make searches cheaper.</summary>
    /// <returns>Whether there is more to bring together.</returns>
    public static bool Merge(SqliteSession session, bool isFirst)
    {
        bool more = false;
        foreach (string statement in new[] { "MergeSearchText", "MergeSearchGram" })
        {
            // A first, negative number of pages makes all segments part of the merge; it is done once a step changes nothing but its own row.
            SqliteStatement merge = session.Statement(statement);
            long before = session.TotalChanges;
            merge.Bind(1, isFirst ? -PagesAtOnce : (long)PagesAtOnce);
            merge.Execute();
            more |= session.TotalChanges - before >= 2;
        }

        return more;
    }

    /// <summary>Writes parties, each once.</summary>
    /// <remarks>A full-text table starts a new segment where row numbers do not ascend, hence the sort.</remarks>
    public void Write(List<SearchEntry> entries)
    {
        var placed = new List<(SearchEntry Entry, string? Known)>(entries.Count);
        SqliteStatement find = session.Statement("FindSearchParty");
        foreach (SearchEntry entry in entries)
        {
            find.Bind(1, entry.Party);
            (long place, string? known) = find.Step() ? (find.Long(0), find.Text(1)) : (entry.Place, null);
            find.Reset();
            placed.Add((entry with { Place = place }, known));
        }

        placed.Sort(static (a, b) => a.Entry.Place.CompareTo(b.Entry.Place));
        foreach ((SearchEntry entry, string? known) in placed)
        {
            Write(entry, known);
        }

        WriteWords();
    }

    private void Write(SearchEntry entry, string? known)
    {
        if (string.Equals(entry.Terms, known, StringComparison.Ordinal))
        {
            return;
        }

        long place = known is null ? FreePlace(entry.Place) : entry.Place;

        // Beside being less to write: the secure deletion of a full-text table without positions loses rows where one transaction takes a term
        // from a row and gives it back.
        (string gone, string come) = TermDifference.Of(known ?? "", entry.Terms ?? "");
        if (known is not null)
        {
            Text("DeleteSearchText", place, gone);
        }

        if (entry.Terms is not null)
        {
            Text("InsertSearchText", place, come);
        }

        _vocabulary.Count(gone, -1);
        _vocabulary.Count(come, 1);
        if (entry.Terms is null)
        {
            SqliteStatement delete = session.Statement("DeleteSearchParty");
            delete.Bind(1, place);
            delete.Execute();
            Added--;
        }
        else if (known is null)
        {
            SqliteStatement insert = session.Statement("InsertSearchParty");
            insert.Bind(1, place);
            insert.Bind(2, entry.Party);
            insert.Bind(3, entry.Terms);
            insert.Execute();
            Added++;
        }
        else
        {
            Text("UpdateSearchParty", place, entry.Terms);
        }
    }

    private void Text(string statement, long place, string terms)
    {
        SqliteStatement write = session.Statement(statement);
        write.Bind(1, place);
        write.Bind(2, terms);
        write.Execute();
    }

    private long FreePlace(long place)
    {
        SqliteStatement has = session.Statement("HasSearchPlace");
        for (; ; place++)
        {
            has.Bind(1, place);
            if (!has.Step())
            {
                return place;
            }

            has.Reset();
        }
    }

    /// <summary>Writes the words whose numbers changed: new ones first, so that none gets the id of one that goes.</summary>
    private void WriteWords()
    {
        var added = new List<VocabularyWord>();
        var gone = new List<(long Id, string Word)>();
        SqliteStatement find = session.Statement("FindSearchWord");
        SqliteStatement update = session.Statement("UpdateSearchWord");
        foreach (VocabularyWord change in _vocabulary.Words)
        {
            find.Bind(1, change.Text);
            (long id, long names, long addresses) = find.Step() ? (find.Long(0), find.Long(2), find.Long(3)) : (0, 0, 0);
            find.Reset();
            (names, addresses) = (names + change.Names, addresses + change.Addresses);
            if (id == 0)
            {
                added.Add(change);
            }
            else if (names == 0 && addresses == 0)
            {
                gone.Add((id, change.Text));
            }
            else
            {
                update.Bind(1, id);
                update.Bind(2, names);
                update.Bind(3, addresses);
                update.Execute();
            }
        }

        InsertWords(added);
        DeleteWords(gone);
        _vocabulary.Clear();
    }

    private void InsertWords(List<VocabularyWord> words)
    {
        SqliteStatement insert = session.Statement("InsertSearchWord");
        long id = 0;
        foreach ((long before, VocabularyWord word) in words.Select(word => (WordId.Before(word.Text), word)).OrderBy(word => word.Item1))
        {
            id = id > before ? id + 1 : LastWordId(word.Text) + 1;
            insert.Bind(1, id);
            insert.Bind(2, word.Text);
            insert.Bind(3, DoubleMetaphone.Code(word.Text));
            insert.Bind(4, (long)word.Names);
            insert.Bind(5, (long)word.Addresses);
            insert.Execute();
            WriteGrams("InsertSearchGram", id, word.Text);
        }
    }

    private void DeleteWords(List<(long Id, string Word)> words)
    {
        words.Sort();
        SqliteStatement delete = session.Statement("DeleteSearchWord");
        foreach ((long id, string word) in words)
        {
            delete.Bind(1, id);
            delete.Execute();
            WriteGrams("DeleteSearchGram", id, word);
        }
    }

    private long LastWordId(string word)
    {
        SqliteStatement last = session.Statement("FindLastWordId");
        last.Bind(1, WordId.Before(word));
        last.Bind(2, WordId.After(word));
        last.Step();
        long id = last.Long(0);
        last.Reset();
        return id;
    }

    private void WriteGrams(string statement, long id, string word)
    {
        if (WordGrams.Covers(word))
        {
            Text(statement, id, $"  {word} ");
        }
    }
}
