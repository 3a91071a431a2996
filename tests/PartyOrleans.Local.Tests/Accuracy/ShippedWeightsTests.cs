using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Tests.Accuracy;

public sealed class ShippedWeightsTests
{
    // Stores and results name the bundle that decided by this hash: whoever changes a weight changes it here, with the figures of AccuracyTests.
    [Fact]
    public void Create_WhenShipped_HasTheFrozenWeights() =>
        BundleFile.Sha256Of(BundleFile.ToJson(DefaultBundle.Create())).ShouldBe("37c00ff32e0c81fc4c1256d1ced7a9fc0188f469dc7e1f9e74854faa521ba8db");
}
