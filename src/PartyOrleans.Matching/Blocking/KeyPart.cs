using PartyOrleans.Matching.Features;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Blocking;

/// <summary>What a part of a block key is made of.</summary>
public enum KeyPart : byte
{
    /// <summary>Given name.</summary>
    Given,
    /// <summary>Double Metaphone of the given name.</summary>
    GivenSound,
    /// <summary>First letter of the given name.</summary>
    GivenInitial,
    /// <summary>Family name.</summary>
    Family,
    /// <summary>Double Metaphone of the family name.</summary>
    FamilySound,
    /// <summary>First letter of the family name.</summary>
    FamilyInitial,
    /// <summary>Double Metaphones of given and family name in order of value, so that swapped names meet.</summary>
    NamesSorted,
    /// <summary>Date, to the day.</summary>
    Date,
    /// <summary>Year of the date.</summary>
    DateYear,
    /// <summary>Month and day in order of value, so that swapped ones meet.</summary>
    DateMonthDay,
    /// <summary>The eight digits of the date in order of value.</summary>
    DateDigits,
    /// <summary>House number.</summary>
    House,
    /// <summary>Street.</summary>
    Street,
    /// <summary>Double Metaphone of the street's longest word.</summary>
    StreetSound,
    /// <summary>City.</summary>
    City,
    /// <summary>Double Metaphone of the city.</summary>
    CitySound,
    /// <summary>Postcode.</summary>
    Postcode,
    /// <summary>Postcode, or the city where there is none.</summary>
    Place,
    /// <summary>Phone match key.</summary>
    Phone,
    /// <summary>Last seven digits of the phone.</summary>
    PhoneTail,
    /// <summary>Email.</summary>
    Email,
    /// <summary>Local part of the email.</summary>
    EmailLocal,
    /// <summary>Domain of the email.</summary>
    EmailDomain,
    /// <summary>Identifier with its type.</summary>
    Identifier,
    /// <summary>Organisation name without its legal form.</summary>
    Organisation,
    /// <summary>First word of the organisation name.</summary>
    OrganisationFirst,
    /// <summary>Rarest word of the organisation name.</summary>
    OrganisationRarest,
    /// <summary>Second rarest word of the organisation name.</summary>
    OrganisationSecond,
    /// <summary>Initials of the organisation name, or the name where it is one word.</summary>
    OrganisationAcronym,
    /// <summary>Web site.</summary>
    Website,
    /// <summary>Double Metaphone of the rarer of given and family name, whichever place it stands in.</summary>
    NameRarest,
    /// <summary>Family name by its sound with the first word of the organisation that the person works for, or the domain of the email where that is unknown.</summary>
    Workplace,
}

/// <summary>The names of key parts in bundles.</summary>
public static class KeyParts
{
    /// <summary>Names in the order of <see cref="KeyPart"/>: kebab-case.</summary>
    public static readonly IReadOnlyList<string> Names = [.. Enum.GetNames<KeyPart>().Select(Kebab)];

    /// <summary>How many parts there are; fewer than 64.</summary>
    public static readonly int Count = Names.Count;

    /// <summary>The part of a name.</summary>
    /// <exception cref="ArgumentException">There is no such part.</exception>
    public static KeyPart Parse(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.Ordinal))
            {
                return (KeyPart)i;
            }
        }

        throw new ArgumentException($"Key part '{name}' is unknown; known are {string.Join(", ", Names)}.", nameof(name));
    }

    private static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsUpper(c) && i > 0 ? "-" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
}
