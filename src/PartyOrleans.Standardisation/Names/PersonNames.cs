using System.Text;

namespace PartyOrleans.Standardisation;

/// <summary>Takes personal names apart: whole names in the usual orders, and single cells that hold more than their column says.</summary>
public static partial class PersonNames
{
    /// <summary>
    /// Parses a whole name: "Given Middle Family", "FAMILY, Given Middle", "FAMILY Given" and "Given FAMILY". Titles, degrees and
    /// nicknames in quotes or brackets are dropped; particles stay with the family name. A single token is a family name where
    /// nothing else is known. A placeholder ("unknown", "n/a") gives an empty name.
    /// </summary>
    public static PersonName Parse(string full)
    {
        ArgumentNullException.ThrowIfNull(full);
        string folded = TextFolding.Fold(full);
        if (folded.Length == 0 || IsPlaceholder(full, folded))
        {
            return new PersonName("", "", "", "");
        }

        if (TryParsePlain(full, folded, out PersonName plain))
        {
            return plain;
        }

        string suffix = "";
        List<List<NameToken>> segments = Segments(WithoutNickname(full), ref suffix);
        if (segments.Count == 0)
        {
            return new PersonName("", "", "", suffix);
        }

        if (segments.Count > 1)
        {
            List<NameToken> family = segments[0];
            var given = new List<NameToken>();
            for (int i = 1; i < segments.Count; i++)
            {
                given.AddRange(segments[i]);
            }

            DropTitles(given, 1);
            DropTitles(family, 1);
            int particles = given.Count;
            while (particles > 1 && IsParticle(given[particles - 1].Folded))
            {
                particles--;
            }

            string familyText = JoinParticles(Join(given, particles, given.Count, Join(family, 0, family.Count)));
            return new PersonName(given[0].Folded, Join(given, 1, particles), familyText, suffix);
        }

        List<NameToken> tokens = segments[0];
        DropTitles(tokens, 1);
        if (tokens.Count == 1)
        {
            return new PersonName("", "", JoinParticles(tokens[0].Folded), suffix);
        }

        (int from, int to) = FamilyRange(tokens);
        var rest = new List<NameToken>(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (i < from || i >= to)
            {
                rest.Add(tokens[i]);
            }
        }

        string familyName = JoinParticles(Join(tokens, from, to));
        return rest.Count == 0
            ? new PersonName("", "", familyName, suffix)
            : new PersonName(rest[0].Folded, Join(rest, 1, rest.Count), familyName, suffix);
    }

    /// <summary>Where the family name stands: a run in capitals at either end of a mixed-case name, else the last token with its particles.</summary>
    private static (int From, int To) FamilyRange(List<NameToken> tokens)
    {
        int leading = 0;
        while (leading < tokens.Count && tokens[leading].IsCapitals)
        {
            leading++;
        }

        int trailing = tokens.Count;
        while (trailing > 0 && tokens[trailing - 1].IsCapitals)
        {
            trailing--;
        }

        if (leading < tokens.Count && trailing < tokens.Count && trailing > 0)
        {
            while (trailing > 1 && IsParticle(tokens[trailing - 1].Folded))
            {
                trailing--;
            }

            return (trailing, tokens.Count);
        }

        if (leading > 0 && leading < tokens.Count)
        {
            return (0, leading);
        }

        if (tokens.Count == 3 && IsPatronymic(tokens[2].Folded) && !IsPatronymic(tokens[1].Folded)
            && PersonNameEvidence.IsCommonGivenName(tokens[1].Folded))
        {
            return (0, 1);
        }

        int from = tokens.Count - 1;
        while (from > 1 && IsParticle(tokens[from - 1].Folded))
        {
            from--;
        }

        if (from == 1 && tokens.Count == 2 && IsParticle(tokens[0].Folded)
            && (!NameWords.DoubtfulParticles.Contains(tokens[0].Folded) || (char.IsLower(tokens[0].Raw[0]) && char.IsUpper(tokens[1].Raw[0]))))
        {
            from = 0;
        }

        return (from, tokens.Count);
    }

    /// <summary>Whether the token is an East Slavic patronymic in its most usual spellings.</summary>
    private static bool IsPatronymic(ReadOnlySpan<char> folded) =>
        folded.Length > 5
        && (folded.EndsWith("ovich") || folded.EndsWith("evich") || folded.EndsWith("ovna") || folded.EndsWith("evna")
            || folded.EndsWith("ovych") || folded.EndsWith("ivna"));

