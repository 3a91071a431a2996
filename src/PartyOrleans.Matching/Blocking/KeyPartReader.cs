using PartyOrleans.Matching.Features;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Blocking;

/// <summary>Reads one key part of a row: a content hash and how much information it holds.</summary>
internal sealed class KeyPartReader(Vocabulary vocabulary, TermModel terms)
{
    /// <summary>Bits assumed where the bundle has no table: a middling value of the attribute.</summary>
    private const float GivenBits = 7;
    private const float FamilyBits = 9;
    private const float CityBits = 6;
    private const float PostcodeBits = 11;
    private const float StreetBits = 11;
    private const float HouseBits = 6;
    private const float YearBits = 6;
    private const float DayBits = 8.5f;
    private const float WordBits = 9;
    private const float UniqueBits = 30;

    /// <summary>A phonetic code is this much less telling than the name it stands for.</summary>
    private const float SoundLoss = 1.5f;

    /// <summary>Has the values of a row that most rules read on their way from memory.</summary>
    public void Prefetch(ReadOnlySpan<int> row)
    {
        vocabulary.Names.Prefetch(row[(int)Slot.Given]);
        vocabulary.Names.Prefetch(row[(int)Slot.Family]);
        vocabulary.Streets.Prefetch(row[(int)Slot.Street]);
        vocabulary.Cities.Prefetch(row[(int)Slot.City]);
        vocabulary.Postcodes.Prefetch(row[(int)Slot.Postcode]);
        vocabulary.Phones.Prefetch(row[(int)Slot.Phone]);
        vocabulary.Emails.Prefetch(row[(int)Slot.Email]);
        vocabulary.Organisations.Prefetch(row[(int)Slot.Organisation]);
    }

    /// <summary>Has the texts of a row that rules read, and that are mostly its alone, on their way from memory.</summary>
    public void PrefetchTexts(ReadOnlySpan<int> row)
    {
        vocabulary.Emails.PrefetchText(row[(int)Slot.Email]);
        vocabulary.Organisations.PrefetchText(row[(int)Slot.Organisation]);
    }

    /// <summary>Reads a part; false where the record has no such value.</summary>
    public bool TryRead(KeyPart part, ReadOnlySpan<int> row, out ulong hash, out float bits)
    {
        (hash, bits) = part switch
        {
            KeyPart.Given => Value(row[(int)Slot.Given], vocabulary.Names, terms.Given, GivenBits),
            KeyPart.GivenSound => Sound(row[(int)Slot.Given], vocabulary.Names, terms.Given, GivenBits),
            KeyPart.GivenInitial => Initial(row[(int)Slot.Given]),
            KeyPart.Family => Value(row[(int)Slot.Family], vocabulary.Names, terms.Family, FamilyBits),
            KeyPart.FamilySound => Sound(row[(int)Slot.Family], vocabulary.Names, terms.Family, FamilyBits),
            KeyPart.FamilyInitial => Initial(row[(int)Slot.Family]),
            KeyPart.NamesSorted => NamesSorted(row[(int)Slot.Given], row[(int)Slot.Family]),
            KeyPart.NameRarest => NameRarest(row[(int)Slot.Given], row[(int)Slot.Family]),
            KeyPart.Date => row[(int)Slot.Date] == 0 ? default : ((ulong)row[(int)Slot.Date], YearBits + DayBits),
            KeyPart.DateYear => row[(int)Slot.Date] == 0 ? default : ((ulong)(row[(int)Slot.Date] / 10000), YearBits),
            KeyPart.DateMonthDay => MonthDay(row[(int)Slot.Date]),
            KeyPart.DateDigits => Digits(row[(int)Slot.Date]),
            KeyPart.House => Plain(row[(int)Slot.House], vocabulary.Houses, HouseBits),
            KeyPart.Street => Value(row[(int)Slot.Street], vocabulary.Streets, terms.Street, StreetBits),
            KeyPart.StreetSound => Sound(row[(int)Slot.Street], vocabulary.Streets, terms.Street, StreetBits),
            KeyPart.City => Value(row[(int)Slot.City], vocabulary.Cities, terms.City, CityBits),
            KeyPart.CitySound => Sound(row[(int)Slot.City], vocabulary.Cities, terms.City, CityBits),
            KeyPart.Postcode => Value(row[(int)Slot.Postcode], vocabulary.Postcodes, terms.Postcode, PostcodeBits),
            KeyPart.Place => row[(int)Slot.Postcode] != 0
                ? Value(row[(int)Slot.Postcode], vocabulary.Postcodes, terms.Postcode, PostcodeBits)
                : Value(row[(int)Slot.City], vocabulary.Cities, terms.City, CityBits),
            KeyPart.Phone => Plain(row[(int)Slot.Phone], vocabulary.Phones, UniqueBits),
            KeyPart.PhoneTail => PhoneTail(row[(int)Slot.Phone]),
            KeyPart.Email => Plain(row[(int)Slot.Email], vocabulary.Emails, UniqueBits),
            KeyPart.EmailLocal => row[(int)Slot.Email] == 0 ? default : (vocabulary.Emails.TagOf(row[(int)Slot.Email]), UniqueBits / 2),
            KeyPart.EmailDomain => EmailDomain(row[(int)Slot.Email]),
            KeyPart.Identifier => Plain(row[(int)Slot.Identifier], vocabulary.Identifiers, UniqueBits),
            KeyPart.Workplace => Workplace(row),
            KeyPart.Website => Plain(row[(int)Slot.Website], vocabulary.Websites, UniqueBits / 2),
            _ => Organisation(part, row[(int)Slot.Organisation]),
        };
        return hash != 0;
    }

