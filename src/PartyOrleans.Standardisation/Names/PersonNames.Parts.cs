namespace PartyOrleans.Standardisation;

/// <summary>Names that come in columns.</summary>
public static partial class PersonNames
{
    /// <summary>Makes a name of its columns; what a column holds besides its own part goes where it belongs (a middle initial beside the given name, "Jr" behind the family name).</summary>
    public static PersonName FromParts(string? given, string? middle, string? family, string? suffix)
    {
        (string first, string more) = string.IsNullOrEmpty(given) ? ("", "") : SplitGiven(given);
        (string last, string generation) = string.IsNullOrEmpty(family) ? ("", "") : SplitFamily(family);
        string between = string.IsNullOrEmpty(middle) ? "" : StandardiseMiddle(middle);
        if (more.Length > 0 && !string.Equals(more, between, StringComparison.Ordinal))
        {
            between = between.Length == 0 ? more : $"{more} {between}";
        }

        string own = string.IsNullOrEmpty(suffix) ? "" : StandardiseSuffix(suffix);
        return new PersonName(first, between, last, own.Length > 0 ? own : generation);
    }

    /// <summary>
    /// Splits a given-name cell: "Robert J" is robert and j. A hyphenated name stays whole, as does one that a typing error has
    /// parted ("madel ine") and a family name with particles that strayed into the cell; titles are dropped; a placeholder is "".
    /// </summary>
    public static (string Given, string Middle) SplitGiven(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (IsPlainWord(raw))
        {
            return (IsPlaceholder(raw, raw) ? "" : raw, "");
        }

        string folded = TextFolding.Fold(raw);
        if (folded.Length == 0 || IsPlaceholder(raw, folded))
        {
            return ("", "");
        }

        if (!folded.Contains(' ', StringComparison.Ordinal) && !raw.Contains('.', StringComparison.Ordinal))
        {
            return (folded, "");
        }

        if (TrySplitPlain(raw, folded, out string first, out string rest))
        {
            return Mend(folded, first, rest);
        }

        List<NameToken> tokens = Tokens(WithoutNickname(raw));
        if (tokens.Count == 0)
        {
            return (folded, "");
        }

        DropTitles(tokens, 1);
        while (tokens.Count > 1 && NameWords.Titles.Contains(tokens[^1].Folded) && !NameWords.DoubtfulTitles.Contains(tokens[^1].Folded))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        return (tokens[0].Folded, Join(tokens, 1, tokens.Count));
    }

    /// <summary>Keeps as one name what only looks like two.</summary>
    private static (string Given, string Middle) Mend(string folded, string first, string rest)
    {
        if (first.Length > 1 && IsStrayParticle(first, rest))
        {
            return (folded, "");
        }

        if (!rest.Contains(' ', StringComparison.Ordinal) && !PersonNameEvidence.IsKnownGivenName(first))
        {
            string joined = first + rest;
            if ((first == "o" && rest.Length > 3) || PersonNameEvidence.IsCommonGivenName(joined))
            {
                return (joined, "");
            }
        }

        return (first, rest);
    }

    private static bool IsStrayParticle(string first, string rest) =>
        IsParticle(first) && rest.Length > 3
        && (first == "van" || (!NameWords.DoubtfulParticles.Contains(first) && Nicknames.FormalNamesOf(first).Length == 0));

    /// <summary>Splits a family-name cell: "Smith Jr" is smith and jr. Hyphens part tokens, "Mc Donald" and "O Brien" become one; a placeholder is "".</summary>
    public static (string Family, string Suffix) SplitFamily(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        if (IsPlainWord(raw))
        {
            return (IsPlaceholder(raw, raw) ? "" : raw, "");
        }

        string folded = TextFolding.Fold(raw);
        if (folded.Length == 0 || IsPlaceholder(raw, folded))
        {
            return ("", "");
        }

        if (!folded.Contains(' ', StringComparison.Ordinal))
        {
            return (folded, "");
        }

        List<NameToken> tokens = Tokens(WithoutNickname(raw));
        if (tokens.Count == 0)
        {
            return (folded, "");
        }

        string suffix = "";
        while (tokens.Count > 1 && NameWords.TrailingSuffixes.Contains(tokens[^1].Folded))
        {
            suffix = suffix.Length == 0 ? NameWords.Suffixes[tokens[^1].Folded] : suffix;
            tokens.RemoveAt(tokens.Count - 1);
        }

        string family = JoinParticles(Join(tokens, 0, tokens.Count));
        return (family.StartsWith("o ", StringComparison.Ordinal) ? string.Concat("o", family.AsSpan(2)) : family, suffix);
    }

    /// <summary>Folds a middle-name cell; placeholders (and "nmn", no middle name) are "".</summary>
    public static string StandardiseMiddle(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        string folded = TextFolding.Fold(raw);
        if (folded.Length > 1 && IsPlaceholder(raw, folded))
        {
            return "";
        }

        return raw.Contains('.', StringComparison.Ordinal) ? TextFolding.Fold(raw.Replace('.', ' ')) : folded;
    }

    /// <summary>The canonical generation suffix (jr, sr, i to vii), or "" for anything else.</summary>
    public static string StandardiseSuffix(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        return NameWords.Suffixes.GetValueOrDefault(TextFolding.Fold(raw), "");
    }

    /// <summary>The canonical generation suffix where a folded middle name is nothing else ("jr", "ii"), otherwise ""; a single letter is an initial.</summary>
    public static string TrailingSuffix(string middle)
    {
        ArgumentNullException.ThrowIfNull(middle);
        return middle.Length > 1 && NameWords.TrailingSuffixes.Contains(middle) ? NameWords.Suffixes[middle] : "";
    }

    /// <summary>Whether the value stands for no name. "Na" and "Nan" written as names are names.</summary>
    private static bool IsPlaceholder(string raw, string folded) =>
        NameWords.Placeholders.Contains(folded)
        && !(folded is "na" or "nan" && raw.Length == folded.Length && char.IsAsciiLetterUpper(raw[0]) && char.IsAsciiLetterLower(raw[^1]));

    private static List<NameToken> Tokens(string raw)
    {
        var tokens = new List<NameToken>(4);
        foreach (string piece in raw.Split([' ', ',', ';', '\t', '/', '&', '+'], StringSplitOptions.RemoveEmptyEntries))
        {
            NameToken.AddTo(tokens, piece);
        }

        return tokens;
    }

    /// <summary>Writes "mac donald" and "mc donald" as one word; they are spelt either way.</summary>
    private static string JoinParticles(string family)
    {
        if (family.Length < 5 || family[0] != 'm')
        {
            return family;
        }

        int skip = family.StartsWith("mc ", StringComparison.Ordinal) ? 3 : family.StartsWith("mac ", StringComparison.Ordinal) ? 4 : 0;
        return skip == 0 ? family : string.Concat(family.AsSpan(0, skip - 1), family.AsSpan(skip));
    }

    private static bool IsPlainWord(string raw)
    {
        foreach (char c in raw)
        {
            if (!char.IsAsciiLetterLower(c))
            {
                return false;
            }
        }

        return true;
    }
}
