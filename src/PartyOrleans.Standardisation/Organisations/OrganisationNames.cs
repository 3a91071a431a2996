using System.Text;

namespace PartyOrleans.Standardisation;

/// <summary>Reads organisation names: what distinguishes them, their legal form, acronym and trading name.</summary>
public static class OrganisationNames
{
    private const int ShortestFullForm = 6;

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
            tradingAs = Reduce(folded[markerEnd..].Trim(), out _, out _);
            folded = folded[..markerStart].Trim();
        }

        string core = Reduce(folded, out string legalForm, out _);
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

        Reduce(folded, out string form, out bool spelledOut);
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

    /// <summary>The core of a folded name, the legal form that was taken off, and whether a form was written in full.</summary>
    private static string Reduce(string folded, out string legalForm, out bool spelledOut)
    {
        legalForm = "";
        spelledOut = false;
        if (folded.Length == 0)
        {
            return "";
        }

        string text = TakeJoinedForm(folded, ref legalForm);
        List<string> tokens = [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        int first = 0;
        int last = tokens.Count;
        TrimStopWords(tokens, ref first, ref last);
        while (TakeTrailingForm(tokens, first, ref last, ref legalForm, ref spelledOut))
        {
            TrimStopWords(tokens, ref first, ref last);
        }

        while (TakeLeadingForm(tokens, ref first, last, ref legalForm, ref spelledOut))
        {
            TrimStopWords(tokens, ref first, ref last);
        }

        string core = Join(tokens, first, last);
        if (core.Length == 0)
        {
            legalForm = "";
            return folded;
        }

        return core;
    }

    private static void TrimStopWords(List<string> tokens, ref int first, ref int last)
    {
        while (last - first > 1 && (tokens[last - 1] is "the" || OrganisationWords.Connectives.Contains(tokens[last - 1])))
        {
            last--;
        }

        while (last - first > 1 && tokens[first] is "the")
        {
            first++;
        }
    }

    private static bool TakeTrailingForm(List<string> tokens, int first, ref int last, ref string form, ref bool spelledOut)
    {
        for (int count = Math.Min(LegalForms.MaxTokens, last - first - 1); count > 0; count--)
        {
            string key = FormKey(tokens, last - count, last);
            string? code = LegalForms.Trailing(key);
            if (code is not null)
            {
                spelledOut |= key.Length >= ShortestFullForm;
                form = Outer(code, form);
                last -= count;
                return true;
            }
        }

        return false;
    }

    private static bool TakeLeadingForm(List<string> tokens, ref int first, int last, ref string form, ref bool spelledOut)
    {
        for (int count = Math.Min(LegalForms.MaxTokens, last - first - 1); count > 0; count--)
        {
            string key = FormKey(tokens, first, first + count);
            string? code = LegalForms.LeadingForm(key);
            if (code is not null)
            {
                spelledOut |= key.Length >= ShortestFullForm;
                form = form.Length == 0 ? code : form;
                first += count;
                return true;
            }
        }

        return false;
    }

    /// <summary>The outermost form names the body; "co" before or after another form adds nothing.</summary>
    private static string Outer(string found, string form) => form.Length == 0 || form == "co" ? found : form;

    private static string FormKey(List<string> tokens, int from, int to) =>
        to - from == 1 ? tokens[from] : string.Join(' ', tokens.Skip(from).Take(to - from).Where(static token => token is not ("and" or "und" or "et")));

    private static string TakeJoinedForm(string folded, ref string form)
    {
        if (char.IsAscii(folded[0]) && char.IsAscii(folded[^1]))
        {
            return folded;
        }

        foreach ((string text, string code) in LegalForms.Joined)
        {
            if (folded.Length > text.Length && folded.EndsWith(text, StringComparison.Ordinal))
            {
                form = code;
                return folded[..^text.Length];
            }

            if (folded.Length > text.Length && folded.StartsWith(text, StringComparison.Ordinal))
            {
                form = code;
                return folded[text.Length..];
            }
        }

        return folded;
    }

    private static string Join(List<string> tokens, int first, int last)
    {
        var core = new StringBuilder();
        for (int i = first; i < last; i++)
        {
            string token = tokens[i];
            if (i > first && i < last - 1 && OrganisationWords.Connectives.Contains(token))
            {
                continue;
            }

            if (token == "st" && i == first && last - first > 1)
            {
                token = "saint";
            }
            else if (OrganisationWords.Forms.TryGetValue(token, out string? form))
            {
                token = form;
            }

            if (core.Length > 0)
            {
                core.Append(' ');
            }

            core.Append(token);
        }

        return core.ToString();
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
