using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Connectors;

/// <summary>Whether a column of names holds persons or organisations, judged on its sample as a whole.</summary>
internal static class NameEvidence
{
    /// <summary>Shares (0 to 1) of values that look like persons and like organisations.</summary>
    public static (double Persons, double Organisations) Of(IEnumerable<string> values)
    {
        int count = 0;
        int persons = 0;
        int organisations = 0;
        foreach (string value in values.Take(2000))
        {
            count++;
            if (OrganisationNames.LooksLikeOrganisation(value))
            {
                organisations++;
                continue;
            }

            string[] words = TextFolding.Fold(value).Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length is >= 2 and <= 4 && Array.Exists(words, PersonNameEvidence.IsCommonGivenName))
            {
                persons++;
            }
        }

        // No list of given names covers all people: two fifths of the values are as good as all of them.
        return count == 0 ? (0, 0) : (Math.Min(1, persons * 2.5 / count), organisations / (double)count);
    }
}

/// <summary>Reads the type of a party from the words that sources use for it.</summary>
internal static class PartyTypes
{
    /// <summary>The type, or unknown.</summary>
    public static PartyType Parse(string value) => value.Trim().ToLowerInvariant() switch
    {
        "person" or "individual" or "p" or "natural person" or "human" or "people" or "private" => PartyType.Person,
        "organisation" or "organization" or "org" or "o" or "company" or "business" or "corporate" or "corporation" or "entity" or "legal entity"
            or "legalentity" or "publicbody" or "public body" or "institution" => PartyType.Organisation,
        _ => PartyType.Unknown,
    };

    /// <summary>The value in the words of <see cref="Attributes.PartyType"/>; as it is where it is no word for a type.</summary>
    public static string Canonical(string value) => value is "PERSON" ? "person" : Value(Parse(value)) ?? value;

    /// <summary>The value of <see cref="Attributes.PartyType"/>; null for unknown.</summary>
    public static string? Value(PartyType type) => type switch
    {
        PartyType.Person => "person",
        PartyType.Organisation => "organisation",
        _ => null,
    };
}
