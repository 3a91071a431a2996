using System.Collections.Frozen;

namespace PartyOrleans.Model;

/// <summary>The canonical attributes that every mapping targets. Names outside this list are payload: kept, shown, never matched on.</summary>
public static class Attributes
{
    /// <summary>person or organisation; inferred where absent.</summary>
    public const string PartyType = "party.type";
    /// <summary>A whole personal or organisation name in one cell.</summary>
    public const string NameFull = "name.full";
    /// <summary>Given name or names.</summary>
    public const string NameGiven = "name.given";
    /// <summary>Middle names or initials.</summary>
    public const string NameMiddle = "name.middle";
    /// <summary>Family name.</summary>
    public const string NameFamily = "name.family";
    /// <summary>Generation suffix: Jr, Sr, III.</summary>
    public const string NameSuffix = "name.suffix";
    /// <summary>Name of an organisation.</summary>
    public const string NameOrganisation = "name.organisation";
    /// <summary>Another name the party goes by.</summary>
    public const string NameAlias = "name.alias";
    /// <summary>Date of birth.</summary>
    public const string DateBirth = "date.birth";
    /// <summary>Date an organisation was registered or founded.</summary>
    public const string DateRegistration = "date.registration";
    /// <summary>Gender.</summary>
    public const string Gender = "gender";
    /// <summary>A whole postal address in one cell.</summary>
    public const string AddressFull = "address.full";
    /// <summary>House number.</summary>
    public const string AddressHouse = "address.house";
    /// <summary>Street line; may hold house number and unit too.</summary>
    public const string AddressStreet = "address.street";
    /// <summary>Unit, suite, flat, building or property name.</summary>
    public const string AddressUnit = "address.unit";
    /// <summary>City, town or suburb.</summary>
    public const string AddressCity = "address.city";
    /// <summary>State, province or county.</summary>
    public const string AddressRegion = "address.region";
    /// <summary>Postcode.</summary>
    public const string AddressPostcode = "address.postcode";
    /// <summary>Country of the address.</summary>
    public const string AddressCountry = "address.country";
    /// <summary>Telephone number.</summary>
    public const string Phone = "phone";
    /// <summary>Email address.</summary>
    public const string Email = "email";
    /// <summary>Web site.</summary>
    public const string Website = "website";
    /// <summary>Nationality, jurisdiction or country of the party.</summary>
    public const string Country = "country";
    /// <summary>When the source last changed the record; drives recency in survivorship, is no match evidence.</summary>
    public const string RecordUpdated = "record.updated";
    /// <summary>Name of the organisation that a person works for.</summary>
    public const string Employer = "employer";
    /// <summary>Prefix of identifiers: <c>identifier.lei</c>.</summary>
    public const string IdentifierPrefix = "identifier.";
    /// <summary>Prefix of relations; the value is a record key.</summary>
    public const string RelationPrefix = "relation.";

    /// <summary>Identifier types with rules of their own; <c>other</c> takes the rest.</summary>
    public static readonly FrozenSet<string> IdentifierTypes = FrozenSet.Create(StringComparer.Ordinal,
        "ssn", "tax", "passport", "driving-licence", "national-id", "lei", "duns", "registration", "bic", "iban", "vat", "other");

    /// <summary>All plain attributes, in the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Plain =
    [
        PartyType, NameFull, NameGiven, NameMiddle, NameFamily, NameSuffix, NameOrganisation, NameAlias, DateBirth,
        DateRegistration, Gender, AddressFull, AddressHouse, AddressStreet, AddressUnit, AddressCity, AddressRegion,
        AddressPostcode, AddressCountry, Phone, Email, Website, Country, RecordUpdated, Employer,
    ];

    private static readonly FrozenSet<string> PlainSet = Plain.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the name is a canonical attribute (identifier and relation attributes with a known or free role included).</summary>
    public static bool IsCanonical(string name) =>
        PlainSet.Contains(name)
        || (name.StartsWith(IdentifierPrefix, StringComparison.Ordinal) && IdentifierTypes.Contains(name[IdentifierPrefix.Length..]))
        || (name.StartsWith(RelationPrefix, StringComparison.Ordinal) && name.Length > RelationPrefix.Length);
}
