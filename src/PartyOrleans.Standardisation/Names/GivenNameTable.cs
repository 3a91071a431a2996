namespace PartyOrleans.Standardisation;

/// <summary>Common given names of many countries, folded.</summary>
internal static class GivenNameTable
{
    internal const string Names =
        """
        james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas sarah
        """;
}
