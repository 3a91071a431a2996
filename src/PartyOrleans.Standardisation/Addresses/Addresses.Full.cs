namespace PartyOrleans.Standardisation;

/// <content>Whole addresses in one line.</content>
public static partial class Addresses
{
    /// <summary>
    /// Reads a whole address: country and postcode where their form shows them, then region and city from the end, then the street line.
    /// </summary>
    /// <param name="full">One line or several, with or without commas.</param>
    /// <param name="countryIso2">The country where it is known; a country in the text comes first.</param>
    public static Address Parse(string full, string countryIso2 = "")
    {
        ArgumentNullException.ThrowIfNull(full);
        ArgumentNullException.ThrowIfNull(countryIso2);
        string readable = PostalPrefixes.Remove(AddressTokens.ToReadable(full), ref countryIso2);
        int bound = readable.Length + 1;
        Span<char> text = bound <= StackLength ? stackalloc char[StackLength] : new char[bound];
        Span<AddressToken> tokens = bound <= StackLength && !readable.Contains('#') ? stackalloc AddressToken[(StackLength / 2) + 1] : new AddressToken[bound];
        int count = AddressTokens.Cut(readable, text, tokens);
        return count == 0
            ? new Address("", "", "", "", "", "", countryIso2)
            : new FullAddress(text, tokens[..count], countryIso2).Read();
    }
}
