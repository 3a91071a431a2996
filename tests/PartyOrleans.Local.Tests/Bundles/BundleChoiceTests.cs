using PartyOrleans.Local.Bundles;
using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;
using Shouldly;
using Xunit;

namespace PartyOrleans.Local.Tests.Bundles;

public sealed class BundleChoiceTests
{
    [Theory]
    [InlineData(0, 14)]
    [InlineData(1, 14)]
    [InlineData(131_072, 14)]
    [InlineData(262_144, 15)]
    [InlineData(1_000_000, 16.9)]
    [InlineData(5_000_000, 19.3)]
    public void ShippedFor_WhenRecordsAreMany_MakesKeysFiner(long records, double keyBits) =>
        BundleChoice.ShippedFor(records).Blocking.KeyBits.ShouldBe(keyBits);

    [Fact]
    public void ShippedFor_WhenRecordsAreFew_IsTheShippedBundle() =>
        BundleFile.ToJson(BundleChoice.ShippedFor(120_000)).ShouldBe(BundleFile.ToJson(DefaultBundle.Create()));
}
