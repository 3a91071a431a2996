using PartyOrleans.Local.Export;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Tests.Export;

public sealed class RecordOrderTests
{
    [Theory]
    [InlineData(1, 500, 3)]
    [InlineData(2, 5_000, 9)]
    [InlineData(3, 120_000, 9)]
    [InlineData(4, 2_000, 40)]
    public void Of_WhenKeysAreAnyText_IsTheOrdinalOrder(int seed, int count, int maxLength)
    {
        var random = new Random(seed);
        const string Alphabet = "0123456789abcXYZ-_ éß漢\uD83D\uDE00";
        var keys = new List<RecordKey>();
        for (int i = 0; i < count; i++)
        {
            char[] id = new char[random.Next(1, maxLength)];
            int letters = seed % 2 == 0 ? Alphabet.Length : 18;
            for (int c = 0; c < id.Length; c++)
            {
                id[c] = Alphabet[random.Next(letters)];
            }

            keys.Add(new RecordKey("s" + random.Next(3), "rec-" + new string(id)));
        }

        int[] expected = [.. Enumerable.Range(0, count).OrderBy(i => keys[i]).ThenBy(i => i)];
        RecordOrder.Of([.. keys]).ShouldBe(expected, $"seed {seed}");
    }

    [Fact]
    public void Of_WhenThereAreNone_IsEmpty() => RecordOrder.Of([]).ShouldBeEmpty();

    [Fact]
    public void Of_WhenOneIsThePrefixOfAnother_PutsTheShorterFirst() =>
        RecordOrder.Of([new("a", "10"), new("a", "1"), new("a", "100"), new("a", "2")]).ShouldBe([1, 0, 2, 3]);
}
