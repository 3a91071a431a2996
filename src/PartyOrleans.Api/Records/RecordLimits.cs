namespace PartyOrleans.Api.Records;

/// <summary>Bounds of what a record may hold; a record beyond them is refused with the bound in the reason.</summary>
internal static class RecordLimits
{
    /// <summary>Characters of a source.</summary>
    public const int MostSourceCharacters = 100;

    /// <summary>Characters of a record id.</summary>
    public const int MostRecordIdCharacters = 300;

    /// <summary>Characters of an attribute's name.</summary>
    public const int MostAttributeCharacters = 200;

    /// <summary>Characters of a value.</summary>
    public const int MostValueCharacters = 32_768;

    /// <summary>Values of a record.</summary>
    public const int MostValues = 1_000;

    /// <summary>Levels of nesting in the JSON of a record.</summary>
    public const int MostDepth = 8;
}
