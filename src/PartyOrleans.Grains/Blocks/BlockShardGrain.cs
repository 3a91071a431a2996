using PartyOrleans.Grains.Wire;
using PartyOrleans.Resolution.Parts;
using ClusterOptions = PartyOrleans.Grains.Intake.ClusterOptions;

namespace PartyOrleans.Grains.Blocks;

/// <summary>See <see cref="IBlockShardGrain"/>. A cache that any silo can make again: the store has all that is committed.</summary>
[Orleans.Concurrency.Reentrant]
internal sealed class BlockShardGrain(IBlockSource source, ClusterOptions options, SiloLeaving leaving, TimeProvider time) : Grain, IBlockShardGrain
{
    private readonly SortedDictionary<long, TaskCompletionSource> _waiting = [];
    private readonly PendingContents _contents = new();
    private BlockShard? _shard;
    private string _bundle = "";
    private long _epoch;

    /// <inheritdoc />
    public async Task<long[]> OpenAsync(ShardOpening opening)
    {
        if (opening.Epoch <= _epoch)
        {
            throw new EpochEndedException("A later epoch has begun.", _epoch);
        }

        _epoch = opening.Epoch;
        EndWaits();
        if (_shard is null || !string.Equals(_bundle, opening.Bundle, StringComparison.Ordinal) || _shard.LastTurn < opening.Turn)
        {
            _shard = null;
            BlockShard loaded = await LoadAsync(opening);
            if (_epoch != opening.Epoch)
            {
                throw new EpochEndedException("A later epoch has begun.", _epoch);
            }

            (_shard, _bundle) = (loaded, opening.Bundle);
        }

        _shard.Undo(opening.Turn);
        _contents.Clear();
        return [.. _shard.Oversize.Select(WireBlock.Of)];
    }

    /// <inheritdoc />
    public async Task<ShardReply> TakeAsync(ShardTurn turn)
    {
        while (true)
        {
            if (turn.Epoch != _epoch || _shard is null)
            {
                throw new EpochEndedException($"Turn {turn.Number} is of an epoch that has ended.", _epoch);
            }

            if (_shard.LastTurn + 1 == turn.Number)
            {
                break;
            }

            if (turn.Number <= _shard.LastTurn)
            {
                throw new EpochEndedException($"Turn {turn.Number} was taken already.", _epoch);
            }

            var turnComes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[turn.Number] = turnComes;
            // Orleans ends activations of silos that stay, too, where the silo that knew of them is gone. One that ends is given no calls, neither the turn
            // before nor another epoch, and lasts as long as this call: so it waits no longer than the ledger does.
            await ((Task)turnComes.Task.WaitAsync(options.TurnTime, time, leaving.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (leaving.Token.IsCancellationRequested)
            {
                throw new EpochEndedException("The shard's silo leaves the cluster.", _epoch);
            }

            if (!turnComes.Task.IsCompleted)
            {
                throw new EpochEndedException($"Turn {turn.Number} waited too long for the one before.", _epoch);
            }
        }

        _shard.Confirm(turn.Confirmed);
        _contents.Confirm(turn.Confirmed);
        _contents.Put(turn.Number, turn.Contents);
        ShardAnswer answer = _shard.Take(turn.Number, [.. turn.Entries.Select(entry => new BlockEntry(
            entry.Record.ToKey(), entry.Version, [.. entry.Left.Select(WireBlock.ToBlock)], [.. entry.Entered.Select(WireBlock.ToBlock)]))]);
        if (_waiting.Remove(turn.Number + 1, out TaskCompletionSource? next))
        {
            next.SetResult();
        }

        return new ShardReply(
            [.. answer.Members.Select(MemberOf)], [.. answer.Candidates],
            [.. answer.Crossed.Select(crossed => new WireCrossed(WireBlock.Of(crossed.Block), crossed.Grew, [.. crossed.Members.Select(WireKey.Of)]))]);
    }

    /// <inheritdoc />
    public async Task<ShardFinding> TakeBatchAsync(ShardBatch batch) => new(await TakeAsync(batch.ToTurn()));

    /// <inheritdoc />
    public Task<byte[]?[]> ContentsAsync(WireVersion[] records) => Task.FromResult<byte[]?[]>([.. records.Select(_contents.Find)]);

    /// <inheritdoc />
    public Task<WireMember[]> FindAsync(long[] blocks) =>
        Task.FromResult<WireMember[]>(_shard is null ? [] : [.. _shard.Find([.. blocks.Select(WireBlock.ToBlock)]).Select(MemberOf)]);

    /// <inheritdoc />
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _epoch = long.MaxValue;
        EndWaits();
        return Task.CompletedTask;
    }

    private async Task<BlockShard> LoadAsync(ShardOpening opening)
    {
        try
        {
            return await source.LoadAsync((int)this.GetPrimaryKeyLong(), opening);
        }
        catch (Storage.StoreException)
        {
            DeactivateOnIdle(); // this silo may be the only one that cannot reach the store
            throw;
        }
    }

    private static WireMember MemberOf(BlockMember member) => new(new WireVersion(WireKey.Of(member.Record), member.Version), member.IsCommitted);

    private void EndWaits()
    {
        foreach (TaskCompletionSource waiting in _waiting.Values)
        {
            waiting.TrySetResult();
        }

        _waiting.Clear();
    }
}
