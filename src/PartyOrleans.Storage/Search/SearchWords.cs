using PartyOrleans.Standardisation;

namespace PartyOrleans.Storage.Search;

/// <summary>A word of a query.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Exact">Terms that are this very name, contact or identifier.</param>
/// <param name="Elsewhere">Terms that are this very word in an address or date.</param>
/// <param name="IsOptional">Whether parties that lack it are found too: legal forms and connectives of organisations.</param>
/// <param name="IsOpen">Whether more of it may still be typed.</param>
internal sealed record SearchWord(string Text, IReadOnlyList<string> Exact, IReadOnlyList<string> Elsewhere, bool IsOptional, bool IsOpen);

/// <summary>Reads the words of a query: names and addresses word by word, but a date, email address, telephone number or identifier as one.</summary>
internal static class SearchWords
{
    private const int MinPhoneDigits = 7;
    private const int MinJoinedLength = 5;
    private const int YearDigits = 4;

    /// <summary>The distinct words in their order, at most <see cref="SearchRequest.MaxWords"/>.</summary>
    public static IReadOnlyList<SearchWord> Of(string query)
    {
        string[] pieces = query.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        HashSet<string> core = [.. OrganisationNames.Parse(query).Core.Split(' ')];
        bool isOpen = query.Length > 0 && !char.IsWhiteSpace(query[^1]);
        var words = new List<SearchWord>();
        for (int i = 0; i < pieces.Length && words.Count < SearchRequest.MaxWords;)
        {
            int phonePieces = PhoneAt(pieces.AsSpan(i), out string phone);
            if (phonePieces > 0)
            {
                Add(words, Number(pieces.AsSpan(i, phonePieces), phone));
                i += phonePieces;
                continue;
            }

            AddPiece(words, pieces[i], core, isOpen && i == pieces.Length - 1);
            i++;
        }

        if (words.Count > 0 && words.TrueForAll(word => word.IsOptional))
        {
            return [.. words.Select(word => word with { IsOptional = false })];
        }

        return words;
    }

    private static void AddPiece(List<SearchWord> words, string piece, HashSet<string> core, bool isOpen)
    {
        if (Emails.Standardise(piece) is { Length: > 0 } email)
        {
            Add(words, new SearchWord(email, [SearchTerms.KeyOf(email)], [], IsOptional: false, IsOpen: false));
            return;
        }

        string[] parts = TextFolding.Fold(piece).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length > 1 && (DateWord(piece) ?? JoinedWord(piece, parts)) is { } whole)
        {
            Add(words, whole);
            return;
        }

        for (int i = 0; i < parts.Length && words.Count < SearchRequest.MaxWords; i++)
        {
            Add(words, Plain(parts[i], core, isOpen && i == parts.Length - 1));
        }
    }

    private static void Add(List<SearchWord> words, SearchWord word)
    {
        if (!words.Exists(known => string.Equals(known.Text, word.Text, StringComparison.Ordinal)))
        {
            words.Add(word);
        }
    }

    private static SearchWord Plain(string text, HashSet<string> core, bool isOpen)
    {
        var elsewhere = new List<string> { SearchTerms.Of(SearchTerms.Address, text) };
        if (!text.AsSpan().ContainsAnyExceptInRange('0', '9') && text.Length is YearDigits or YearDigits * 2)
        {
            elsewhere.Add(SearchTerms.Of(SearchTerms.Date, text));
        }

        return new SearchWord(text, [SearchTerms.Of(SearchTerms.Name, text), SearchTerms.KeyOf(text)], elsewhere, !core.Contains(text), isOpen);
    }

    private static SearchWord? DateWord(string piece)
    {
        var days = new List<string>();
        if (piece.AsSpan().ContainsAnyInRange('0', '9') && Dates.Parse(piece) is { IsEmpty: false } date)
        {
            SearchTerms.AddDates(days, date, withYear: false);
        }

        return days.Count == 0 ? null : new SearchWord(days[0][1..], [], days, IsOptional: false, IsOpen: false);
    }

    /// <summary>A web site, or an identifier or postcode written with separators, which its field holds without them.</summary>
    private static SearchWord? JoinedWord(string piece, string[] parts)
    {
        string joined = string.Concat(parts);
        if (piece.Contains('.') && !joined.AsSpan().ContainsAnyInRange('0', '9') && Websites.Standardise(piece) is { Length: > 0 } site)
        {
            return new SearchWord(site, [SearchTerms.KeyOf(site)], [], IsOptional: false, IsOpen: false);
        }

        return joined.Length >= MinJoinedLength && joined.AsSpan().ContainsAnyInRange('0', '9')
            ? new SearchWord(joined, [SearchTerms.KeyOf(joined)], [SearchTerms.Of(SearchTerms.Address, joined)], IsOptional: false, IsOpen: false)
            : null;
    }

    private static SearchWord Number(ReadOnlySpan<string> pieces, string phone)
    {
        string digits = string.Concat(string.Concat(pieces).Where(char.IsAsciiDigit));
        string key = Phones.MatchKey(phone);
        var exact = new List<string> { SearchTerms.KeyOf(digits) };
        if (key.Length > 0 && !string.Equals(key, digits, StringComparison.Ordinal))
        {
            exact.Add(SearchTerms.KeyOf(key));
        }

        var elsewhere = new List<string> { SearchTerms.Of(SearchTerms.Address, digits) };
        if (Dates.Parse(digits) is { IsEmpty: false } date)
        {
            SearchTerms.AddDates(elsewhere, date, withYear: false);
        }

        return new SearchWord(digits, exact, elsewhere, IsOptional: false, IsOpen: false);
    }

    /// <summary>
    /// How many pieces from the first make up a telephone number: one of enough digits, or several where the first says that a number
    /// begins (a plus, a bracket, a leading zero).
    /// </summary>
    private static int PhoneAt(ReadOnlySpan<string> pieces, out string phone)
    {
        int count = 0;
        while (count < pieces.Length && IsOfNumber(pieces[count]) && (count == 0 || pieces[0][0] is '+' or '(' or '0'))
        {
            count++;
        }

        for (; count > 0; count--)
        {
            string joined = string.Join(' ', pieces[..count]);
            phone = Phones.Standardise(joined);
            if (joined.Count(char.IsAsciiDigit) >= MinPhoneDigits && (phone.Length > 0 || count == 1) && (count > 1 || DateWord(pieces[0]) is null))
            {
                return count;
            }
        }

        phone = "";
        return 0;
    }

    private static bool IsOfNumber(string piece) => piece.AsSpan().ContainsAnyInRange('0', '9') && !piece.AsSpan().ContainsAnyExcept("+()-./0123456789");
}
