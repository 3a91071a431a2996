using PartyOrleans.Local.Output;

namespace PartyOrleans.Local.Tests.Output;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.2, "200 ms")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(245, "4 min 05 s")]
    [InlineData(7380, "2 h 03 min")]
    public void Duration_WhenShortOrLong_ReadsNaturally(double seconds, string expected) =>
        Figures.Duration(TimeSpan.FromSeconds(seconds)).ShouldBe(expected);

    [Theory]
    [InlineData(0.5, "0.5")]
    [InlineData(0.99, "0.99")]
    [InlineData(0.99999, "1 - 1.0e-5")]
    [InlineData(0.00002, "2.0e-5")]
    [InlineData(1, "1")]
    public void Probability_WhenNearItsEnds_StillTellsThemApart(double probability, string expected) =>
        Figures.Probability(probability).ShouldBe(expected);

    [Theory]
    [InlineData(12.34, "+12.3")]
    [InlineData(-3, "-3.0")]
    [InlineData(0, "0.0")]
    public void Bits_WhenSigned_CarryTheirSign(double bits, string expected) => Figures.Bits(bits).ShouldBe(expected);

    [Theory]
    [InlineData(1, "1 party")]
    [InlineData(1234567, "1,234,567 parties")]
    public void Of_WhenCounted_AgreesInNumber(long count, string expected) => Figures.Of(count, "party", "parties").ShouldBe(expected);
}
