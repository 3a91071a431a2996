using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <summary>What a value of a record means to matching.</summary>
public enum RecordField : byte
{
    /// <summary>Nothing: payload, or of no use as evidence.</summary>
    None,
    /// <summary>Given name.</summary>
    Given,
    /// <summary>Family name.</summary>
    Family,
    /// <summary>Middle names.</summary>
    Middle,
    /// <summary>A whole name.</summary>
    FullName,
    /// <summary>Organisation name.</summary>
    Organisation,
    /// <summary>Generation suffix.</summary>
    Suffix,
    /// <summary>Another name.</summary>
    Alias,
    /// <summary>Street line.</summary>
    Street,
    /// <summary>House number.</summary>
    House,
    /// <summary>Unit.</summary>
    Unit,
    /// <summary>City.</summary>
    City,
    /// <summary>Region.</summary>
    Region,
    /// <summary>Postcode.</summary>
    Postcode,
    /// <summary>Country of the address.</summary>
    AddressCountry,
    /// <summary>A whole address.</summary>
    FullAddress,
    /// <summary>Date of birth or registration.</summary>
    Date,
    /// <summary>Phone.</summary>
    Phone,
    /// <summary>Email.</summary>
    Email,
    /// <summary>Web site.</summary>
    Website,
    /// <summary>Gender.</summary>
    Gender,
    /// <summary>Person or organisation.</summary>
    PartyType,
    /// <summary>Country of the party.</summary>
    Country,
    /// <summary>Identifier.</summary>
    Identifier,
    /// <summary>The organisation that a person works for.</summary>
    Employer,
}

/// <summary>An attribute as the encoder takes it, so that its name is read once per column and not once per value.</summary>
/// <param name="Field">What its values mean.</param>
/// <param name="IdentifierType">Type of an identifier; empty for other fields.</param>
public readonly record struct EncodedAttribute(RecordField Field, string IdentifierType)
{
    /// <summary>Reads the name of an attribute; names that are not canonical are <see cref="RecordField.None"/>.</summary>
    public static EncodedAttribute Of(string attribute)
    {
        RecordField field = FieldOf(attribute);
        return new EncodedAttribute(field, field == RecordField.Identifier ? attribute[Attributes.IdentifierPrefix.Length..] : "");
    }

    private static RecordField FieldOf(string attribute) => attribute switch
    {
        Attributes.NameGiven => RecordField.Given,
        Attributes.NameFamily => RecordField.Family,
        Attributes.NameMiddle => RecordField.Middle,
        Attributes.NameFull => RecordField.FullName,
        Attributes.NameOrganisation => RecordField.Organisation,
        Attributes.NameSuffix => RecordField.Suffix,
        Attributes.NameAlias => RecordField.Alias,
        Attributes.AddressStreet => RecordField.Street,
        Attributes.AddressHouse => RecordField.House,
        Attributes.AddressUnit => RecordField.Unit,
        Attributes.AddressCity => RecordField.City,
        Attributes.AddressRegion => RecordField.Region,
        Attributes.AddressPostcode => RecordField.Postcode,
        Attributes.AddressCountry => RecordField.AddressCountry,
        Attributes.AddressFull => RecordField.FullAddress,
        Attributes.DateBirth or Attributes.DateRegistration => RecordField.Date,
        Attributes.Phone => RecordField.Phone,
        Attributes.Email => RecordField.Email,
        Attributes.Website => RecordField.Website,
        Attributes.Gender => RecordField.Gender,
        Attributes.PartyType => RecordField.PartyType,
        Attributes.Country => RecordField.Country,
        Attributes.Employer => RecordField.Employer,
        _ => attribute.StartsWith(Attributes.IdentifierPrefix, StringComparison.Ordinal) ? RecordField.Identifier : RecordField.None,
    };
}
