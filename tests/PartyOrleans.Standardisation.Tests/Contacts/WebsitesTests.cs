using PartyOrleans.Standardisation;

namespace PartyOrleans.Tests.Standardising;

public sealed class WebsitesTests
{
    [Theory]
    [InlineData("https://www.Acme.co.uk/x", "acme.co.uk")]
    [InlineData("HTTP://acme.example:8080/?q=1", "acme.example")]
    [InlineData("acme.example", "acme.example")]
    [InlineData("www.acme.example.", "acme.example")]
    [InlineData("https://user:secret@acme.example/", "acme.example")]
    [InlineData("shop.acme.example#top", "shop.acme.example")]
    [InlineData("www.müller.example", "müller.example")]
    [InlineData("No", "")]
    [InlineData("n.a.", "")]
    [InlineData("", "")]
    [InlineData("http://", "")]
    [InlineData("info@acme.example", "")]
    [InlineData("our shop.example", "")]
    [InlineData("acme..example", "")]
    [InlineData("10.0.0.1", "")]
    public void Standardise_WhenASite_GivesItsHost(string raw, string expected)
    {
        Websites.Standardise(raw).ShouldBe(expected);
        Websites.Standardise(expected).ShouldBe(expected);
    }
}
