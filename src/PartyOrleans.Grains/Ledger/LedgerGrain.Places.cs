using Orleans.Core.Internal;
using Orleans.Runtime.Placement;
using PartyOrleans.Grains.Blocks;

namespace PartyOrleans.Grains.Ledger;

/// <content>Where the shards are: each epoch begins with them spread evenly, and silos that joined are a reason to begin one.</content>
internal sealed partial class LedgerGrain
{
    private SiloAddress[] _spreadOver = [];
    private long? _joinedAt;

    /// <summary>Whether turns wait until those under way are committed and the shards are spread.</summary>
    private bool _isSpreading;

    /// <summary>Whether the epoch ends for nothing but that.</summary>
    private bool _endsToSpread;

    private SiloAddress[] ActiveSilos() => [.. silos.GetApproximateSiloStatuses(onlyActive: true).Keys.Order()];

    /// <summary>Opens all shards, where they are or where they are to be from now on.</summary>
    private async Task<long[][]> OpenShardsAsync(ShardOpening opening)
    {
        _epochSilos.Begin();
        SiloAddress[] active = ActiveSilos();
        IManagementGrain management = GrainFactory.GetGrain<IManagementGrain>(0);
        IBlockShardGrain[] shards = [.. Enumerable.Range(0, options.Shards).Select(shard => GrainFactory.GetGrain<IBlockShardGrain>(shard))];
        SiloAddress?[] now = await Task.WhenAll(shards.Select(shard => management.GetActivationAddress(shard).AsTask()));
        SiloAddress[] places = ShardPlaces.Spread(now, active);
        (_spreadOver, _joinedAt, _isSpreading, _endsToSpread) = (active, null, false, false);
        return await Task.WhenAll(shards.Select((shard, i) => OpenShardAsync(shard, now[i], places[i], opening)));
    }

    private async Task<long[]> OpenShardAsync(IBlockShardGrain shard, SiloAddress? now, SiloAddress place, ShardOpening opening)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, place);
        if (now is not null && !now.Equals(place))
        {
            await shard.Cast<IGrainManagementExtension>().MigrateOnIdle();
        }

        try
        {
            return await shard.OpenAsync(opening);
        }
        catch (EpochEndedException later) when (later.Epoch >= opening.Epoch)
        {
            // Another ledger, on a silo whose clock was ahead, has begun epochs: the store's lock says that this one is the ledger now.
            _epoch = Math.Max(_epoch, later.Epoch);
            throw;
        }
    }

    /// <summary>
    /// Has silos that joined take their share of the shards, once they have been there for a while: no turn is begun any more, those under way are
    /// committed, and then the epoch ends, so that nothing is done twice.
    /// </summary>
    private void RequireSpread()
    {
        if (!ActiveSilos().Except(_spreadOver).Any())
        {
            (_joinedAt, _isSpreading) = (null, false);
        }
        else if (_joinedAt is not { } since)
        {
            _joinedAt = time.GetTimestamp();
        }
        else if (time.GetElapsedTime(since) >= options.SpreadTime)
        {
            _isSpreading = true;
            if (_turns.Count == 0)
            {
                _endsToSpread = true;
                throw new EpochEndedException("Silos have joined: the shards are spread anew.", _epoch);
            }
        }
    }
}
