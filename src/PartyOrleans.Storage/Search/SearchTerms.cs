using System.Globalization;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Storage.Search;

/// <summary>
/// The terms by which a golden record is found: a letter for the kind of field, then a standardised word or value. A pure function of the
/// record. Sensitive identifiers give none, since the index holds its terms in plain text.
/// </summary>
internal static class SearchTerms
{
    /// <summary>Raised whenever the same record would give other terms, or an index would hold them otherwise; one of another version is built anew.</summary>
    public const int Version = 2;

    /// <summary>A word of a name.</summary>
    public const char Name = 'n';

    /// <summary>A whole identifier, email address, telephone number or web site.</summary>
    public const char Key = 'k';

    /// <summary>A word of an address, or a postcode.</summary>
    public const char Address = 'a';

    /// <summary>A date as yyyymmdd, or its year.</summary>
    public const char Date = 'd';

    /// <summary>The type of the party.</summary>
    public const char Type = 't';

    /// <summary>Longest term, without its letter; longer ones are cut, in records and in queries alike.</summary>
    public const int MaxTermLength = 60;

    /// <summary>Most terms of one party; what comes after is not found.</summary>
    private const int MaxTerms = 1000;

    private const int MinAcronymLength = 3;

    /// <summary>The terms, sorted, each once, separated by spaces.</summary>
    public static string Of(GoldenRecord golden)
    {
        var terms = new List<string>(32) { OfType(golden.Type) };
        foreach (GoldenCell cell in golden.Cells)
        {
            if (terms.Count < MaxTerms)
            {
                Add(terms, golden, cell);
            }
        }

        terms.Sort(StringComparer.Ordinal);
        int distinct = 1;
        for (int i = 1; i < terms.Count; i++)
        {
            if (!string.Equals(terms[i], terms[distinct - 1], StringComparison.Ordinal))
            {
                terms[distinct++] = terms[i];
            }
        }

        return string.Join(' ', terms.Take(Math.Min(distinct, MaxTerms)));
    }

    /// <summary>The term that all parties of a type have.</summary>
    public static string OfType(PartyType type) => type switch
    {
        PartyType.Person => "tperson",
        PartyType.Organisation => "torganisation",
        _ => "tunknown",
    };

    /// <summary>A term of a kind, cut to its greatest length.</summary>
    public static string Of(char kind, ReadOnlySpan<char> text)
    {
        int length = Math.Min(text.Length, MaxTermLength);
        return string.Concat([kind], length > 0 && char.IsHighSurrogate(text[length - 1]) ? text[..(length - 1)] : text[..length]);
    }

    /// <summary>A key in the characters that terms may have.</summary>
    public static string KeyOf(ReadOnlySpan<char> value)
    {
        Span<char> clean = stackalloc char[MaxTermLength];
        int length = Math.Min(value.Length, MaxTermLength);
        for (int i = 0; i < length; i++)
        {
            char c = char.ToLowerInvariant(value[i]);
            clean[i] = char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '@' or '.' or '-' or '+' || char.IsLetterOrDigit(c) ? c : '_';
        }

        return Of(Key, clean[..length]);
    }

    /// <summary>The terms of the readings of a date: the days meant, or the year alone.</summary>
    public static void AddDates(List<string> terms, DateReadings date, bool withYear)
    {
        foreach (int packed in new[] { date.First, date.Second })
        {
            if (packed == 0)
            {
                continue;
            }

            if (DateReadings.Day(packed) != 0)
            {
                terms.Add(Of(Date, packed.ToString("D8", CultureInfo.InvariantCulture)));
            }

            if (withYear)
            {
                terms.Add(Of(Date, DateReadings.Year(packed).ToString("D4", CultureInfo.InvariantCulture)));
            }
        }
    }

    private static void Add(List<string> terms, GoldenRecord golden, GoldenCell cell)
    {
        switch (cell.Attribute)
        {
            case Attributes.NameFull or Attributes.NameAlias or Attributes.NameOrganisation:
                AddWords(terms, Name, cell.Value);
                if (golden.Type == PartyType.Organisation)
                {
                    AddOrganisation(terms, cell.Value);
                }

                break;
            case Attributes.NameGiven or Attributes.NameMiddle or Attributes.NameFamily or Attributes.NameSuffix:
                AddWords(terms, Name, cell.Value);
                break;
            case Attributes.AddressFull or Attributes.AddressHouse or Attributes.AddressStreet or Attributes.AddressUnit or Attributes.AddressCity
                or Attributes.AddressRegion or Attributes.AddressCountry:
                AddWords(terms, Address, cell.Value);
                break;
            case Attributes.AddressPostcode:
                AddWords(terms, Address, cell.Value);
                terms.Add(Of(Address, TextFolding.Fold(cell.Value).Replace(" ", "", StringComparison.Ordinal)));
                break;
            case Attributes.DateBirth or Attributes.DateRegistration:
                AddDates(terms, Dates.Parse(cell.Value), withYear: true);
                break;
            case Attributes.Email when Emails.Standardise(cell.Value) is { Length: > 0 } email:
                terms.Add(KeyOf(email));
                break;
            case Attributes.Phone when Phones.Standardise(cell.Value) is { Length: > 0 } phone:
                terms.Add(KeyOf(Phones.MatchKey(phone)));
                break;
            case Attributes.Website when Websites.Standardise(cell.Value) is { Length: > 0 } site:
                terms.Add(KeyOf(site));
                break;
            default:
                AddIdentifier(terms, cell);
                break;
        }
    }

    private static void AddWords(List<string> terms, char kind, string value)
    {
        foreach (Range word in Words(TextFolding.Fold(value), out string folded))
        {
            terms.Add(Of(kind, folded.AsSpan(word)));
        }
    }

    private static void AddOrganisation(List<string> terms, string value)
    {
        OrganisationName name = OrganisationNames.Parse(value);
        AddWords(terms, Name, name.Core);
        AddWords(terms, Name, name.TradingAs);
        if (name.Acronym.Length >= MinAcronymLength)
        {
            terms.Add(Of(Name, name.Acronym));
        }
    }

    private static void AddIdentifier(List<string> terms, GoldenCell cell)
    {
        if (!cell.Attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal))
        {
            return;
        }

        string type = cell.Attribute[Attributes.IdentifierPrefix.Length..];
        if (Attributes.IdentifierTypes.Contains(type) && !PrivacyPolicy.DefaultSensitive.Contains(type)
            && Identifiers.Standardise(type, cell.Value).Value is { Length: > 0 } identifier)
        {
            terms.Add(KeyOf(identifier));
        }
    }

    private static List<Range> Words(string text, out string folded)
    {
        folded = text;
        var words = new List<Range>();
        foreach (Range word in text.AsSpan().Split(' '))
        {
            if (word.End.Value > word.Start.Value)
            {
                words.Add(word);
            }
        }

        return words;
    }
}
