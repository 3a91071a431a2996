using PartyOrleans.Matching;
using PartyOrleans.Model.Bundles;

namespace PartyOrleans.Tests.Accuracy;

public sealed class ShippedWeightsTests
{
    // Stores and results name the bundle that decided by this hash: whoever changes a weight changes it here, with the figures of AccuracyTests.
    [Fact]
    public void Create_WhenShipped_HasTheFrozenWeights() =>
        BundleFile.Sha256Of(BundleFile.ToJson(DefaultBundle.Create())).ShouldBe("8431d36a04efbde881223a32ae53eec2367657ab57ebecd6aa69c9a43775334a");
}
