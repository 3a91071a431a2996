namespace PartyOrleans.Storage.Search;

/// <summary>A word that parties hold, with how many hold it.</summary>
/// <param name="Text">Letters a to z.</param>
/// <param name="Names">Parties with it in a name.</param>
/// <param name="Addresses">Parties with it in an address.</param>
internal readonly record struct VocabularyWord(string Text, int Names, int Addresses);

/// <summary>One consistent state of a store's search index. Places are those of <see cref="PartyPlace"/>.</summary>
internal interface ISearchIndex
{
    /// <summary>Parties in the index.</summary>
    ValueTask<long> CountPartiesAsync(CancellationToken cancellationToken);

    /// <summary>Those of some words that parties hold, in no given order.</summary>
    ValueTask<IReadOnlyList<VocabularyWord>> FindWordsAsync(IReadOnlyList<string> words, CancellationToken cancellationToken);

    /// <summary>All words within some edits of a word that share at least <see cref="WordGrams.LeastShare"/> of trigrams with it, and perhaps others.</summary>
    ValueTask<IReadOnlyList<VocabularyWord>> FindAlikeAsync(string word, int edits, CancellationToken cancellationToken);

    /// <summary>All words of a Double Metaphone code.</summary>
    ValueTask<IReadOnlyList<VocabularyWord>> FindBySoundAsync(uint sound, CancellationToken cancellationToken);

    /// <summary>The first places after one, ascending, that an expression finds.</summary>
    ValueTask<IReadOnlyList<long>> MatchAsync(TermExpression expression, long after, int limit, CancellationToken cancellationToken);

    /// <summary>The terms of the party at each place, sorted, separated by spaces.</summary>
    ValueTask<IReadOnlyList<string>> ReadTermsAsync(IReadOnlyList<long> places, CancellationToken cancellationToken);
}
