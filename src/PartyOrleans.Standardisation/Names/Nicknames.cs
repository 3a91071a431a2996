using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Short forms and spelling variants of given names: names are equivalent when they share a formal name.</summary>
public static class Nicknames
{
    private static readonly FrozenDictionary<string, int[]> FormalNames = Build(NicknameTable.Rows);
    private static readonly string[][] Rows = [.. Lines(NicknameTable.Rows).Select(NamesOf)];

    /// <summary>The formal names that a folded given name may stand for, as numbers that mean something only among themselves, ascending; empty where it is not in the table.</summary>
    public static ReadOnlySpan<int> FormalNamesOf(string foldedGiven)
    {
        ArgumentNullException.ThrowIfNull(foldedGiven);
        return FormalNames.TryGetValue(foldedGiven, out int[]? formal) ? formal : [];
    }

    /// <summary>Whether two folded given names are equal or share a formal name (bill and william, catherine and kathryn). Not transitive: sam is samuel and samantha.</summary>
    public static bool AreEquivalent(string foldedA, string foldedB)
    {
        ArgumentNullException.ThrowIfNull(foldedA);
        ArgumentNullException.ThrowIfNull(foldedB);
        if (string.Equals(foldedA, foldedB, StringComparison.Ordinal))
        {
            return true;
        }

        ReadOnlySpan<int> a = FormalNamesOf(foldedA);
        ReadOnlySpan<int> b = FormalNamesOf(foldedB);
        int i = 0;
        int j = 0;
        while (i < a.Length && j < b.Length)
        {
            if (a[i] == b[j])
            {
                return true;
            }

            if (a[i] < b[j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }

        return false;
    }

    /// <summary>The other names that share a formal name with a folded given name, sorted; empty where it is not in the table.</summary>
    public static IReadOnlyList<string> EquivalentTo(string foldedGiven)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (int row in FormalNamesOf(foldedGiven))
        {
            names.UnionWith(Rows[row]);
        }

        names.Remove(foldedGiven);
        return [.. names];
    }

    private static string[] Lines(string rows) => rows.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string[] NamesOf(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static FrozenDictionary<string, int[]> Build(string rows)
    {
        var formal = new Dictionary<string, SortedSet<int>>(StringComparer.Ordinal);
        string[] lines = Lines(rows);
        for (int row = 0; row < lines.Length; row++)
        {
            foreach (string name in NamesOf(lines[row]))
            {
                if (!formal.TryGetValue(name, out SortedSet<int>? rowsOfName))
                {
                    formal[name] = rowsOfName = [];
                }

                rowsOfName.Add(row);
            }
        }

        return formal.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.ToArray(), StringComparer.Ordinal);
    }
}
