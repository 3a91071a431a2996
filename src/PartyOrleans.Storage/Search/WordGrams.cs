namespace PartyOrleans.Storage.Search;

/// <summary>
/// Trigrams of a word as PostgreSQL's pg_trgm cuts them: two blanks before, one behind, each counted once. Both stores find words alike by
/// the same measure, so that the same search gives the same hits on either.
/// </summary>
internal static class WordGrams
{
    /// <summary>Least share of trigrams that two words alike have in common (of those that either has).</summary>
    public const double LeastShare = 0.25;

    /// <summary>Length of a trigram.</summary>
    public const int Length = 3;

    /// <summary>Whether trigrams are kept of a word: three or more letters a to z.</summary>
    public static bool Covers(string word) => word.Length >= Length && IsWord(word);

    /// <summary>Whether a text is a word of the vocabulary: two or more letters a to z.</summary>
    public static bool IsWord(ReadOnlySpan<char> text) => text.Length is >= 2 and <= SearchTerms.MaxTermLength && !text.ContainsAnyExceptInRange('a', 'z');

    /// <summary>The trigrams, sorted.</summary>
    public static string[] Of(string word)
    {
        string padded = $"  {word} ";
        var grams = new string[padded.Length - Length + 1];
        for (int i = 0; i < grams.Length; i++)
        {
            grams[i] = padded.Substring(i, Length);
        }

        Array.Sort(grams, StringComparer.Ordinal);
        int distinct = 0;
        for (int i = 0; i < grams.Length; i++)
        {
            if (i == 0 || !string.Equals(grams[i], grams[distinct - 1], StringComparison.Ordinal))
            {
                grams[distinct++] = grams[i];
            }
        }

        return grams[..distinct];
    }

    /// <summary>Share of trigrams in common: those of both by those of either (Jaccard).</summary>
    public static double Share(string[] sortedA, string[] sortedB)
    {
        int i = 0;
        int j = 0;
        int common = 0;
        while (i < sortedA.Length && j < sortedB.Length)
        {
            int order = string.CompareOrdinal(sortedA[i], sortedB[j]);
            common += order == 0 ? 1 : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return (double)common / (sortedA.Length + sortedB.Length - common);
    }

    /// <summary>
    /// The trigrams of which every word that is alike has at least one. Alike words share so many trigrams that as many but one may be
    /// left out (Chaudhuri, Ganti and Kaushik, 2006); left out are those at the ends of the word, which are the commonest.
    /// </summary>
    /// <param name="word">The word.</param>
    /// <param name="edits">Edits that a word alike is off at most.</param>
    public static IReadOnlyList<string> Telling(string word, int edits)
    {
        string[] grams = Of(word);
        int fewestOfOther = Math.Max(1, word.Length + 1 - edits);
        int common = (int)Math.Ceiling(LeastShare * (grams.Length + Math.Min(fewestOfOther, grams.Length)) / (1 + LeastShare));
        string[] ends = [$"  {word[0]}", $"{word[^2..]} ", $" {word[..2]}"];
        return [.. grams.Except(ends.Take(Math.Max(0, common - 1)), StringComparer.Ordinal)];
    }

    /// <summary>Which of the letters a to z a word has, one bit each.</summary>
    public static uint LettersOf(ReadOnlySpan<char> word)
    {
        uint letters = 0;
        foreach (char c in word)
        {
            letters |= 1u << (c - 'a');
        }

        return letters;
    }

    /// <summary>Whether words of these letters can be some edits off each other: an edit alters at most two.</summary>
    public static bool MayBeAlike(uint lettersA, uint lettersB, int edits) => System.Numerics.BitOperations.PopCount(lettersA ^ lettersB) <= 2 * edits;
}
