using PartyOrleans.Storage.Search;

namespace PartyOrleans.Storage.Sqlite;

/// <summary>
/// Row numbers of words that say enough of them to pass most over without reading them: length (from bit 52), letters (26 bits from
/// bit 20), and a running number.
/// </summary>
internal static class WordId
{
    private const int LengthShift = 52;
    private const int LettersShift = 20;
    private const long LettersMask = (1L << 26) - 1;

    /// <summary>Below the number of every word of a length or longer.</summary>
    public static long First(int length) => (long)Math.Max(0, length) << LengthShift;

    /// <summary>Below the number of every word of the same length and letters.</summary>
    public static long Before(string word) => First(word.Length) | ((long)WordGrams.LettersOf(word) << LettersShift);

    /// <summary>Above the number of every word of the same length and letters.</summary>
    public static long After(string word) => Before(word) + (1L << LettersShift);

    /// <summary>The letters of the word of a number.</summary>
    public static uint LettersOf(long id) => (uint)((id >> LettersShift) & LettersMask);
}
