using PartyOrleans.Local.Serving.Sources;

namespace PartyOrleans.Local.Tests.Serving.Sources;

public sealed class FieldNamesTests
{
    [Theory]
    [InlineData("tier", "tier")]
    [InlineData("customer.home_address-2", "customer.home_address-2")]
    [InlineData("(other fields)", "(other fields)")]
    [InlineData("ann@example.org", "(a name of 11 characters).org")]
    [InlineData("phones.07700900123", "phones.(a name of 11 characters)")]
    [InlineData("Zoë", "(a name of 3 characters)")]
    [InlineData("a b c d e f", "(a name of 11 characters)")]
    public void InLogs_WhenAName_KeepsWhatLooksLikeOne(string field, string told) => FieldNames.InLogs(field).ShouldBe(told);
}
