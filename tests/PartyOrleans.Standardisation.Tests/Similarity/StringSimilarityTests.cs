using System.Globalization;
using PartyOrleans.Standardisation.Tests.Phonetics;
using PartyOrleans.Tests;

namespace PartyOrleans.Standardisation.Tests.Similarity;

public sealed class StringSimilarityTests
{
    [SharedDataTheory("tv-jellyfish/jaro_distance.csv")]
    [InlineData("jaro_distance.csv", 5)]
    [InlineData("jaro_winkler.csv", 17)]
    [InlineData("levenshtein.csv", 6)]
    [InlineData("damerau_levenshtein.csv", 9)]
    public void Measure_WhenJellyfishVector_Agrees(string file, int count)
    {
        List<string[]> rows = PhoneticVectors.Read("tv-jellyfish/" + file);
        foreach (string[] row in rows)
        {
            double expected = double.Parse(row[2], CultureInfo.InvariantCulture);
            double actual = file switch
            {
                "jaro_distance.csv" => StringSimilarity.Jaro(row[0], row[1]),
                "jaro_winkler.csv" => StringSimilarity.JaroWinkler(row[0], row[1]),
                "levenshtein.csv" => StringSimilarity.Levenshtein(row[0], row[1]),
                _ => StringSimilarity.DamerauLevenshtein(row[0], row[1]),
            };
            Math.Round(actual, 3).ShouldBe(expected, 1e-9, $"{row[0]} ~ {row[1]}");
        }

        rows.Count.ShouldBe(count);
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("smith", "smith", true)]
    [InlineData("smith", "smiht", true)]
    [InlineData("smith", "smyth", true)]
    [InlineData("smith", "smiths", true)]
    [InlineData("smith", "mith", true)]
    [InlineData("a", "", true)]
    [InlineData("ab", "ba", true)]
    [InlineData("smith", "smythe", false)]
    [InlineData("abc", "cba", false)]
    [InlineData("ab", "cd", false)]
    [InlineData("smith", "smi", false)]
    public void WithinOneEdit_WhenPair_IsAsCounted(string a, string b, bool within)
    {
        StringSimilarity.WithinOneEdit(a, b).ShouldBe(within);
        StringSimilarity.WithinOneEdit(b, a).ShouldBe(within);
    }

    [Fact]
    public void WithinOneEdit_WhenRandomPairs_AgreesWithDamerauLevenshtein()
    {
        const int seed = 20250101;
        var random = new Random(seed);
        for (int n = 0; n < 20_000; n++)
        {
            string a = Word(random);
            string b = Word(random);
            StringSimilarity.WithinOneEdit(a, b).ShouldBe(StringSimilarity.DamerauLevenshtein(a, b) <= 1, $"seed {seed}: {a} ~ {b}");
            StringSimilarity.Levenshtein(a, b).ShouldBe(SlowLevenshtein(a, b), $"seed {seed}: {a} ~ {b}");
        }
    }

    [Fact]
    public void Jaro_WhenLongerThan64_AgreesWithTheSameTextShorter()
    {
        string a = new string('a', 70) + "martha";
        string b = new string('a', 70) + "marhta";
        StringSimilarity.Jaro(a, b).ShouldBe((1 + 1 + (75.0 / 76)) / 3, 1e-12);
        StringSimilarity.Levenshtein(a, b).ShouldBe(2);
        StringSimilarity.DamerauLevenshtein(a, b).ShouldBe(1);
    }

    [Fact]
    public void AllMeasures_WhenShort_AllocateNothing()
    {
        Measure();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Measure();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);

        static double Measure() =>
            StringSimilarity.JaroWinkler("christopher", "kristofer") + StringSimilarity.Levenshtein("christopher", "kristofer")
            + StringSimilarity.DamerauLevenshtein("christopher", "kristofer");
    }

    private static string Word(Random random)
    {
        var letters = new char[random.Next(0, 6)];
        for (int i = 0; i < letters.Length; i++)
        {
            letters[i] = (char)('a' + random.Next(3));
        }

        return new string(letters);
    }

    private static int SlowLevenshtein(string a, string b) =>
        a.Length == 0 ? b.Length
        : b.Length == 0 ? a.Length
        : a[0] == b[0] ? SlowLevenshtein(a[1..], b[1..])
        : 1 + Math.Min(SlowLevenshtein(a[1..], b[1..]), Math.Min(SlowLevenshtein(a[1..], b), SlowLevenshtein(a, b[1..])));
}
