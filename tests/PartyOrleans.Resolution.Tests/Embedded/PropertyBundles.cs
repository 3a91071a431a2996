using PartyOrleans.Matching;
using PartyOrleans.Matching.Features;
using PartyOrleans.Matching.Training;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Resolution.Tests.Embedded;

/// <summary>Bundles under which the properties are tested, by name.</summary>
internal static class PropertyBundles
{
    private static readonly Dictionary<string, Bundle> Made = MakeAll();

    /// <summary>Names, so that theories can tell which bundle failed.</summary>
    public static TheoryData<string> Names => [.. Made.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A bundle by name.</summary>
    public static Bundle Named(string name) => Made[name];

    private static Dictionary<string, Bundle> MakeAll()
    {
        Bundle standard = DefaultBundle.Create();
        Bundle trusting = standard with
        {
            Sources = [new SourcePolicy("crm", 0.9, TimeSpan.FromDays(365)), new SourcePolicy("web", 0.4, TimeSpan.FromDays(30))],
        };
        return new Dictionary<string, Bundle>(StringComparer.Ordinal)
        {
            ["default"] = standard,
            ["tiny blocks"] = WithBlocks(trusting, 4, 3),
            ["small blocks, loose"] = WithBlocks(trusting, 8, 6) with { Thresholds = new Thresholds(-3, -12, -4, -12, 12) },
            ["coarse keys"] = WithBlocks(trusting, 2, 10) with { Thresholds = new Thresholds(0, -10, -1, -12, 12) },
            ["trained"] = WithBlocks(Trained(standard), 8, 5) with { Thresholds = new Thresholds(-1, -8, -2, -12, 12) },
        };
    }

    private static Bundle WithBlocks(Bundle bundle, double keyBits, int most) =>
        bundle with { Blocking = bundle.Blocking with { KeyBits = keyBits, MaxBlockRecords = most } };

    private static Bundle Trained(Bundle prior)
    {
        var records = new EncodedRecords();
        records.Add(HubStory.DrawRecords(77, new NastyOptions { Parties = 120, Premises = 6 }, 400), new RecordEncoder(records.Vocabulary, records.Table));
        return Trainer.Train(prior, records, 2, CancellationToken.None);
    }
}
