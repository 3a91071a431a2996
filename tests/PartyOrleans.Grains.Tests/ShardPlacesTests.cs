using PartyOrleans.Grains.Ledger;

namespace PartyOrleans.Grains.Tests;

/// <summary>How shards are spread, and that a silo which joins gets its share.</summary>
public sealed class ShardPlacesTests
{
    [Theory]
    [InlineData("--------", "abc", "aaabbbcc")]
    [InlineData("aaaaaaaa", "abc", "aaabbbcc")]
    [InlineData("aaabbbcc", "abc", "aaabbbcc")]
    [InlineData("aaabbbcc", "bc", "bccbbbcc")]
    [InlineData("bbbbbccc", "abc", "bbbaaccc")]
    [InlineData("aaabbbxx", "ab", "aaabbbab")]
    [InlineData("ab", "abcd", "ab")]
    [InlineData("aa", "a", "aa")]
    public void Spread_WhenSilosComeAndGo_IsEvenAndMovesFew(string now, string silos, string expected)
    {
        string[] places = ShardPlaces.Spread([.. now.Select(place => place == '-' ? null : place.ToString())], [.. silos.Select(silo => silo.ToString())]);

        string.Concat(places).ShouldBe(expected);
    }
}
