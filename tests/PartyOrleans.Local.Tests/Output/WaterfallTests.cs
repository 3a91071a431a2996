using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Tests.Output;

public sealed class WaterfallTests
{
    // A scale of 40 columns from -10 to 29 bits: one column a bit, zero in column 10.
    [Theory]
    [InlineData(0, -10, "▒▒▒▒▒▒▒▒▒▒▒                             ")]
    [InlineData(-10, 5, "████████████████                        ")]
    [InlineData(5, 29, "          │    █████████████████████████")]
    [InlineData(5, 5, "          │                             ")]
    public void Bar_WhenAStepIsTaken_RunsFromTheSumBeforeToTheSumAfter(double from, double to, string expected)
    {
        Waterfall.Bar(from, to, -10, 29).ShouldBe(expected);
    }
}
