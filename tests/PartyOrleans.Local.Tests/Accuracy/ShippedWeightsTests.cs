using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Tests.Accuracy;

public sealed class ShippedWeightsTests
{
    // Stores and results name the bundle that decided by this hash: whoever changes a weight changes it here, with the figures of AccuracyTests.
    [Fact]
    public void Create_WhenShipped_HasTheFrozenWeights() =>
        BundleFile.Sha256Of(BundleFile.ToJson(DefaultBundle.Create())).ShouldBe("84121ee63a47350d9e25fb22da65c708b6139607367b5fe19a62540121762347");
}
