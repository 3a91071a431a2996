using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Training;

namespace PartyOrleans.Matching.Tests.Training;

public sealed class KeptPairsTests
{
    [Fact]
    public void NumberOf_WhenThereAreMorePatternsThanNumbers_KeepsThoseItHasAndSaysSo()
    {
        var kept = new KeptPairs();
        for (int i = 0; i <= ushort.MaxValue; i++)
        {
            kept.NumberOf(new ComparisonPattern((ulong)i), isOrganisation: false).ShouldBe(i);
        }

        kept.IsFull.ShouldBeFalse();
        kept.NumberOf(new ComparisonPattern(1UL << 20), isOrganisation: false).ShouldBe(KeptPairs.NotKept);
        kept.IsFull.ShouldBeTrue();

        kept.Add(new KeptPair(int.MaxValue, 7, ushort.MaxValue));
        KeptStretch stretch = kept.Stretches.ShouldHaveSingleItem();
        stretch.Pairs.ToArray().ShouldBe([new KeptPair(int.MaxValue, 7, ushort.MaxValue)]);
        stretch.Patterns[ushort.MaxValue].ShouldBe(new ComparisonPattern(ushort.MaxValue));
    }
}