    private static bool IsParticle(string folded) => NameWords.Particles.Contains(folded);

    /// <summary>Splits at commas and white space, and takes off what follows a name: suffixes and degrees.</summary>
    private static List<List<NameToken>> Segments(string full, ref string suffix)
    {
        var segments = new List<List<NameToken>>();
        foreach (string part in full.Split([',', ';']))
        {
            var tokens = new List<NameToken>();
            foreach (string raw in part.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))
            {
                NameToken.AddTo(tokens, raw);
            }

            bool onlyExtras = segments.Count > 0;
            while (tokens.Count > (onlyExtras ? 0 : 1) && TakeExtra(tokens, segments.Count > 0, ref suffix))
            {
            }

            if (tokens.Count > 0)
            {
                segments.Add(tokens);
            }
        }

        return segments;
    }

    /// <summary>Takes a suffix or degree off the end. A doubtful one goes only where a given and a family name are left.</summary>
    private static bool TakeExtra(List<NameToken> tokens, bool afterComma, ref string suffix)
    {
        NameToken last = tokens[^1];
        bool alone = tokens.Count == 1;
        bool isSuffix = NameWords.TrailingSuffixes.Contains(last.Folded) && (last.Folded != "v" || tokens.Count > 2)
            && !(last.Raw.EndsWith('.') && last.Folded is "v");
        if (isSuffix && (afterComma || tokens.Count > 1))
        {
            if (suffix.Length == 0)
            {
                suffix = NameWords.Suffixes[last.Folded];
            }

            tokens.RemoveAt(tokens.Count - 1);
            return true;
        }

        if (NameWords.PostNominals.Contains(last.Folded)
            && (alone ? afterComma && !NameWords.DoubtfulPostNominals.Contains(last.Folded)
                : !NameWords.DoubtfulPostNominals.Contains(last.Folded) || tokens.Count > 3))
        {
            tokens.RemoveAt(tokens.Count - 1);
            return true;
        }

        if (alone && afterComma && NameWords.Titles.Contains(last.Folded))
        {
            tokens.RemoveAt(0);
            return true;
        }

        return false;
    }

    /// <summary>Drops leading titles while at least that many tokens are left.</summary>
    private static void DropTitles(List<NameToken> tokens, int least)
    {
        while (tokens.Count > least && NameWords.Titles.Contains(tokens[0].Folded)
               && (tokens.Count > 2 || !NameWords.DoubtfulTitles.Contains(tokens[0].Folded)))
        {
            tokens.RemoveAt(0);
        }
    }

    /// <summary>Removes what stands in quotes or brackets; keeps it where nothing else would be left.</summary>
    private static string WithoutNickname(string full)
    {
        if (full.AsSpan().IndexOfAny("\"()[]“”„«»'‘’") < 0)
        {
            return full;
        }

        var kept = new StringBuilder(full.Length);
        for (int i = 0; i < full.Length; i++)
        {
            char close = full[i] switch
            {
                '"' or '“' or '”' or '„' => '"',
                '(' => ')',
                '[' => ']',
                '«' => '»',
                '\'' or '‘' when i > 0 && full[i - 1] == ' ' => '\'',
                _ => '\0',
            };
            int end = close == '\0' ? -1 : ClosingMark(full, i + 1, close);
            if (end < 0)
            {
                kept.Append(full[i]);
            }
            else
            {
                kept.Append(' ');
                i = end;
            }
        }

        string rest = kept.ToString();
        return TextFolding.Fold(rest).Length == 0 ? full : rest;
    }

    private static int ClosingMark(string full, int from, char close)
    {
        for (int i = from; i < full.Length; i++)
        {
            bool closes = close switch
            {
                '"' => full[i] is '"' or '”' or '“',
                '\'' => full[i] is '\'' or '’' && (i + 1 == full.Length || full[i + 1] is ' ' or ','),
                _ => full[i] == close,
            };
            if (closes)
            {
                return i;
            }
        }

        return -1;
    }

    private static string Join(List<NameToken> tokens, int from, int to, string tail = "")
    {
        if (to - from == 1 && tail.Length == 0)
        {
            return tokens[from].Folded;
        }

        var text = new StringBuilder();
        for (int i = from; i < to; i++)
        {
            text.Append(text.Length > 0 ? " " : "").Append(tokens[i].Folded);
        }

        if (tail.Length > 0)
        {
            text.Append(text.Length > 0 ? " " : "").Append(tail);
        }

        return text.ToString();
    }
}
