using System.Text;
using Npgsql;
using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.PostgreSql;

/// <summary>The search index as one transaction sees it: terms in a column of lexemes, words under a trigram index.</summary>
internal sealed class PostgreSqlSearchIndex(NpgsqlConnection connection) : ISearchIndex
{
    public async ValueTask<long> CountPartiesAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand find = connection.Command("FindSearchState");
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return row.GetInt64(2);
    }

    public ValueTask<IReadOnlyList<VocabularyWord>> FindWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken) =>
        WordsAsync(connection.Command("FindSearchWords", Parameter.Of([.. words])), cancellationToken);

    public ValueTask<IReadOnlyList<VocabularyWord>> FindAlikeAsync(string word, int edits, CancellationToken cancellationToken) => WordsAsync(
        connection.Command("ReadWordsAlike", Parameter.Of(word), Parameter.Of(word.Length - edits), Parameter.Of(word.Length + edits)), cancellationToken);

    public ValueTask<IReadOnlyList<VocabularyWord>> FindBySoundAsync(uint sound, CancellationToken cancellationToken) =>
        WordsAsync(connection.Command("ReadWordsBySound", Parameter.Of((long)sound)), cancellationToken);

    public async ValueTask<IReadOnlyList<long>> MatchAsync(TermExpression expression, long after, int limit, CancellationToken cancellationToken)
    {
        var query = new StringBuilder();
        Write(query, expression);
        await using NpgsqlCommand match = connection.Command("MatchParties", Parameter.Of(query.ToString()), Parameter.Of(after), Parameter.Of(limit));
        await using NpgsqlDataReader row = await match.ExecuteReaderAsync(cancellationToken);
        var places = new List<long>();
        while (await row.ReadAsync(cancellationToken))
        {
            places.Add(row.GetInt64(0));
        }

        return places;
    }

    public async ValueTask<IReadOnlyList<string>> ReadTermsAsync(IReadOnlyList<long> places, CancellationToken cancellationToken)
    {
        var terms = new string[places.Count];
        await using NpgsqlCommand find = connection.Command("FindSearchTerms", Parameter.Of([.. places]));
        await using NpgsqlDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        while (await row.ReadAsync(cancellationToken))
        {
            terms[row.GetInt64(0) - 1] = row.GetString(1);
        }

        return Array.IndexOf(terms, null) is var missing and >= 0
            ? throw new InvalidDataException($"The search index lacks the terms of place {places[missing]}.")
            : terms;
    }

    /// <summary>The expression in the server's query language. Terms hold no quote or backslash, since they hold only what <see cref="SearchTerms"/> lets in.</summary>
    private static void Write(StringBuilder to, TermExpression expression)
    {
        switch (expression)
        {
            case TermExpression.Word word:
                string separator = "";
                foreach (string term in word.Terms)
                {
                    to.Append(separator).Append('\'').Append(term).Append('\'');
                    separator = " | ";
                }

                if (word.Prefix is not null)
                {
                    to.Append(separator).Append('\'').Append(word.Prefix).Append("':*");
                }

                break;
            case TermExpression.All all:
                Join(to, all.Parts, " & ");
                break;
            case TermExpression.Any any:
                Join(to, any.Parts, " | ");
                break;
            case TermExpression.Without without:
                Join(to, [without.Wanted, without.Unwanted], " & !");
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

    private static async ValueTask<IReadOnlyList<VocabularyWord>> WordsAsync(NpgsqlCommand read, CancellationToken cancellationToken)
    {
        await using (read)
        await using (NpgsqlDataReader row = await read.ExecuteReaderAsync(cancellationToken))
        {
            var words = new List<VocabularyWord>();
            while (await row.ReadAsync(cancellationToken))
            {
                words.Add(new VocabularyWord(row.GetString(0), row.GetInt32(1), row.GetInt32(2)));
            }

            return words;
        }
    }
}
