namespace PartyOrleans.Standardisation.Tests.Names;

public sealed class NicknamesTests
{
    [Theory]
    [InlineData("bill", "william")]
    [InlineData("bob", "robert")]
    [InlineData("bob", "rob")]
    [InlineData("dick", "richard")]
    [InlineData("peggy", "margaret")]
    [InlineData("ted", "theodore")]
    [InlineData("ted", "edward")]
    [InlineData("jack", "john")]
    [InlineData("jon", "john")]
    [InlineData("jon", "jonathan")]
    [InlineData("catherine", "katherine")]
    [InlineData("katherine", "kathryn")]
    [InlineData("steven", "stephen")]
    [InlineData("mohammed", "muhammad")]
    [InlineData("mohamed", "mohamad")]
    [InlineData("hans", "johannes")]
    [InlineData("sepp", "josef")]
    [InlineData("pepe", "jose")]
    [InlineData("paco", "francisco")]
    [InlineData("sasha", "aleksandr")]
    [InlineData("misha", "mikhail")]
    [InlineData("beppe", "giuseppe")]
    [InlineData("kasia", "katarzyna")]
    [InlineData("kees", "cornelis")]
    [InlineData("wladimir", "vladimir")]
    [InlineData("unlisted", "unlisted")]
    public void AreEquivalent_WhenOneName_IsTrueBothWays(string a, string b)
    {
        Nicknames.AreEquivalent(a, b).ShouldBeTrue();
        Nicknames.AreEquivalent(b, a).ShouldBeTrue();
    }

    [Theory]
    [InlineData("william", "robert")]
    [InlineData("samuel", "samantha")]
    [InlineData("john", "james")]
    [InlineData("jane", "jean")]
    [InlineData("michelle", "michael")]
    [InlineData("michelle", "michaela")]
    [InlineData("boris", "benjamin")]
    [InlineData("unlisted", "robert")]
    [InlineData("", "robert")]
    public void AreEquivalent_WhenTwoNames_IsFalse(string a, string b) => Nicknames.AreEquivalent(a, b).ShouldBeFalse();

    [Fact]
    public void FormalNamesOf_WhenShortFormOfSeveral_GivesEachAscending()
    {
        ReadOnlySpan<int> sam = Nicknames.FormalNamesOf("sam");
        sam.Length.ShouldBe(2);
        sam[0].ShouldBeLessThan(sam[1]);
        sam.Contains(Nicknames.FormalNamesOf("samuel")[0]).ShouldBeTrue();
        sam.Contains(Nicknames.FormalNamesOf("samantha")[0]).ShouldBeTrue();
        Nicknames.FormalNamesOf("unlisted").Length.ShouldBe(0);
    }

    [Theory]
    [InlineData("james", true)]
    [InlineData("fatima", true)]
    [InlineData("wei", true)]
    [InlineData("sergey", true)]
    [InlineData("guadalupe", true)]
    [InlineData("bank", false)]
    [InlineData("park", false)]
    [InlineData("grace", false)]
    [InlineData("", false)]
    public void IsCommonGivenName_WhenWord_IsAsKnown(string folded, bool common) =>
        PersonNameEvidence.IsCommonGivenName(folded).ShouldBe(common);
}