    private static (ulong Hash, float Bits) Plain(int id, ValueDictionary values, float bits) => id == 0 ? default : (values.HashOf(id) | 1, bits);

    private static (ulong Hash, float Bits) Value(int id, ValueDictionary values, TermBits table, float bits) =>
        id == 0 ? default : (values.HashOf(id) | 1, table.Known ? table.RawOf(id) : bits);

    private static (ulong Hash, float Bits) Sound(int id, ValueDictionary values, TermBits table, float bits)
    {
        uint code = values.TagOf(id);
        if (code == 0)
        {
            return Value(id, values, table, bits);
        }

        return (code, (table.Known ? Math.Min(table.OfSound(code), table.RawOf(id)) : bits - SoundLoss));
    }

    private (ulong Hash, float Bits) Initial(int id)
    {
        ReadOnlySpan<byte> text = vocabulary.Names.BytesOf(id);
        return text.IsEmpty ? default : (text[0], 3.5f);
    }

    private (ulong Hash, float Bits) NamesSorted(int given, int family)
    {
        if (given == 0 || family == 0)
        {
            return default;
        }

        (ulong a, float bitsA) = Sound(given, vocabulary.Names, terms.Given, GivenBits);
        (ulong b, float bitsB) = Sound(family, vocabulary.Names, terms.Family, FamilyBits);
        return (StableHash.Combine(Math.Min(a, b), Math.Max(a, b)), bitsA + bitsB);
    }

    private (ulong Hash, float Bits) NameRarest(int given, int family)
    {
        (ulong a, float bitsA) = AnyPlace(given);
        (ulong b, float bitsB) = AnyPlace(family);
        return bitsA > bitsB || (bitsA == bitsB && a > b) ? (a, bitsA) : (b, bitsB);
    }

    /// <summary>A name, as rare as it is in the place where it is commoner, so that it is as rare in either; where it is counted in one only, as rare as there.</summary>
    private (ulong Hash, float Bits) AnyPlace(int name)
    {
        (ulong hash, float asFamily) = Sound(name, vocabulary.Names, terms.Family, FamilyBits);
        if (!terms.Given.IsListed(name))
        {
            return (hash, asFamily);
        }

        (_, float asGiven) = Sound(name, vocabulary.Names, terms.Given, GivenBits);
        return (hash, terms.Family.IsListed(name) ? Math.Min(asGiven, asFamily) : asGiven);
    }

    private static (ulong Hash, float Bits) MonthDay(int date)
    {
        int month = date / 100 % 100;
        int day = date % 100;
        return day == 0 ? default : ((ulong)((Math.Min(month, day) * 100) + Math.Max(month, day)), DayBits - 0.5f);
    }

