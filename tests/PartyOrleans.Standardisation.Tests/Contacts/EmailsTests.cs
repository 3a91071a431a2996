using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardising;

public sealed class EmailsTests
{
    [Theory]
    [InlineData("John.Smith@Example.COM", "john.smith@example.com")]
    [InlineData("  a.b@example.org ", "a.b@example.org")]
    [InlineData("mailto:ann@example.org", "ann@example.org")]
    [InlineData("\"Ann Lee\" <ann@example.org>", "ann@example.org")]
    [InlineData("Ann Lee<ann@example.org>", "ann@example.org")]
    [InlineData("ann+news@example.org", "ann@example.org")]
    [InlineData("J.Doe+x@googlemail.com", "jdoe@gmail.com")]
    [InlineData("j.d.o.e@gmail.com", "jdoe@gmail.com")]
    [InlineData("ann @ example.org", "ann@example.org")]
    [InlineData("ann@example.org; bob@example.org", "ann@example.org")]
    [InlineData("ann@example.org.", "ann@example.org")]
    [InlineData("ann@gmial.con", "ann@gmial.con")]
    [InlineData("ann@localhost", "ann@localhost")]
    [InlineData("jones@jones.com", "jones@jones.com")]
    public void Standardise_WhenAnAddress_GivesOneForm(string raw, string expected)
    {
        Emails.Standardise(raw).ShouldBe(expected);
        Emails.Standardise(expected).ShouldBe(expected);
    }

    [Theory]
    [InlineData("info@example.org", true)]
    [InlineData("sales@example.org", true)]
    [InlineData("kontakt@example.org", true)]
    [InlineData("ann@example.org", false)]
    [InlineData("info.ann@example.org", false)]
    [InlineData("", false)]
    public void IsRole_OfALocalPart_TellsMailboxesThatSeveralRead(string standardised, bool expected) => Emails.IsRole(standardised).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("ann")]
    [InlineData("@example.org")]
    [InlineData("ann@")]
    [InlineData("a@b@c.org")]
    [InlineData("+tag@example.org")]
    [InlineData("...@gmail.com")]
    [InlineData("noreply@example.org")]
    [InlineData("none@none")]
    [InlineData("none@none.com")]
    [InlineData("test@test.com")]
    [InlineData("ann@noemail.com")]
    [InlineData("n/a@n/a")]
    [InlineData("x@x.com")]
    [InlineData("abc@abc.com")]
    [InlineData("xxx@example.org")]
    public void Standardise_WhenNoAddressOrAPlaceholder_IsEmpty(string raw) => Emails.Standardise(raw).ShouldBe("");

    [Fact]
    public void Standardise_WhenLongerThanAnyAddress_IsEmpty() =>
        Emails.Standardise(new string('a', 300) + "@example.org").ShouldBe("");

    [Theory]
    [InlineData("ann@example.org", "ann", "example.org")]
    [InlineData("", "", "")]
    public void LocalAndDomain_WhenStandardised_AreTheSides(string address, string local, string domain)
    {
        Emails.Local(address).ToString().ShouldBe(local);
        Emails.Domain(address).ToString().ShouldBe(domain);
    }
}
