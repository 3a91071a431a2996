using PartyOrleans.Local.Loading;

namespace PartyOrleans.Local.Tests.Commands;

public sealed class LoadPaceTests
{
    [Theory]
    [InlineData(0, 90, 1_000_000, false)] // the first commit decides which bundle fits: it hangs on the input alone
    [InlineData(0, 10, 1_000_000, false)]
    [InlineData(1, 10, 250_000, false)]
    [InlineData(400_000, 10, 400_000, false)]
    [InlineData(400_000, 90, 400_000, false)]
    [InlineData(3_000_000, 60, 1_000_000, false)]
    [InlineData(3_000_000, 61, 500_000, true)]
    public void RecordsPerCommit_WhenMemoryIsShort_AreFewerAndOneCommitComesAfterTheOther(int held, long used, int expected, bool oneAtATime)
    {
        var pace = new LoadPace(used, 100);

        pace.RecordsPerCommit(held).ShouldBe(expected);
        pace.OneAtATime(held).ShouldBe(oneAtATime);
    }

    [Fact]
    public void Now_WhenAsked_TellsOfThisMachine() => LoadPace.Now.AvailableBytes.ShouldBeGreaterThan(0);
}
