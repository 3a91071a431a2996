namespace PartyOrleans.Standardisation;

/// <summary>A postal address in standard form, all parts folded to lower case and "" where absent.</summary>
/// <param name="House">House number: 12a, 12-14, 12/3.</param>
/// <param name="Street">Street with types and directions in full ("south la cienega boulevard"); "po box" where <paramref name="House"/> is a box.</param>
/// <param name="Unit">Flat, suite or apartment without its designator; "floor 2", "building 3" where it is none of these.</param>
/// <param name="City">City or town.</param>
/// <param name="Region">Lower-case state or province code in us, ca and au, the folded name elsewhere.</param>
/// <param name="Postcode">Lower case without spaces; US ZIP+4 cut to five digits.</param>
/// <param name="Country">Lower-case ISO 3166-1 alpha-2 code.</param>
public readonly record struct Address(string House, string Street, string Unit, string City, string Region, string Postcode, string Country);
