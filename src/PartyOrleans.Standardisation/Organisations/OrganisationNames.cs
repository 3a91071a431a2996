namespace PartyOrleans.Standardisation;

/// <summary>Reads organisation names: what distinguishes them, their legal form, acronym and trading name.</summary>
public static class OrganisationNames
{
    private static readonly string[] TradingMarkers =
    [
        "formerly known as", "previously known as", "doing business as", "also known as", "trading as", "now known as", "operating as",
        "formerly", "previously", "d b a", "f k a", "a k a", "dba", "fka", "aka", "t a",
    ];

    /// <summary>Takes a name apart. A name that is only a legal form or stop words stays as it is; only an empty name gives an empty core.</summary>
    public static OrganisationName Parse(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        string folded = Fold(raw);
        string tradingAs = "";
        if (FindTrading(raw, folded, out int markerStart, out int markerEnd))
        {
            tradingAs = new OrganisationTokens(folded[markerEnd..].Trim(), stackalloc Range[OrganisationTokens.MostKept]).Core(out _);
            folded = folded[..markerStart].Trim();
        }

        string core = new OrganisationTokens(folded, stackalloc Range[OrganisationTokens.MostKept]).Core(out string legalForm);
        return new OrganisationName(core, legalForm, AcronymOf(core), tradingAs);
    }

    /// <summary>
    /// Whether a name is an organisation's rather than a person's: a legal form, a word of organisations, digits or an ampersand.
    /// Conservative: words that are also family names count only where no common given name leads.
    /// </summary>
    public static bool LooksLikeOrganisation(string raw)
    {
        ArgumentNullException.ThrowIfNull(raw);
        string folded = Fold(raw);
        if (folded.Length == 0)
        {
            return false;
        }

        if (raw.Contains('&') || HasNumber(folded))
        {
            return true;
        }

        string form = new OrganisationTokens(folded, stackalloc Range[OrganisationTokens.MostKept]).LegalForm(out bool spelledOut);
        if (form.Length > 0 && (spelledOut || !LegalForms.Doubtful.Contains(form) || IsWrittenAsForm(raw, form)))
        {
            return true;
        }

        return HasOrganisationWord(folded) || LegalForms.HasJoined(folded);
    }

    private static string Fold(string raw) =>
        TextFolding.Fold(raw.Contains("&amp;", StringComparison.OrdinalIgnoreCase)
            ? raw.Replace("&amp;", "&", StringComparison.OrdinalIgnoreCase)
            : raw);

    /// <summary>Finds the first marker between two names, in folded text; "t a" counts only where it was written t/a.</summary>
    private static bool FindTrading(string raw, string folded, out int start, out int end)
    {
        foreach (string marker in TradingMarkers)
        {
            int at = folded.IndexOf(marker, StringComparison.Ordinal);
            while (at > 0)
            {
                end = at + marker.Length;
                if (folded[at - 1] == ' ' && end < folded.Length && folded[end] == ' '
                    && (marker != "t a" || raw.Contains("t/a", StringComparison.OrdinalIgnoreCase)))
                {
                    start = at;
                    return true;
                }

                at = folded.IndexOf(marker, at + 1, StringComparison.Ordinal);
            }
        }

        start = end = 0;
        return false;
    }

    private static string AcronymOf(string core)
    {
        if (!core.Contains(' '))
        {
            return "";
        }

        Span<char> initials = stackalloc char[64];
        int count = 0;
        for (int i = 0; i < core.Length && count < initials.Length; i++)
        {
            if (i == 0 || core[i - 1] == ' ')
            {
                initials[count++] = core[i];
            }
        }

        return new string(initials[..count]);
    }

    /// <summary>Digits tell an organisation, but for generations ("2nd") and the like at the end.</summary>
    private static bool HasNumber(string folded)
    {
        int last = folded.LastIndexOf(' ') + 1;
        int digit = folded.AsSpan().IndexOfAnyInRange('0', '9');
        return digit >= 0 && !(digit >= last && folded[last..] is "2nd" or "3rd" or "4th" or "5th");
    }

    /// <summary>Whether the last word is dotted or upper-case in a name that is not all upper-case: "Nestlé S.A.", "Siemens AG".</summary>
    /// <remarks>Pao and Co are also family names: Pao counts nowhere in itself, Co only behind a word that is no common given name.</remarks>
    private static bool IsWrittenAsForm(string raw, string form)
    {
        if (form == "pao")
        {
            return raw.AsSpan().ContainsAny("\"'«“„‘") || raw.AsSpan().ContainsAnyInRange('\u0400', '\u04FF');
        }

        ReadOnlySpan<char> text = raw.AsSpan().Trim();
        if (form == "co" && text.IndexOf(' ') > 0 && PersonNameEvidence.IsCommonGivenName(TextFolding.Fold(text[..text.IndexOf(' ')].ToString())))
        {
            return false;
        }

        ReadOnlySpan<char> tail = text[(text.LastIndexOf(' ') + 1)..];
        ReadOnlySpan<char> head = text[..^tail.Length];
        ReadOnlySpan<char> lead = text[..(text.IndexOf(' ') < 0 ? text.Length : text.IndexOf(' '))];
        return (IsForm(tail) && !IsUpper(head)) || (IsForm(lead) && !IsUpper(text[lead.Length..]))
            || TextFolding.Fold(tail.ToString()) is "plc" or "co" or "cie" or "a s";

        static bool IsForm(ReadOnlySpan<char> word) => word.Length > 1 && (word[..^1].Contains('.') || word.Contains('/') || IsUpper(word));

        static bool IsUpper(ReadOnlySpan<char> text)
        {
            foreach (char c in text)
            {
                if (char.IsLower(c))
                {
                    return false;
                }
            }

            return true;
        }
    }

    private static bool HasOrganisationWord(string folded)
    {
        var evidence = OrganisationWords.Evidence.GetAlternateLookup<ReadOnlySpan<char>>();
        var doubtful = OrganisationWords.DoubtfulEvidence.GetAlternateLookup<ReadOnlySpan<char>>();
        bool maybe = false;
        int count = 0;
        foreach (Range range in folded.AsSpan().Split(' '))
        {
            ReadOnlySpan<char> word = folded.AsSpan(range);
            count++;
            if (evidence.Contains(word)
                || (word.Length >= 3 && LegalForms.Trailing(word) is string form && !LegalForms.Doubtful.Contains(form)))
            {
                return true;
            }

            maybe |= doubtful.Contains(word);
        }

        int space = folded.IndexOf(' ', StringComparison.Ordinal);
        return maybe && count > 1 && space > 1 && !PersonNameEvidence.IsCommonGivenName(folded[..space]);
    }
}
