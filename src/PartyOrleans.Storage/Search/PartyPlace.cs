using PartyOrleans.Model;

namespace PartyOrleans.Storage.Search;

/// <summary>
/// Numbers for parties that ascend as their ids do, so that an index whose order is its row numbers gives parties in the order of their
/// ids. Ids that begin alike for ten characters share a number; the index then takes the next free one.
/// </summary>
internal static class PartyPlace
{
    private const int Characters = 10;
    private const int BitsPerCharacter = 6;

    /// <summary>The number of an id, 0 to 2^60 - 1.</summary>
    public static long Of(PartyId party)
    {
        long place = 0;
        for (int i = 0; i < Characters; i++)
        {
            place = (place << BitsPerCharacter) | (i < party.Value.Length ? Rank(party.Value[i]) : 0L);
        }

        return place;
    }

    private static long Rank(char c) => c switch
    {
        < '0' => 0,
        <= '9' => c - '0' + 1,
        < 'A' => 10,
        <= 'Z' => c - 'A' + 11,
        < 'a' => 36,
        <= 'z' => c - 'a' + 37,
        _ => 63,
    };
}
