using PartyOrleans.Matching.Features;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>How two addresses agree; bits are those of the term table where only city or postcode agree, otherwise 0.</summary>
internal readonly record struct AddressAgreement(AddressLevel Level, float TermBits);

/// <summary>
/// Compares addresses as one composite, since their parts depend on each other: who shares a postcode shares the city.
/// </summary>
internal sealed class AddressComparison(Vocabulary vocabulary, TermModel terms)
{
    private readonly PairCache _streets = new(vocabulary.Streets);
    private readonly PairCache _cities = new(vocabulary.Cities);

    /// <summary>Streets and cities with more characters apart are not alike, whatever their order.</summary>
    private const int MostCharactersApart = 4;

    private enum Relation : byte
    {
        Missing,
        Same,
        Near,
        Different,
    }

    /// <summary>Compares two addresses.</summary>
    public AddressAgreement Compare(AddressParts a, AddressParts b) => Compare(a, b, 0, 0, true);

    /// <summary>
    /// Compares two addresses of which it is known how many characters their streets and their cities are apart, and whether their
    /// postcodes can be near.
    /// </summary>
    public AddressAgreement Compare(AddressParts a, AddressParts b, int streetsApart, int citiesApart, bool postcodesMayBeNear)
    {
        Relation street = a.Street != 0 && b.Street != 0 && streetsApart > MostCharactersApart
            ? Relation.Different
            : Relate(a.Street, b.Street, _streets, vocabulary.Streets);
        Relation house = a.House == 0 || b.House == 0 ? Relation.Missing : a.House == b.House ? Relation.Same : Relation.Different;
        Relation city = a.City != 0 && b.City != 0 && citiesApart > MostCharactersApart
            ? Relation.Different
            : Relate(a.City, b.City, _cities, vocabulary.Cities);
        Relation postcode = a.Postcode == 0 || b.Postcode == 0 ? Relation.Missing
            : a.Postcode == b.Postcode ? Relation.Same
            : postcodesMayBeNear && Near(a.Postcode, b.Postcode) ? Relation.Near
            : Relation.Different;
        bool place = postcode == Relation.Same || (city == Relation.Same && postcode != Relation.Different)
            || (city is Relation.Same or Relation.Near && postcode == Relation.Near);
        bool elsewhere = !place && (postcode == Relation.Different || (city == Relation.Different && postcode != Relation.Same));
        if (street == Relation.Same)
        {
            if (house == Relation.Same)
            {
                return new AddressAgreement(place ? AddressLevel.Exact : AddressLevel.StreetExact, 0);
            }

            if (!elsewhere || city == Relation.Same)
            {
                return new AddressAgreement(house == Relation.Missing ? AddressLevel.StreetNoHouse : AddressLevel.StreetOtherHouse, 0);
            }
        }

        if (place && house == Relation.Same && street is Relation.Near or Relation.Missing)
        {
            return new AddressAgreement(AddressLevel.Near, 0);
        }

        if (place && street == Relation.Near)
        {
            return new AddressAgreement(house == Relation.Missing ? AddressLevel.StreetNoHouse : AddressLevel.StreetOtherHouse, 0);
        }

        if (street == Relation.Near && house == Relation.Same)
        {
            return new AddressAgreement(AddressLevel.StreetExact, 0);
        }

        if (postcode == Relation.Same)
        {
            return WithTerms(a, AddressLevel.Postcode);
        }

        return city switch
        {
            Relation.Same => WithTerms(a, AddressLevel.City),
            Relation.Near => new AddressAgreement(AddressLevel.CityNear, 0),
            _ => new AddressAgreement(
                street == Relation.Different || postcode is Relation.Different or Relation.Near || city == Relation.Different
                    || house == Relation.Different || street == Relation.Same
                    ? AddressLevel.Different
                    : AddressLevel.Missing, 0),
        };
    }

    /// <summary>The agreement of an address with another of which the level is known.</summary>
    public AddressAgreement WithTerms(AddressParts a, AddressLevel level) => new(
        level,
        level switch
        {
            AddressLevel.Postcode => terms.Postcode.Of(a.Postcode),
            AddressLevel.City => terms.City.Of(a.City),
            _ => 0,
        });

    /// <summary>The best agreement over all pairs of addresses.</summary>
    public AddressAgreement CompareBest(AddressParts[] left, AddressParts[] right)
    {
        AddressAgreement best = default;
        foreach (AddressParts a in left)
        {
            foreach (AddressParts b in right)
            {
                AddressAgreement agreement = Compare(a, b);
                if (agreement.Level != AddressLevel.Missing && (best.Level == AddressLevel.Missing || agreement.Level < best.Level
                    || (agreement.Level == best.Level && agreement.TermBits > best.TermBits)))
                {
                    best = agreement;
                }
            }
        }

        return best;
    }

    private bool Near(int a, int b)
    {
        Span<char> bufferA = stackalloc char[32];
        Span<char> bufferB = stackalloc char[32];
        return StringSimilarity.WithinOneEdit(vocabulary.Postcodes.CharsOf(a, bufferA), vocabulary.Postcodes.CharsOf(b, bufferB));
    }

    private static Relation Relate(int a, int b, PairCache cache, ValueDictionary values)
    {
        if (a == 0 || b == 0)
        {
            return Relation.Missing;
        }

        return a == b ? Relation.Same : (Relation)cache.Get(a, b, values, static (values, a, b) =>
        {
            Span<char> bufferA = stackalloc char[96];
            Span<char> bufferB = stackalloc char[96];
            ReadOnlySpan<char> x = values.CharsOf(a, bufferA);
            ReadOnlySpan<char> y = values.CharsOf(b, bufferB);
            return TextSignature.CharactersApart(TextSignature.Characters(x), TextSignature.Characters(y)) <= MostCharactersApart
                && (StringSimilarity.WithinOneEdit(x, y) || StringSimilarity.JaroWinkler(x, y) >= 0.92)
                ? (byte)Relation.Near
                : (byte)Relation.Different;
        });
    }
}
