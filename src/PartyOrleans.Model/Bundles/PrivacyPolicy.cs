using System.Collections.Frozen;

namespace PartyOrleans.Model.Bundles;

/// <summary>What of a value stays to be seen where it is masked.</summary>
public enum MaskKind : byte
{
    /// <summary>All of it: the attribute is not masked. In bundles <c>none</c>.</summary>
    None = 0,

    /// <summary>Nothing. In bundles <c>hidden</c>.</summary>
    Hidden = 1,

    /// <summary>The year of a date. In bundles <c>year</c>.</summary>
    Year = 2,

    /// <summary>The last four letters or digits. In bundles <c>last4</c>.</summary>
    LastFour = 3,

    /// <summary>The last four digits in the shape of a social security number. In bundles <c>ssn</c>.</summary>
    Ssn = 4,

    /// <summary>The last three digits of a telephone number. In bundles <c>phone</c>.</summary>
    Phone = 5,

    /// <summary>The first letter and the domain of an email address. In bundles <c>email</c>.</summary>
    Email = 6,

    /// <summary>City and postcode area of an address. In bundles <c>area</c>.</summary>
    Area = 7,

    /// <summary>The area of a postcode. In bundles <c>postcode</c>.</summary>
    Postcode = 8,

    /// <summary>The first letter. In bundles <c>initial</c>.</summary>
    Initial = 9,
}

/// <summary>How one attribute is masked.</summary>
/// <param name="Attribute">Canonical attribute, a payload column, <c>identifier.*</c>, <c>relation.*</c>, or <c>*</c> for payload columns that nothing else names.</param>
/// <param name="Mask">What stays to be seen.</param>
/// <param name="LiftedBy">The scope that lets a caller see the whole value.</param>
public readonly record struct AttributeMask(string Attribute, MaskKind Mask, string LiftedBy = PrivacyPolicy.PersonalData);

/// <summary>How long values may be kept.</summary>
/// <param name="Source">The source, or <c>*</c> for every source.</param>
/// <param name="Attribute">Canonical attribute, a payload column, or <c>*</c> for every attribute.</param>
/// <param name="Limit">A value older than this is dropped; above zero.</param>
public readonly record struct RetentionRule(string Source, string Attribute, TimeSpan Limit);

