namespace PartyOrleans.Standardisation;

/// <summary>Similarities and edit distances of two strings, by UTF-16 unit. None allocates for strings of up to 64 characters.</summary>
public static class StringSimilarity
{
    private const int StackLength = 64;

    /// <summary>Jaro similarity (Jaro 1989), 0 to 1; two empty strings are 0.</summary>
    public static double Jaro(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.IsEmpty || b.IsEmpty)
        {
            return 0;
        }

        if (a.SequenceEqual(b))
        {
            return 1;
        }

        return a.Length <= StackLength && b.Length <= StackLength ? JaroByBits(a, b) : JaroByFlags(a, b);
    }

    /// <summary>Jaro-Winkler similarity (Winkler 1990), 0 to 1: Jaro, raised by a tenth of the missing part per common leading character (at most 4) where Jaro is over 0.7.</summary>
    public static double JaroWinkler(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        double jaro = Jaro(a, b);
        if (jaro <= 0.7)
        {
            return jaro;
        }

        int limit = Math.Min(4, Math.Min(a.Length, b.Length));
        int prefix = 0;
        while (prefix < limit && a[prefix] == b[prefix])
        {
            prefix++;
        }

        return jaro + (prefix * 0.1 * (1 - jaro));
    }

    /// <summary>The least number of insertions, deletions and substitutions that turn one string into the other (Levenshtein 1965).</summary>
    public static int Levenshtein(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        TrimCommon(ref a, ref b);
        if (a.IsEmpty || b.IsEmpty)
        {
            return a.Length + b.Length;
        }

        Span<int> row = b.Length <= StackLength ? stackalloc int[StackLength + 1] : new int[b.Length + 1];
        for (int j = 0; j <= b.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i + 1;
            int left = i + 1;
            char c = a[i];
            for (int j = 0; j < b.Length; j++)
            {
                int above = row[j + 1];
                int best = c == b[j] ? diagonal : Math.Min(diagonal, Math.Min(above, left)) + 1;
                row[j + 1] = best;
                left = best;
                diagonal = above;
            }
        }

        return row[b.Length];
    }

    /// <summary>
    /// The least number of insertions, deletions, substitutions and transpositions of adjacent characters, with further edits
    /// between transposed characters allowed (Damerau 1964; Lowrance and Wagner 1975).
    /// </summary>
    public static int DamerauLevenshtein(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        TrimCommon(ref a, ref b);
        if (a.IsEmpty || b.IsEmpty)
        {
            return a.Length + b.Length;
        }

        // table[i, j] is the distance of the first i - 1 and j - 1 characters; row and column 0 are a border above any distance.
        int width = b.Length + 2;
        int cells = (a.Length + 2) * width;
        Span<int> table = cells <= (StackLength + 2) * (StackLength + 2) ? stackalloc int[cells] : new int[cells];
        int border = a.Length + b.Length;
        table[0] = border;
        for (int i = 0; i <= a.Length; i++)
        {
            table[(i + 1) * width] = border;
            table[((i + 1) * width) + 1] = i;
        }

        for (int j = 0; j <= b.Length; j++)
        {
            table[j + 1] = border;
            table[width + j + 1] = j;
        }

        for (int i = 1; i <= a.Length; i++)
        {
            int lastMatchColumn = 0;
            for (int j = 1; j <= b.Length; j++)
            {
                int lastMatchRow = a[..(i - 1)].LastIndexOf(b[j - 1]) + 1;
                int column = lastMatchColumn;
                int cost = 1;
                if (a[i - 1] == b[j - 1])
                {
                    cost = 0;
                    lastMatchColumn = j;
                }

                int best = Math.Min(
                    Math.Min(table[(i * width) + j] + cost, table[((i + 1) * width) + j] + 1),
                    table[(i * width) + j + 1] + 1);
                if (lastMatchRow > 0 && column > 0)
                {
                    best = Math.Min(best, table[(lastMatchRow * width) + column] + (i - lastMatchRow - 1) + 1 + (j - column - 1));
                }

                table[((i + 1) * width) + j + 1] = best;
            }
        }

        return table[((a.Length + 1) * width) + b.Length + 1];
    }

    /// <summary>Whether at most one insertion, deletion, substitution or transposition of adjacent characters parts the strings.</summary>
    public static bool WithinOneEdit(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (Math.Abs(a.Length - b.Length) > 1)
        {
            return false;
        }

        TrimCommon(ref a, ref b);
        return (a.Length <= 1 && b.Length <= 1) || (a.Length == 2 && b.Length == 2 && a[0] == b[1] && a[1] == b[0]);
    }

    private static void TrimCommon(ref ReadOnlySpan<char> a, ref ReadOnlySpan<char> b)
    {
        int prefix = a.CommonPrefixLength(b);
        a = a[prefix..];
        b = b[prefix..];
        int suffix = 0;
        while (suffix < a.Length && suffix < b.Length && a[^(suffix + 1)] == b[^(suffix + 1)])
        {
            suffix++;
        }

        a = a[..^suffix];
        b = b[..^suffix];
    }

    private static double JaroByBits(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int range = Math.Max(0, (Math.Max(a.Length, b.Length) / 2) - 1);
        ulong matchedA = 0;
        ulong matchedB = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int from = Math.Max(0, i - range);
            int to = Math.Min(b.Length - 1, i + range);
            char c = a[i];
            for (int j = from; j <= to; j++)
            {
                if (b[j] == c && (matchedB >> j & 1) == 0)
                {
                    matchedA |= 1UL << i;
                    matchedB |= 1UL << j;
                    break;
                }
            }
        }

        int matches = System.Numerics.BitOperations.PopCount(matchedA);
        if (matches == 0)
        {
            return 0;
        }

        int outOfOrder = 0;
        while (matchedA != 0)
        {
            int i = System.Numerics.BitOperations.TrailingZeroCount(matchedA);
            int j = System.Numerics.BitOperations.TrailingZeroCount(matchedB);
            outOfOrder += a[i] == b[j] ? 0 : 1;
            matchedA &= matchedA - 1;
            matchedB &= matchedB - 1;
        }

        return JaroOf(matches, outOfOrder, a.Length, b.Length);
    }

    private static double JaroByFlags(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int range = Math.Max(0, (Math.Max(a.Length, b.Length) / 2) - 1);
        var matchedA = new bool[a.Length];
        var matchedB = new bool[b.Length];
        int matches = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int to = Math.Min(b.Length - 1, i + range);
            for (int j = Math.Max(0, i - range); j <= to; j++)
            {
                if (!matchedB[j] && a[i] == b[j])
                {
                    matchedA[i] = matchedB[j] = true;
                    matches++;
                    break;
                }
            }
        }

        if (matches == 0)
        {
            return 0;
        }

        int outOfOrder = 0;
        int k = 0;
        for (int i = 0; i < a.Length; i++)
        {
            if (!matchedA[i])
            {
                continue;
            }

            while (!matchedB[k])
            {
                k++;
            }

            outOfOrder += a[i] == b[k++] ? 0 : 1;
        }

        return JaroOf(matches, outOfOrder, a.Length, b.Length);
    }

    private static double JaroOf(int matches, int outOfOrder, int lengthA, int lengthB)
    {
        double m = matches;
        return ((m / lengthA) + (m / lengthB) + ((m - (outOfOrder / 2)) / m)) / 3;
    }
}
