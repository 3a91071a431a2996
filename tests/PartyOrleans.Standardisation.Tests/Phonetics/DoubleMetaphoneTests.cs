using PartyOrleans.Tests;

namespace PartyOrleans.Standardisation.Tests.Phonetics;

public sealed class DoubleMetaphoneTests
{
    [SharedDataFact("tv-commons-codec/_double_metaphone.csv")]
    public void EncodeBoth_WhenCommonsCodecVector_Agrees()
    {
        // The extraction keeps Java's doubled backslash; all other rows are as in the source.
        List<string[]> rows = PhoneticVectors.Read("tv-commons-codec/_double_metaphone.csv");
        var wrong = new List<string>();
        foreach (string[] row in rows.Skip(1))
        {
            string name = row[0].Replace("\\\\", "\\", StringComparison.Ordinal);
            (string primary, string alternate) = DoubleMetaphone.EncodeBoth(name);
            if (primary != row[1] || alternate != row[2] || DoubleMetaphone.Encode(name) != row[1])
            {
                wrong.Add($"{name}: {primary},{alternate} for {row[1]},{row[2]}");
            }
        }

        rows.Count.ShouldBe(1222);
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", 0u)]
    [InlineData("42", 0u)]
    [InlineData("smith", 0x534D3000u)]
    [InlineData("thompson", 0x544D5053u)]
    public void Code_WhenName_PacksThePrimaryCode(string folded, uint packed) => DoubleMetaphone.Code(folded).ShouldBe(packed);

    [Theory]
    [InlineData("catherine", "kathryn")]
    [InlineData("philip", "filip")]
    public void Encode_WhenSoundAlike_IsEqual(string a, string b) => DoubleMetaphone.Encode(a).ShouldBe(DoubleMetaphone.Encode(b));

    [Fact]
    public void Code_WhenCalled_AllocatesNothing()
    {
        DoubleMetaphone.Code("schwarzenegger");
        long before = GC.GetAllocatedBytesForCurrentThread();
        DoubleMetaphone.Code("schwarzenegger");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }
}
