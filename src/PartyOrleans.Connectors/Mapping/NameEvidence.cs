using System.Collections.Frozen;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Whether a column of names holds persons or organisations, judged on its sample as a whole.</summary>
internal static class NameEvidence
{
    private static readonly FrozenSet<string> GivenNames = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        [.. ("james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark paul steven andrew kenneth george " +
        "mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa margaret betty sandra ashley emily donna michelle carol " +
        "peter hans klaus wolfgang juergen ursula maria anna jose juan luis carlos pedro ana carmen jean pierre michel marie sophie laura julia martin " +
        "mohamed mohammed ahmed ali wei li wang ivan olga sergei alexander victor emma olivia noah jack harry oliver lucas").Split(' ')]);

    private static readonly FrozenSet<string> OrganisationWords = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        [.. ("inc llc ltd limited plc corp corporation company co gmbh ag kg sa sarl srl spa bv nv ab oy as pty llp group holding holdings bank " +
        "school university college hospital clinic center centre church institute foundation association agency department ministry council " +
        "restaurant cafe grill bar deli bistro hotel services systems solutions technologies industries partners trust society museum library store the of and").Split(' ')]);

    /// <summary>Shares (0 to 1) of values that look like persons and like organisations.</summary>
    public static (double Persons, double Organisations) Of(IEnumerable<string> values)
    {
        int count = 0;
        int persons = 0;
        int organisations = 0;
        foreach (string value in values.Take(2000))
        {
            count++;
            string[] words = value.Split([' ', ',', '.'], StringSplitOptions.RemoveEmptyEntries);
            if (Array.Exists(words, OrganisationWords.Contains))
            {
                organisations++;
            }
            else if (words.Length is >= 2 and <= 4 && Array.Exists(words, GivenNames.Contains) && !value.Any(char.IsAsciiDigit))
            {
                persons++;
            }
        }

        // The list of given names covers some two fifths of people: a fifth of the values is as good as all of them.
        return count == 0 ? (0, 0) : (Math.Min(1, persons * 5.0 / count), organisations / (double)count);
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

    /// <summary>The value of <see cref="Attributes.PartyType"/>; null for unknown.</summary>
    public static string? Value(PartyType type) => type switch
    {
        PartyType.Person => "person",
        PartyType.Organisation => "organisation",
        _ => null,
    };
}
