using System.Collections.Frozen;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Storage.Privacy;

/// <summary>
/// Where sensitive identifiers stand in the keyed index by which records are found by them: the index holds a keyed hash of type and
/// standardised value, never the value.
/// </summary>
internal static class BlindIndex
{
    private static readonly FrozenSet<string> Sensitive =
        PrivacyPolicy.DefaultSensitive.Select(type => Attributes.IdentifierPrefix + type).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The places of a record's sensitive identifiers; sorted, each once.</summary>
    public static List<long> PlacesOf(ReadOnlySpan<byte> content, StoreKeys keys)
    {
        List<AttributeValue> identifiers = RecordContent.DecodeOnly(content, Sensitive);
        var places = new List<long>(identifiers.Count);
        foreach (AttributeValue identifier in identifiers)
        {
            if (PlaceOf(identifier.Attribute[Attributes.IdentifierPrefix.Length..], identifier.Value, keys) is { } place && !places.Contains(place))
            {
                places.Add(place);
            }
        }

        places.Sort();
        return places;
    }

    /// <summary>The place of an identifier, or null where nothing of the value is left once it is standardised.</summary>
    public static long? PlaceOf(string type, string value, StoreKeys keys)
    {
        string standard = Identifiers.Standardise(type, value).Value;
        return standard.Length == 0 ? null : keys.IndexDigest(type, standard);
    }

    /// <summary>Whether a record has an identifier of a type whose standardised value is that of another.</summary>
    public static bool Has(ReadOnlySpan<byte> content, string type, string value)
    {
        string standard = Identifiers.Standardise(type, value).Value;
        string attribute = Attributes.IdentifierPrefix + type;
        foreach (AttributeValue identifier in RecordContent.DecodeOnly(content, Sensitive))
        {
            if (identifier.Attribute == attribute && Identifiers.Standardise(type, identifier.Value).Value == standard)
            {
                return true;
            }
        }

        return false;
    }
}
