using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Matching.Scoring;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Scoring;

public sealed class CounterfactualTests
{
    /// <summary>Gender tells +1, 0 or -1 bits, phone +9, +8, -2 or -2.</summary>
    private static readonly MatchModel Model = new(
        PriorBits: -5,
        [
            new Comparison("gender", [new("same", .5, .25), new("close", .25, .25), new("different", .25, .5)]),
            new Comparison("phone", [new("exact", .5, 1 / 1024.0), new("tail", .25, 1 / 1024.0), new("near", .125, .5), new("different", .125, .5)]),
        ],
        []);

    [Theory]
    [InlineData(1, 1, 4.5, "gender: same ->  = 4")] // 5 bits; a missing gender costs 1, and stands before a close one
    [InlineData(1, 1, 2.0, "phone: exact ->  = -4")] // no gender takes it below 2; a missing phone costs 9, another one 11
    [InlineData(3, 4, 1.5, "phone: different -> tail = 2")] // -8 bits; the tail is less of a change than the whole number
    [InlineData(3, 4, 9.0, "none")]
    public void Smallest_WhenOneLevelDecides_NamesTheLeastChange(int gender, int phone, double threshold, string expected)
    {
        ComparisonPattern pattern = default(ComparisonPattern).With(ComparisonKind.Gender, gender).With(ComparisonKind.Phone, phone);

        Show(Counterfactual.Smallest(Model, new PairScorer(Model), PartyType.Person, pattern, 0, threshold)).ShouldBe(expected);
    }

    [Fact]
    public void Smallest_WhenTheChangedValueIsRare_TakesItsRarityOff()
    {
        // The exact phone is seen once in 2^14: 9 + 4 bits. Without it both are gone.
        ComparisonPattern pattern = default(ComparisonPattern).With(ComparisonKind.Phone, 1).WithTerm(ComparisonKind.Phone);

        Show(Counterfactual.Smallest(Model, new PairScorer(Model), PartyType.Person, pattern, 14, 7.5)).ShouldBe("gender:  -> different = 7");
        Show(Counterfactual.Smallest(Model, new PairScorer(Model), PartyType.Person, pattern, 14, 6.5)).ShouldBe("phone: exact -> tail = 3");
        Show(Counterfactual.Smallest(Model, new PairScorer(Model), PartyType.Person, pattern, 14, 3)).ShouldBe("phone: exact ->  = -5");
    }

    private static string Show(LevelChange? change) => change is null
        ? "none"
        : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{change.Comparison}: {change.From} -> {change.To} = {Math.Round(change.WeightBits, 6)}");
}
