using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Bundles;

/// <summary>Fills in what the samples of a report hold now.</summary>
public static class BundleSamples
{
    /// <summary>The report with the cells that its sampled parties have in the store.</summary>
    public static async Task<BundleReport> WithCellsAsync(BundleReport report, IPartyStore store, CancellationToken cancellationToken) => report with
    {
        Merged = await WithCellsAsync(report.Merged, store, cancellationToken),
        Split = await WithCellsAsync(report.Split, store, cancellationToken),
        Changed = await WithCellsAsync(report.Changed, store, cancellationToken),
    };

    private static async Task<BundleEffects> WithCellsAsync(BundleEffects effects, IPartyStore store, CancellationToken cancellationToken)
    {
        var samples = new List<BundleSample>(effects.Samples.Count);
        foreach (BundleSample sample in effects.Samples)
        {
            GoldenRecord? now = await store.FindGoldenAsync(sample.Party, cancellationToken);
            samples.Add(sample with { Before = now is not null && now.Party == sample.Party ? now.Cells : [] });
        }

        return effects with { Samples = samples };
    }
}
