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

    [Theory]
    [InlineData(4_096, 0)]
    [InlineData(8_192, 0.4)]
    [InlineData(120_000, 1.9)]
    [InlineData(1_000_000, 3.2)]
    [InlineData(1_000_000_000, 6)]
    public void ShippedFor_WhenRecordsAreMany_TakesPersonsAndHouseholdsForAsMuchRarer(long records, double fewerBits)
    {
        MatchModel shipped = DefaultBundle.Create().Persons;
        MatchModel persons = BundleChoice.ShippedFor(records).Persons;

        (shipped.PriorBits - persons.PriorBits).ShouldBe(fewerBits, 1e-9);
        (shipped.Alternatives.Single().PriorBits - persons.Alternatives.Single().PriorBits).ShouldBe(fewerBits, 1e-9);
    }

    [Fact]
    public void ShippedFor_WhenRecordsAreFew_IsTheShippedBundle() =>
        BundleFile.ToJson(BundleChoice.ShippedFor(4_096)).ShouldBe(BundleFile.ToJson(DefaultBundle.Create()));
}
