namespace PartyOrleans.Standardisation;

/// <summary>How far two folded name tokens are apart: 0 for the same name, 1 for different names.</summary>
internal static class TokenDifference
{
    /// <summary>The tokens are different names.</summary>
    internal const double Conflict = 1;

    private const double Variant = 0.08;
    private const double Initial = 0.1;
    private const int LongestToken = 64;

    /// <summary>The difference of two tokens of personal names.</summary>
    /// <param name="a">A folded token.</param>
    /// <param name="b">A folded token.</param>
    /// <param name="byConsonants">Whether one comes from a script without vowels, so that only consonants count.</param>
    internal static double OfPersonTokens(string a, string b, bool byConsonants)
    {
        if (string.Equals(a, b, StringComparison.Ordinal))
        {
            return 0;
        }

        if (a.Length == 1 || b.Length == 1)
        {
            return a[0] == b[0] && char.IsAsciiLetterLower(a[0]) ? Initial : Conflict;
        }

        if (Nicknames.AreEquivalent(a, b))
        {
            return Variant;
        }

        double difference = OfSpelling(a, b);
        return byConsonants ? Math.Min(difference, OfConsonants(a, b)) : difference;
    }

    /// <summary>The difference by spelling and sound: edits after the usual respellings of one sound, in relation to length.</summary>
    internal static double OfSpelling(string a, string b)
    {
        int length = Math.Max(a.Length, b.Length);
        if (length > LongestToken || Math.Abs(a.Length - b.Length) > 4)
        {
            return Conflict;
        }

        if (a[0] >= '\u2E80' || b[0] >= '\u2E80')
        {
            // A syllable or word in one character: any other character is another name.
            return Conflict;
        }

        double edits = StringSimilarity.DamerauLevenshtein(a, b);
        Span<char> soundsA = stackalloc char[LongestToken];
        Span<char> soundsB = stackalloc char[LongestToken];
        ReadOnlySpan<char> soundA = Sounds(a, soundsA);
        ReadOnlySpan<char> soundB = Sounds(b, soundsB);
        if (!soundA.IsEmpty && !soundB.IsEmpty)
        {
            edits = Math.Min(edits, StringSimilarity.DamerauLevenshtein(soundA, soundB) + 0.4);
        }

        if (length >= 5 && edits >= 2 && IsReversed(a, b))
        {
            edits = 1;
        }

        return OfEdits(edits, length);
    }

    /// <summary>One edit is a likely misspelling, two a possible one, more are another name; short tokens bear less.</summary>
    private static double OfEdits(double edits, int length)
    {
        double cost = edits switch
        {
            <= 0.4 => 0.1,
            <= 1 => 0.2,
            <= 1.4 => 0.3,
            <= 2 => 0.42,
            <= 2.4 when length >= 9 => 0.48,
            <= 3 when length >= 9 => 0.6,
            _ => Conflict,
        };
        return length <= 2 && edits > 1 ? Conflict : length <= 4 ? Math.Min(Conflict, cost * 1.1) : cost;
    }

    private static double OfConsonants(string a, string b)
    {
        Span<char> bufferA = stackalloc char[LongestToken];
        Span<char> bufferB = stackalloc char[LongestToken];
        if (a.Length > LongestToken || b.Length > LongestToken)
        {
            return Conflict;
        }

        ReadOnlySpan<char> consonantsA = Consonants(a, bufferA);
        ReadOnlySpan<char> consonantsB = Consonants(b, bufferB);
        if (consonantsA.IsEmpty || consonantsB.IsEmpty)
        {
            return Conflict;
        }

        int edits = StringSimilarity.DamerauLevenshtein(consonantsA, consonantsB);
        return edits == 0 ? 0.15 : edits == 1 && Math.Max(consonantsA.Length, consonantsB.Length) >= 3 ? 0.35 : Conflict;
    }

    private static bool IsReversed(string a, string b)
    {
        Span<char> reversed = stackalloc char[LongestToken];
        b.CopyTo(reversed);
        reversed[..b.Length].Reverse();
        return StringSimilarity.WithinOneEdit(a, reversed[..b.Length]);
    }

    /// <summary>Writes letters and groups that languages use for one sound in one way, doubles once.</summary>
    private static ReadOnlySpan<char> Sounds(string token, Span<char> to)
    {
        int length = 0;
        for (int i = 0; i < token.Length; i++)
        {
            char next = i + 1 < token.Length ? token[i + 1] : '\0';
            char sound = token[i];
            switch (token[i])
            {
                case 'w':
                    sound = 'v';
                    break;
                case 'y' or 'j':
                    sound = 'i';
                    break;
                case 'q':
                    sound = 'k';
                    break;
                case 'c' when next is 'h' or 'k':
                    sound = next == 'h' ? 'x' : 'k';
                    i++;
                    break;
                case 'c':
                    sound = next is 'e' or 'i' or 'y' ? 's' : 'k';
                    break;
                case 's' when next == 'h':
                    sound = 'x';
                    i++;
                    break;
                case 'k' or 'g' or 't' or 'd' when next == 'h':
                    i++;
                    break;
                case 'p' when next == 'h':
                    sound = 'f';
                    i++;
                    break;
                case 'z' when next == 'h':
                    sound = 'i';
                    i++;
                    break;
                case 'z':
                    sound = 's';
                    break;
                case 'o' when next == 'o':
                    sound = 'u';
                    i++;
                    break;
                case 'o' when next == 'u':
                    sound = 'u';
                    i++;
                    break;
                case 'e' when next == 'e':
                    sound = 'i';
                    i++;
                    break;
            }

            if (length == 0 || to[length - 1] != sound)
            {
                to[length++] = sound;
            }
        }

        return to[..length];
    }

    private static ReadOnlySpan<char> Consonants(string token, Span<char> to)
    {
        ReadOnlySpan<char> sounds = Sounds(token, to);
        int length = 0;
        foreach (char c in sounds)
        {
            char sound = c switch
            {
                'p' => 'b',
                'v' => 'u',
                'g' => 'k',
                _ => c,
            };
            if (sound is not ('a' or 'e' or 'i' or 'o' or 'u' or 'h'))
            {
                to[length++] = sound;
            }
        }

        return to[..length];
    }
}