/// <summary>
/// What of a party's values may be seen by whom, which identifiers are sensitive, and how long values are kept. It takes no part in
/// matching or survivorship. A bundle without it has the <see cref="Default"/>.
/// </summary>
/// <param name="Masks">Masks that differ from <see cref="BuiltInMasks"/>; what is not named here keeps the built-in one, so that a gap never unmasks.</param>
/// <param name="Sensitive">Identifier types (without their prefix) that are masked besides those of <see cref="DefaultSensitive"/>, which always are.</param>
/// <param name="Retention">How long values are kept; what no rule names is kept for ever.</param>
public sealed record PrivacyPolicy(
    IReadOnlyList<AttributeMask> Masks, IReadOnlyList<string> Sensitive, IReadOnlyList<RetentionRule> Retention)
{
    /// <summary>The scope that lifts a mask which names no other.</summary>
    public const string PersonalData = "read:pii";

    /// <summary>Stands for every source, every attribute, or every payload column.</summary>
    public const string Any = "*";

    /// <summary>Scopes that can lift a mask.</summary>
    public static readonly IReadOnlyList<string> LiftingScopes = [PersonalData, "steward", "operate", "admin"];

    /// <summary>Identifier types that are sensitive whatever a bundle says: besides being masked, they stand in no search index in plain text, and are found by a keyed hash.</summary>
    public static readonly IReadOnlyList<string> DefaultSensitive = ["ssn", "tax", "passport", "driving-licence", "national-id", "iban"];

    /// <summary>How attributes are masked where a bundle does not say otherwise: names and what public registers hold stay.</summary>
    public static readonly IReadOnlyList<AttributeMask> BuiltInMasks =
    [
        .. Attributes.Plain.Select(attribute => new AttributeMask(attribute, attribute switch
        {
            Attributes.DateBirth => MaskKind.Year,
            Attributes.AddressFull => MaskKind.Area,
            Attributes.AddressHouse or Attributes.AddressStreet or Attributes.AddressUnit or Attributes.Employer => MaskKind.Hidden,
            Attributes.AddressPostcode => MaskKind.Postcode,
            Attributes.Phone => MaskKind.Phone,
            Attributes.Email => MaskKind.Email,
            _ => MaskKind.None,
        })),
        new("identifier.ssn", MaskKind.Ssn),
        new("identifier.lei", MaskKind.None),
        new("identifier.duns", MaskKind.None),
        new("identifier.registration", MaskKind.None),
        new("identifier.bic", MaskKind.None),
        new(AnyIdentifier, MaskKind.LastFour),
        new(AnyRelation, MaskKind.None),
        new(Any, MaskKind.Hidden),
    ];

    /// <summary>The policy of a bundle that says nothing about privacy.</summary>
    public static readonly PrivacyPolicy Default = new([], DefaultSensitive, []);

    private const string AnyIdentifier = Attributes.IdentifierPrefix + Any;
    private const string AnyRelation = Attributes.RelationPrefix + Any;

    private static readonly FrozenDictionary<string, AttributeMask> BuiltIn =
        BuiltInMasks.ToFrozenDictionary(mask => mask.Attribute, StringComparer.Ordinal);

    private readonly FrozenDictionary<string, AttributeMask> _masks = Masks.ToFrozenDictionary(mask => mask.Attribute, StringComparer.Ordinal);

    /// <summary>How an attribute or payload column is masked: by its own name, else by its kind's, and the bundle's word before the built-in one.
    /// A sensitive identifier is shown whole only where the bundle says so of its own name.</summary>
    public AttributeMask MaskOf(string attribute)
    {
        string kind = attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal) ? AnyIdentifier
            : attribute.StartsWith(Attributes.RelationPrefix, StringComparison.Ordinal) ? AnyRelation
            : Any;
        if (_masks.TryGetValue(attribute, out AttributeMask mask))
        {
            return mask;
        }

        if ((kind != Any || !Attributes.IsCanonical(attribute)) && _masks.TryGetValue(kind, out mask) && (mask.Mask != MaskKind.None || !IsSensitive(attribute)))
        {
            return mask;
        }

        mask = BuiltIn.TryGetValue(attribute, out mask) ? mask : BuiltIn[kind];
        return mask.Mask == MaskKind.None && IsSensitive(attribute) ? new AttributeMask(attribute, MaskKind.LastFour) : mask;
    }

    /// <summary>Whether an attribute is a sensitive identifier.</summary>
    public bool IsSensitive(string attribute) =>
        attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal)
        && attribute[Attributes.IdentifierPrefix.Length..] is var type
        && (DefaultSensitive.Contains(type, StringComparer.Ordinal) || Sensitive.Contains(type, StringComparer.Ordinal));

    /// <summary>How long a value is kept, or null for ever. A rule that names the source goes before one that does not, then one that names the attribute.</summary>
    public TimeSpan? LimitOf(string source, string attribute)
    {
        (int Rank, TimeSpan Limit)? found = null;
        foreach (RetentionRule rule in Retention)
        {
            bool isSource = string.Equals(rule.Source, source, StringComparison.Ordinal);
            bool isAttribute = string.Equals(rule.Attribute, attribute, StringComparison.Ordinal);
            int rank = (isSource ? 2 : 0) + (isAttribute ? 1 : 0);
            if ((isSource || rule.Source == Any) && (isAttribute || rule.Attribute == Any) && !(found?.Rank >= rank))
            {
                found = (rank, rule.Limit);
            }
        }

        return found?.Limit;
    }

    /// <summary>Same content, in order.</summary>
    public bool Equals(PrivacyPolicy? other) =>
        other is not null && Masks.SequenceEqual(other.Masks) && Retention.SequenceEqual(other.Retention)
        && Sensitive.SequenceEqual(other.Sensitive, StringComparer.Ordinal);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Masks.Count, Sensitive.Count, Retention.Count);
}
