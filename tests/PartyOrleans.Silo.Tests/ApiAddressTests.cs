using PartyOrleans.Silo.Duties;

namespace PartyOrleans.Silo.Tests;

public sealed class ApiAddressTests
{
    [Theory]
    [InlineData("http://0.0.0.0:8080", "http://10.0.0.5:8080")]
    [InlineData("http://[::]:8080", "http://10.0.0.5:8080")]
    [InlineData("http://+:80", "http://10.0.0.5")]
    [InlineData("https://hub.example.org:8443", "https://hub.example.org:8443")]
    [InlineData("http://127.0.0.1:4711", "http://127.0.0.1:4711")]
    public void Of_WhenAnAddressIsAWildcard_PutsTheSilosOwnInItsPlace(string url, string expected) =>
        ApiAddress.Of([url], "10.0.0.5").ShouldBe(expected);
}
