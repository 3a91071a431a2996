using PartyOrleans.Grains.Loads;

namespace PartyOrleans.Grains.Tests.Loads;

public sealed class LoadPlaceTests
{
    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(0, 4, 4)]
    [InlineData(4, 1, 5)]
    [InlineData(4, 4, 8)]
    [InlineData(5, 1, 9)]
    [InlineData(218_000_001, 3, 218_000_003)]
    public void NextLoad_WhenATermTakesAnInputOver_IsGreaterAndTheTermsOwn(long before, long term, long expected)
    {
        long next = LoadPlace.NextLoad(LoadPlace.Of(before, 4096, isWhole: true), term);

        next.ShouldBe(expected);
        LoadPlace.Of(next, 0, isWhole: false).Value.ShouldBeGreaterThan(LoadPlace.Of(before, 4096, isWhole: true).Value);
        LoadPlace.NextLoad(LoadPlace.Of(before, 4096, isWhole: true), term + 1).ShouldNotBe(next);
    }
}
