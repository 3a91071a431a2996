using PartyOrleans.Matching.Features;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Matching.Tests.Features;

public sealed class TermBitsTests
{
    private static readonly SortedDictionary<string, double> Counts =
        new(StringComparer.Ordinal) { ["smith"] = 129, ["smyth"] = 9, ["jones"] = 17 };

    [Theory]
    [InlineData("smith", 3.0)]
    [InlineData("jones", 6.0)]
    [InlineData("nowak", 10.0)]
    public void RawOf_WhenDuplicatesAreEstimated_StaysTheSame(string name, double bits)
    {
        (float before, _) = BitsOf(name, duplicates: 0);
        (float after, _) = BitsOf(name, duplicates: 5);

        before.ShouldBe((float)bits);
        after.ShouldBe(before);
    }

    [Theory]
    [InlineData("smyth", 0, 7.0)]
    [InlineData("smyth", 4, 8.0)]
    public void Of_WhenDuplicatesAreEstimated_TakesThemOff(string name, double duplicates, double bits) =>
        BitsOf(name, duplicates).Bits.ShouldBe((float)bits);

    [Fact]
    public void FillAll_WhenThereAreManyValues_GivesEachTheBitsItHasOnItsOwnAndThoseThatComeLaterToo()
    {
        var random = new Random(7);
        var counts = new SortedDictionary<string, double>(StringComparer.Ordinal);
        for (int i = 0; i < 400; i++)
        {
            counts[$"v{random.Next(5000)}"] = 2 + random.Next(300);
        }

        var table = new TermFrequencyTable("name.family", 100_000, 1.5, 14, counts);
        var values = new ValueDictionary(null);
        int[] ids = [.. Enumerable.Range(0, 3000).Select(i => values.Intern($"v{i}"))];
        var filled = new TermBits(table, values);
        filled.FillAll();
        int[] later = [.. Enumerable.Range(3000, 2000).Select(i => values.Intern($"v{i}"))];
        filled.Reserve();

        var alone = new TermBits(table, values);
        foreach (int id in (int[])[.. ids, .. later])
        {
            (filled.RawOf(id), filled.Of(id)).ShouldBe((alone.RawOf(id), alone.Of(id)), values.TextOf(id));
        }
    }

    private static (float Raw, float Bits) BitsOf(string name, double duplicates)
    {
        var values = new ValueDictionary(null);
        int id = values.Intern(name);
        var terms = new TermBits(new TermFrequencyTable("name.family", 1024, duplicates, 10, Counts), values);
        (float, float) one = (terms.RawOf(id), terms.Of(id));
        terms.FillAll();
        (terms.RawOf(id), terms.Of(id)).ShouldBe(one);
        return one;
    }
}
