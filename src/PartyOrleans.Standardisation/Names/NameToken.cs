namespace PartyOrleans.Standardisation;

/// <summary>One token of a raw name. A hyphenated name is one token whose folded form holds a space.</summary>
internal readonly record struct NameToken(string Raw, string Folded)
{
    /// <summary>Whether it is written in capitals as family names are, and no initials: two letters and more, with a vowel where there are but two.</summary>
    internal bool IsCapitals
    {
        get
        {
            int letters = 0;
            foreach (char c in Raw)
            {
                if (char.IsLetter(c))
                {
                    if (!char.IsUpper(c))
                    {
                        return false;
                    }

                    letters++;
                }
            }

            return letters > 2 || (letters == 2 && !Raw.Contains('.', StringComparison.Ordinal)
                && Folded.Length == 2 && !IsVowel(Folded[0]) && IsVowel(Folded[1]));
        }
    }

    /// <summary>Folds a raw token and adds it; dotted initials become one token each unless they are a known word (ph.d.).</summary>
    internal static void AddTo(List<NameToken> tokens, string raw)
    {
        string folded = TextFolding.Fold(raw);
        if (folded.Length == 0)
        {
            return;
        }

        if (!raw.Contains('.', StringComparison.Ordinal))
        {
            tokens.Add(new NameToken(raw, folded));
            return;
        }

        string joined = folded.Replace(" ", "", StringComparison.Ordinal);
        if (NameWords.PostNominals.Contains(joined) || NameWords.Titles.Contains(joined) || NameWords.TrailingSuffixes.Contains(joined))
        {
            tokens.Add(new NameToken(raw, joined));
            return;
        }

        foreach (string piece in raw.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            string foldedPiece = TextFolding.Fold(piece);
            if (foldedPiece.Length > 0)
            {
                tokens.Add(new NameToken(piece, foldedPiece));
            }
        }
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y';
}
