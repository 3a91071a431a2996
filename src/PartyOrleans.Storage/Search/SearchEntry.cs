namespace PartyOrleans.Storage.Search;

/// <summary>A party whose place in the search index changes.</summary>
/// <param name="Place">Place, as its id asks for.</param>
/// <param name="Party">Number of the party's row.</param>
/// <param name="Terms">Its terms now; null where it ended.</param>
internal readonly record struct SearchEntry(long Place, long Party, string? Terms);

/// <summary>What changes where the terms of a party do.</summary>
internal static class TermDifference
{
    /// <summary>Terms that only the first and that only the second of two lists has.</summary>
    public static (string Gone, string Come) Of(string before, string after)
    {
        string[] old = before.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] now = after.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return old.Length == 0 || now.Length == 0
            ? (before, after)
            : (string.Join(' ', old.Except(now, StringComparer.Ordinal)), string.Join(' ', now.Except(old, StringComparer.Ordinal)));
    }
}
