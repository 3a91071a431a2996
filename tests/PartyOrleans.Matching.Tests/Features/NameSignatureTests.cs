using PartyOrleans.Matching.Features;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Tests.Features;

public sealed class NameSignatureTests
{
    [Theory]
    [InlineData("bill", "william", true)]
    [InlineData("smith", "smyth", true)]
    [InlineData("j", "hugo", true)]
    [InlineData("mary ann", "ann", true)]
    [InlineData("smith", "jongebloed", false)]
    [InlineData("walter", "rosie", false)]
    public void MayBeAlikeInSpelling_WhenNamesAreKnown_TellsThemApart(string a, string b, bool alike) =>
        NameSignature.MayBeAlikeInSpelling(NameSignature.Of(a), NameSignature.Of(b)).ShouldBe(alike);

    [Theory]
    [InlineData("mary", "john", true)]
    [InlineData("mary", "zoon", false)]
    [InlineData("grace", "mary", true)]
    [InlineData("grocer", "mary", false)]
    public void AreCommon_WhenNamesAreKnown_IsTrueWhereBothAre(string a, string b, bool common)
    {
        NameSignature.AreCommon(NameSignature.Of(a), NameSignature.Of(b)).ShouldBe(common);
        (PersonNameEvidence.IsEstablishedGivenName(a) && PersonNameEvidence.IsEstablishedGivenName(b)).ShouldBe(common);
    }

    [Fact]
    public void MayBeAlike_WhenAMeasureHolds_IsNeverFalse()
    {
        string[] names = [.. Names()];
        int told = 0;
        foreach (string a in names)
        {
            foreach (string b in names)
            {
                double similarity = StringSimilarity.JaroWinkler(a, b);
                bool alike = Nicknames.AreEquivalent(a, b) || StringSimilarity.WithinOneEdit(a, b);
                if (!NameSignature.MayBeAlikeInSound(NameSignature.Of(a), NameSignature.Of(b)))
                {
                    told++;
                    (alike || similarity >= NameSignature.LeastSound).ShouldBeFalse($"{a} {b}");
                }

                if (!NameSignature.MayBeAlikeInSpelling(NameSignature.Of(a), NameSignature.Of(b)))
                {
                    told++;
                    (alike || similarity >= NameSignature.LeastSpelling).ShouldBeFalse($"{a} {b}");
                }
            }
        }

        told.ShouldBeGreaterThan(names.Length * names.Length);
    }

    /// <summary>Names and every variant of them with one letter left out, doubled, replaced or swapped with the next.</summary>
    private static IEnumerable<string> Names()
    {
        foreach (string name in (string[])["bill", "william", "kathryn", "catherine", "mcdonald", "hernandez", "li", "o", "anna", "hannah", "smith", "mary ann", "zoe"])
        {
            yield return name;
            for (int i = 0; i < name.Length; i++)
            {
                yield return name[..i] + name[i] + name[i..];
                yield return name[..i] + 'q' + name[(i + 1)..];
                if (name.Length > 1)
                {
                    yield return name.Remove(i, 1);
                }

                if (i + 1 < name.Length)
                {
                    yield return name[..i] + name[i + 1] + name[i] + name[(i + 2)..];
                }
            }
        }
    }
}
