using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Tests.Accuracy;

public sealed class ShippedWeightsTests
{
    // Stores and results name the bundle that decided by this hash: whoever changes a weight changes it here, with the figures of AccuracyTests.
    [Fact]
    public void Create_WhenShipped_HasTheFrozenWeights() =>
        BundleFile.Sha256Of(BundleFile.ToJson(DefaultBundle.Create())).ShouldBe("47a2a5eeb56eef8cefe1830d1565f9cc3e5d206a9f5202bf37c2c4d04dcba474");
}
