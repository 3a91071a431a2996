using PartyOrleans.Api.Privacy;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;

namespace PartyOrleans.Api.Explanations;

/// <summary>Standardised values as comparisons show them, masked like the attributes that they come from.</summary>
internal static class ComparedValue
{
    /// <summary>The values of one side of a comparison as a caller may see them.</summary>
    /// <param name="comparison">The comparison.</param>
    /// <param name="values">The values, several separated by <see cref="ExplanationStep.ValueSeparator"/>; empty for none.</param>
    /// <param name="mask">The caller's mask.</param>
    public static string Mask(string comparison, string values, IValueMask mask)
    {
        if (values.Length == 0 || ReferenceEquals(mask, NoMask.Instance))
        {
            return values;
        }

        string[] parts = values.Split(ExplanationStep.ValueSeparator);
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = MaskOne(comparison, parts[i], mask);
        }

        return string.Join(ExplanationStep.ValueSeparator, parts);
    }

    private static string MaskOne(string comparison, string value, IValueMask mask)
    {
        if (string.Equals(comparison, "identifier", StringComparison.Ordinal) && value.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            string type = value[..colon];
            return $"{type}:{mask.Apply(Attributes.IdentifierPrefix + type, value[(colon + 1)..])}";
        }

        return mask.Apply(AttributeOf(comparison), value);
    }

    private static string AttributeOf(string comparison) => comparison switch
    {
        "given" => Attributes.NameGiven,
        "family" => Attributes.NameFamily,
        "middle" => Attributes.NameMiddle,
        "suffix" => Attributes.NameSuffix,
        "gender" => Attributes.Gender,
        "date" => Attributes.DateBirth,
        "address" => Attributes.AddressFull,
        "phone" => Attributes.Phone,
        "email" => Attributes.Email,
        "identifier" => Attributes.IdentifierPrefix + "other",
        "organisation" => Attributes.NameOrganisation,
        "website" => Attributes.Website,
        _ => comparison,
    };
}
