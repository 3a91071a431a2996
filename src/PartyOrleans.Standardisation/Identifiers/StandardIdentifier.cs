namespace PartyOrleans.Standardisation;

/// <summary>An identifier brought to one form.</summary>
/// <param name="Type">One of <see cref="Model.Attributes.IdentifierTypes"/>.</param>
/// <param name="Value">Upper-case without separators; empty where it identifies nothing.</param>
/// <param name="Country">Upper-case country, state or authority it was issued in; empty where not known or world-wide (LEI, DUNS).</param>
public readonly record struct StandardIdentifier(string Type, string Value, string Country);
