using System.Collections.Frozen;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>What the FollowTheMoney model calls things, and what its properties are here.</summary>
internal static class FollowTheMoneySchemas
{
    /// <summary>Schemas that are parties, with their type; empty where the schema leaves that open.</summary>
    private static readonly FrozenDictionary<string, string> Parties = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["Person"] = "person",
        ["Organization"] = "organisation",
        ["Company"] = "organisation",
        ["PublicBody"] = "organisation",
        ["LegalEntity"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Others = FrozenSet.Create(StringComparer.Ordinal,
        "Address", "Airplane", "Analyzable", "Article", "Assessment", "Asset", "Associate", "Audio", "BankAccount", "Call", "CallForTenders", "Contract",
        "ContractAward", "CourtCase", "CourtCaseParty", "CryptoWallet", "Debt", "Directorship", "Document", "Documentation", "EconomicActivity", "Email",
        "Employment", "Event", "Family", "Folder", "HyperText", "Identification", "Image", "Interest", "Interval", "License", "Membership", "Mention", "Message",
        "Note", "Occupancy", "Ownership", "Package", "Page", "Pages", "Passport", "Payment", "PlainText", "Position", "Post", "Project", "ProjectParticipant",
        "RealEstate", "Representation", "Risk", "Sanction", "Security", "Similar", "Succession", "Table", "TaxRoll", "Thing", "Trip", "UnknownLink", "UserAccount",
        "Value", "Vehicle", "Vessel", "Video", "Workbook");

    /// <summary>Properties whose every value becomes one of the attribute, for persons and others.</summary>
    public static readonly FrozenDictionary<string, (string Person, string Other)> Plain = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["alias"] = Both(Attributes.NameAlias),
        ["previousName"] = Both(Attributes.NameAlias),
        ["abbreviation"] = Both(Attributes.NameAlias),
        ["birthDate"] = Both(Attributes.DateBirth),
        ["incorporationDate"] = Both(Attributes.DateRegistration),
        ["gender"] = Both(Attributes.Gender),
        ["nationality"] = Both(Attributes.Country),
        ["citizenship"] = Both(Attributes.Country),
        ["country"] = Both(Attributes.Country),
        ["mainCountry"] = Both(Attributes.Country),
        ["jurisdiction"] = Both(Attributes.Country),
        ["phone"] = Both(Attributes.Phone),
        ["email"] = Both(Attributes.Email),
        ["website"] = Both(Attributes.Website),
        ["modifiedAt"] = Both(Attributes.RecordUpdated),
        ["registrationNumber"] = Both("identifier.registration"),
        ["ogrnCode"] = Both("identifier.registration"),
        ["taxNumber"] = Both("identifier.tax"),
        ["innCode"] = Both("identifier.tax"),
        ["vatCode"] = Both("identifier.vat"),
        ["leiCode"] = Both("identifier.lei"),
        ["dunsCode"] = Both("identifier.duns"),
        ["swiftBic"] = Both("identifier.bic"),
        ["passportNumber"] = Both("identifier.passport"),
        ["socialSecurityNumber"] = Both("identifier.ssn"),
        ["idNumber"] = ("identifier.national-id", "identifier.other"),
        ["okpoCode"] = Both("identifier.other"),
        ["cikCode"] = Both("identifier.other"),
        ["npiCode"] = Both("identifier.other"),
        ["uniqueEntityId"] = Both("identifier.other"),
        ["wikidataId"] = Both("identifier.other"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Parts of names, which are sets of their own: only where each has one value is it known which belong together.</summary>
    public static readonly (string Property, string Attribute)[] NameParts =
    [
        ("firstName", Attributes.NameGiven), ("middleName", Attributes.NameMiddle), ("lastName", Attributes.NameFamily), ("nameSuffix", Attributes.NameSuffix),
    ];

    /// <summary>Parts of an address that stands in its party.</summary>
    public static readonly (string Property, string Attribute)[] AddressParts =
    [
        ("full", Attributes.AddressFull), ("street", Attributes.AddressStreet), ("street2", Attributes.AddressUnit), ("city", Attributes.AddressCity),
        ("state", Attributes.AddressRegion), ("region", Attributes.AddressRegion), ("postalCode", Attributes.AddressPostcode), ("country", Attributes.AddressCountry),
    ];

    /// <summary>Which properties become which attributes, as people see it.</summary>
    public static Mapping Mapping { get; } = new()
    {
        RecordId = "id",
        Columns =
        [
            new("properties.name", new ColumnTarget(Attributes.NameFull)),
            .. NameParts.Select(part => KeyValuePair.Create($"properties.{part.Property}", new ColumnTarget(part.Attribute))),
            new("properties.address", new ColumnTarget(Attributes.AddressFull)),
            .. Plain.OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property => KeyValuePair.Create($"properties.{property.Key}", new ColumnTarget(property.Value.Person))),
        ],
    };

    /// <summary>Whether a schema is a party's.</summary>
    public static bool IsParty(string schema) => Parties.ContainsKey(schema);

    /// <summary>Whether the model has a schema.</summary>
    public static bool IsKnown(string schema) => Parties.ContainsKey(schema) || Others.Contains(schema);

    /// <summary>The type of the parties of a schema; empty where it leaves that open.</summary>
    public static string TypeOf(string schema) => Parties[schema];

    private static (string, string) Both(string attribute) => (attribute, attribute);
}