    private static (ulong Hash, float Bits) Digits(int date)
    {
        if (date == 0)
        {
            return default;
        }

        ulong counts = 0;
        for (int at = 0; at < 8; at++, date /= 10)
        {
            counts += 1UL << (date % 10 * 4);
        }

        return (counts, YearBits + DayBits - 3);
    }

    private (ulong Hash, float Bits) EmailDomain(int email)
    {
        Span<char> buffer = stackalloc char[128];
        ReadOnlySpan<char> domain = Emails.Domain(vocabulary.Emails.CharsOf(email, buffer));
        return domain.IsEmpty ? default : (StableHash.Of(domain) | 1, terms.Domain(domain));
    }

    private (ulong Hash, float Bits) Workplace(ReadOnlySpan<int> row)
    {
        if (row[(int)Slot.Organisation] == 0 || row[(int)Slot.Family] == 0)
        {
            return EmailDomain(row[(int)Slot.Email]);
        }

        (ulong employer, float employerBits) = Organisation(KeyPart.OrganisationFirst, row[(int)Slot.Organisation]);
        (ulong family, float familyBits) = Sound(row[(int)Slot.Family], vocabulary.Names, terms.Family, FamilyBits);
        return (StableHash.Combine(employer, family) | 1, employerBits + familyBits);
    }

    private (ulong Hash, float Bits) PhoneTail(int phone)
    {
        ReadOnlySpan<byte> text = vocabulary.Phones.BytesOf(phone);
        return text.Length < 7 ? default : (StableHash.Of(text[^7..]) | 1, 20);
    }

    private (ulong Hash, float Bits) Organisation(KeyPart part, int id)
    {
        if (id == 0)
        {
            return default;
        }

        Span<char> buffer = stackalloc char[256];
        ReadOnlySpan<char> text = vocabulary.Organisations.CharsOf(id, buffer);
        int tab = text.IndexOf('\t');
        ReadOnlySpan<char> core = tab < 0 ? text : text[..tab];
        switch (part)
        {
            case KeyPart.Organisation:
                return (StableHash.Of(core) | 1, UniqueBits / 2);
            case KeyPart.OrganisationFirst:
                int space = core.IndexOf(' ');
                return Word(space < 0 ? core : core[..space]);
            case KeyPart.OrganisationAcronym:
                return Acronym(core);
            default:
                return Rarest(core, part == KeyPart.OrganisationSecond);
        }
    }

    private (ulong Hash, float Bits) Word(ReadOnlySpan<char> word) => (StableHash.Of(word) | 1, Math.Min(terms.Token(word), WordBits * 2));

    private static (ulong Hash, float Bits) Acronym(ReadOnlySpan<char> core)
    {
        if (!core.Contains(' '))
        {
            return core.Length is >= 2 and <= 6 ? (StableHash.Of(core) | 1, WordBits) : default;
        }

        Span<char> initials = stackalloc char[16];
        int count = 0;
        foreach (Range range in core.Split(' '))
        {
            if (count < initials.Length && range.End.Value > range.Start.Value)
            {
                initials[count++] = core[range][0];
            }
        }

        return count < 2 ? default : (StableHash.Of((ReadOnlySpan<char>)initials[..count]) | 1, WordBits);
    }

    private (ulong Hash, float Bits) Rarest(ReadOnlySpan<char> core, bool second)
    {
        ulong best = 0;
        ulong next = 0;
        float bestBits = -1;
        float nextBits = -1;
        foreach (Range range in core.Split(' '))
        {
            ReadOnlySpan<char> word = core[range];
            if (word.Length < 2)
            {
                continue;
            }

            (ulong hash, float bits) = Word(word);
            if (bits > bestBits || (bits == bestBits && hash > best))
            {
                (next, nextBits) = (best, bestBits);
                (best, bestBits) = (hash, bits);
            }
            else if (hash != best && (bits > nextBits || (bits == nextBits && hash > next)))
            {
                (next, nextBits) = (hash, bits);
            }
        }

        return second ? (next, Math.Max(nextBits, 0)) : (best, Math.Max(bestBits, 0));
    }
}
