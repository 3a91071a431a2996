using System.Collections.Concurrent;
using PartyOrleans.Matching.Comparisons;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Intake;

/// <summary>What a silo reads of the store beside the ledger, which alone writes.</summary>
public sealed class ClusterStores(IPartyStore reader) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Task<Bundle>> _bundles = new(StringComparer.Ordinal);

    /// <summary>The store, open for looking only.</summary>
    public IPartyStore Reader { get; } = reader;

    /// <summary>The same by records and parties.</summary>
    public IPartyParts Parts { get; } = reader as IPartyParts
        ?? throw new ArgumentException("A cluster needs a PostgreSQL store, which several silos can read.", nameof(reader));

    /// <summary>What the store keeps of the shards of the block keys.</summary>
    public IBlockPages Pages { get; } = reader as IBlockPages
        ?? throw new ArgumentException("A cluster needs a PostgreSQL store, which several silos can read.", nameof(reader));

    /// <summary>A bundle of the store.</summary>
    /// <exception cref="StoreException">The store does not have it.</exception>
    public Task<Bundle> BundleAsync(string sha256, CancellationToken cancellationToken)
    {
        Task<Bundle> bundle = _bundles.GetOrAdd(sha256, async name =>
        {
            string json = await Reader.FindBundleAsync(name, CancellationToken.None) ?? throw new StoreException($"The store has no bundle {name}.", isTransient: false);
            return BundleFile.Parse(json, "the store's bundle", ComparisonCatalog.Vocabulary);
        });
        if (bundle.IsFaulted)
        {
            _bundles.TryRemove(KeyValuePair.Create(sha256, bundle));
        }

        return bundle.WaitAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Reader.DisposeAsync();
}
