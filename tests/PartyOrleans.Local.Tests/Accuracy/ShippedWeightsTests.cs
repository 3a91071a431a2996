using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Tests.Accuracy;

public sealed class ShippedWeightsTests
{
    // Stores and results name the bundle that decided by this hash: whoever changes a weight changes it here, with the figures of AccuracyTests.
    [Fact]
    public void Create_WhenShipped_HasTheFrozenWeights() =>
        BundleFile.Sha256Of(BundleFile.ToJson(DefaultBundle.Create())).ShouldBe("36aab61a6e7ec170ece0801c0fa518743bf6e1f408cc173561dee61fa708068b");
}
