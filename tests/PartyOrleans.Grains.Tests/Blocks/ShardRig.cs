using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Grains.Blocks;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Resolution;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Storage;
using PartyOrleans.TestKit.Generation;

namespace PartyOrleans.Grains.Tests.Blocks;

/// <summary>A cluster of three silos of which one can see how its shards are read, and what the store keeps of them.</summary>
internal sealed class ShardRig : IAsyncDisposable
{
    public const int Shards = 8;

    private readonly HubInputs _inputs = new();

    private ShardRig(TestHubCluster cluster, Bundle bundle, ConcurrentQueue<(int Shard, LoadedShard Loaded, long Memberships)> loads) =>
        (Cluster, Bundle, Loads) = (cluster, bundle, loads);

    public TestHubCluster Cluster { get; }

    public Bundle Bundle { get; set; }

    /// <summary>The shards that were read so far, with how many memberships they had then.</summary>
    public ConcurrentQueue<(int Shard, LoadedShard Loaded, long Memberships)> Loads { get; }

    public IBlockPages Pages => (IBlockPages)Cluster.Store;

    private long Form => BlockForm.Of(new ShardOpening(0, Shards, 0, 0, BundleFile.Sha256Of(BundleFile.ToJson(Bundle))));

    public static async Task<ShardRig> StartAsync(Bundle bundle, Func<ClusterOptions, ClusterOptions>? configure = null)
    {
        var loads = new ConcurrentQueue<(int, LoadedShard, long)>();
        TestHubCluster cluster = await TestHubCluster.StartAsync(
            bundle, 3, options => (configure?.Invoke(options) ?? options) with { Shards = Shards },
            silo => silo.Services.AddSingleton<IBlockSource>(provider => new SeenSource(new StoreBlocks(provider.GetRequiredService<ClusterStores>()), loads)));
        return new ShardRig(cluster, bundle, loads);
    }

    /// <summary>Submits on a silo.</summary>
    public async Task SubmitAsync(int silo, InputBatch batch)
    {
        await Cluster.SubmitAsync(silo, batch);
        _inputs.Apply(batch);
    }

    /// <summary>Says that records were deleted in another way.</summary>
    public void Forget(IReadOnlyList<RecordKey> gone) => _inputs.Apply(new InputBatch { Deletes = gone });

    /// <summary>Has each shard keep what it holds.</summary>
    public async Task SaveAsync()
    {
        foreach (IBlockShardUpkeepGrain shard in Each())
        {
            (await shard.SaveAsync()).ShouldBeTrue();
        }
    }

    public Task PutAwayAsync() => Task.WhenAll(Each().Select(shard => shard.PutAwayAsync()));

    public async Task<long> HeldBytesAsync() => (await Task.WhenAll(Each().Select(shard => shard.HeldBytesAsync()))).Sum();

    /// <summary>Kills the silo that has the most shards, and waits until they are read again.</summary>
    /// <returns>What was read.</returns>
    public async Task<IReadOnlyList<(int Shard, LoadedShard Loaded, long Memberships)>> KillAsync()
    {
        Loads.Clear();
        await Cluster.Silos.KillSiloAsync(Cluster.Silos.Silos.MaxBy(silo => Enumerable.Range(0, Shards).Count(shard =>
            Cluster.Silos.TryGetGrainContext(Cluster.Silos.Client.GetGrain<IBlockShardGrain>(shard).GetGrainId(), out Orleans.Runtime.IGrainContext? context)
            && context.Address.SiloAddress!.Equals(silo.SiloAddress)))!);

        // The epoch ends with the first turn that a shard made anew is to take.
        await SubmitAsync(0, new InputBatch { Deletes = [new RecordKey("none", "none")] });
        return [.. Loads];
    }

    /// <summary>Whether anything that the store keeps of shards has this text in it.</summary>
    public async Task<bool> KeepsAsync(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int shard = 0; shard < Shards; shard++)
        {
            IReadOnlyList<SavedPage> pages = await Pages.ReadPagesAsync(Form, shard, [.. Enumerable.Range(0, 256)], CancellationToken.None);
            if (pages.Any(page => page.Bytes.AsSpan().IndexOf(bytes) >= 0))
            {
                return true;
            }
        }

        return false;
    }

    public Task<IReadOnlyList<SavedShard>> SavedAsync() => Pages.ReadShardsAsync(Form, CancellationToken.None);

    /// <summary>Holds what a fresh run over the same inputs gives.</summary>
    public async Task ShouldBeFreshAsync()
    {
        var engine = new EmbeddedEngine(Bundle, 1);
        engine.Apply(_inputs.AsBatch(), CancellationToken.None);
        (await Cluster.StateAsync(withIds: false)).ShouldBe(EngineState.Of(engine, withIds: false));
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    private IEnumerable<IBlockShardUpkeepGrain> Each() => Enumerable.Range(0, Shards).Select(shard => Cluster.Silos.Client.GetGrain<IBlockShardUpkeepGrain>(shard));

    private sealed class SeenSource(IBlockSource source, ConcurrentQueue<(int Shard, LoadedShard Loaded, long Memberships)> loads) : IBlockSource
    {
        public async Task<LoadedShard> LoadAsync(int shard, ShardOpening opening, long mostBytes)
        {
            LoadedShard loaded = await source.LoadAsync(shard, opening, mostBytes);
            loads.Enqueue((shard, loaded, loaded.Shard.Memberships));
            return loaded;
        }
    }
}
