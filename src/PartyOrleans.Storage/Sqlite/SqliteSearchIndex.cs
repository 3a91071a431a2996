using System.Text;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>The search index as one session sees it: terms in a full-text table, words in a trigram table.</summary>
internal sealed class SqliteSearchIndex(SqliteSession session) : ISearchIndex
{
    public ValueTask<long> CountPartiesAsync(CancellationToken cancellationToken)
    {
        SqliteStatement find = session.Statement("FindSearchState");
        find.Step();
        long parties = find.Long(2);
        find.Reset();
        return ValueTask.FromResult(parties);
    }

    public ValueTask<IReadOnlyList<VocabularyWord>> FindWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken)
    {
        SqliteStatement find = session.Statement("FindSearchWord");
        var held = new List<VocabularyWord>(words.Count);
        foreach (string word in words)
        {
            find.Bind(1, word);
            if (find.Step())
            {
                held.Add(new VocabularyWord(word, (int)find.Long(2), (int)find.Long(3)));
            }

            find.Reset();
        }

        return ValueTask.FromResult<IReadOnlyList<VocabularyWord>>(held);
    }

    public ValueTask<IReadOnlyList<VocabularyWord>> FindAlikeAsync(string word, int edits, CancellationToken cancellationToken)
    {
        uint letters = WordGrams.LettersOf(word);
        SqliteStatement read = session.Statement("MatchWords");
        read.Bind(1, string.Join(" OR ", WordGrams.Telling(word, edits).Select(gram => $"\"{gram}\"")));
        read.Bind(2, WordId.First(word.Length - edits));
        read.Bind(3, WordId.First(word.Length + edits + 1));
        var ids = new List<long>();
        while (read.Step())
        {
            long id = read.Long(0);
            if (WordGrams.MayBeAlike(WordId.LettersOf(id), letters, edits))
            {
                ids.Add(id);
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
        SqliteStatement find = session.Statement("FindSearchWordById");
        var words = new List<VocabularyWord>(ids.Count);
        foreach (long id in ids)
        {
            find.Bind(1, id);
            if (find.Step())
            {
                words.Add(new VocabularyWord(find.Text(0), (int)find.Long(1), (int)find.Long(2)));
            }

            find.Reset();
        }

        return ValueTask.FromResult<IReadOnlyList<VocabularyWord>>(words);
    }

    public ValueTask<IReadOnlyList<VocabularyWord>> FindBySoundAsync(uint sound, CancellationToken cancellationToken)
    {
        SqliteStatement read = session.Statement("ReadWordsBySound");
        read.Bind(1, sound);
        return ValueTask.FromResult(Words(read, cancellationToken));
    }

    public ValueTask<IReadOnlyList<long>> MatchAsync(TermExpression expression, long after, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var query = new StringBuilder();
        Write(query, expression);
        SqliteStatement read = session.Statement("MatchParties");
        read.Bind(1, query.ToString());
        read.Bind(2, after);
        read.Bind(3, limit);
        var places = new List<long>();
        while (read.Step())
        {
            places.Add(read.Long(0));
        }

        return ValueTask.FromResult<IReadOnlyList<long>>(places);
    }

    public ValueTask<IReadOnlyList<string>> ReadTermsAsync(IReadOnlyList<long> places, CancellationToken cancellationToken)
    {
        SqliteStatement find = session.Statement("FindSearchTerms");
        var terms = new List<string>(places.Count);
        foreach (long place in places)
        {
            find.Bind(1, place);
            terms.Add(find.Step() ? find.Text(0) : throw new InvalidDataException($"The search index lacks the terms of place {place}."));
            find.Reset();
        }

        return ValueTask.FromResult<IReadOnlyList<string>>(terms);
    }

    /// <summary>The expression in the query language of FTS5. Terms hold no quote, since they hold only what <see cref="SearchTerms"/> lets in.</summary>
    private static void Write(StringBuilder to, TermExpression expression)
    {
        switch (expression)
        {
            case TermExpression.Word word:
                string separator = "";
                foreach (string term in word.Terms)
                {
                    to.Append(separator).Append('"').Append(term).Append('"');
                    separator = " OR ";
                }

                if (word.Prefix is not null)
                {
                    to.Append(separator).Append('"').Append(word.Prefix).Append("\" *");
                }

                break;
            case TermExpression.All all:
                Join(to, all.Parts, " AND ");
                break;
            case TermExpression.Any any:
                Join(to, any.Parts, " OR ");
                break;
            case TermExpression.Without without:
                Join(to, [without.Wanted, without.Unwanted], " NOT ");
                break;
        }
    }

    private static void Join(StringBuilder to, IReadOnlyList<TermExpression> parts, string separator)
    {
        for (int i = 0; i < parts.Count; i++)
        {
            to.Append(i == 0 ? "" : separator).Append('(');
            Write(to, parts[i]);
            to.Append(')');
        }
    }

    private static IReadOnlyList<VocabularyWord> Words(SqliteStatement read, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var words = new List<VocabularyWord>();
        while (read.Step())
        {
            words.Add(new VocabularyWord(read.Text(0), (int)read.Long(1), (int)read.Long(2)));
        }

        return words;
    }
}
