using Microsoft.Extensions.Logging;
using PartyOrleans.Grains.Intake;
using PartyOrleans.Grains.Telemetry;
using PartyOrleans.Grains.Wire;
using PartyOrleans.Resolution.Embedded;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Storage;
using ClusterOptions = PartyOrleans.Grains.Intake.ClusterOptions;

namespace PartyOrleans.Grains.Blocks;

/// <summary>See <see cref="IBlockShardGrain"/>. A cache that any silo can make again: the store has all that is committed.</summary>
[Orleans.Concurrency.Reentrant]
[KeepAlive]
internal sealed partial class BlockShardGrain(
    IBlockSource source, ClusterStores stores, ShardMemory memory, ClusterOptions options, ClusterInstruments instruments, SiloLeaving leaving,
    ISiloStatusOracle silos, TimeProvider time, ILogger<BlockShardGrain> log)
    : Grain, IBlockShardGrain, IBlockShardUpkeepGrain
{
    /// <summary>Pages that are read or written at once.</summary>
    private const int ChunkPages = 32;

    private readonly SortedDictionary<long, TaskCompletionSource> _waiting = [];
    private readonly PendingContents _contents = new();
    private readonly EpochSilos _silos = new(silos);
    private BlockShard? _shard;
    private ShardOpening? _opening;
    private ShardTake? _taking;
    private long _epoch;

    private int Number => (int)this.GetPrimaryKeyLong();

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        memory.Tell(this, 0);
        this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(LookTime, LookTime) { Interleave = true });
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<long[]> OpenAsync(ShardOpening opening)
    {
        if (opening.Epoch <= _epoch)
        {
            throw new EpochEndedException("A later epoch has begun.", _epoch);
        }

        _epoch = opening.Epoch;
        _silos.Begin();
        EndWaits();
        if (_shard is null || _opening is null || BlockForm.Of(_opening) != BlockForm.Of(opening) || _shard.LastTurn < opening.Turn)
        {
            _shard = null;
            LoadedShard loaded = await ReadAsync(opening);
            RequireEpoch(opening.Epoch);
            (_shard, _changes) = (loaded.Shard, loaded.Changed);
        }

        BlockShard shard = _shard;
        _opening = opening;
        _taking = null;
        _erasing = 0;
        shard.Undo(opening.Turn);
        _contents.Clear();
        await FoldAsync(shard);
        RequireEpoch(opening.Epoch);
        return [.. shard.Oversize.Select(WireBlock.Of)];
    }

    /// <inheritdoc />
    public async Task<ShardReply> TakeAsync(ShardTurn turn)
    {
        BlockShard shard = await TurnComesAsync(turn);
        shard.Confirm(turn.Confirmed);
        _contents.Confirm(turn.Confirmed);
        _contents.Put(turn.Number, turn.Contents);
        ShardTake take = _taking = shard.Begin(turn.Number, [.. turn.Entries.Select(entry => new BlockEntry(
            entry.Record.ToKey(), entry.Version, [.. entry.Left.Select(WireBlock.ToBlock)], [.. entry.Entered.Select(WireBlock.ToBlock)]))]);
        _changes += turn.Entries.Sum(entry => (long)entry.Left.Length + entry.Entered.Length);
        try
        {
            await ProbeAsync(shard, take, turn);
            if (turn.Erases)
            {
                await EraseAsync(shard, take, turn);
            }
        }
        finally
        {
            if (ReferenceEquals(_taking, take))
            {
                _taking = null;
                if (_waiting.Remove(turn.Number + 1, out TaskCompletionSource? next))
                {
                    next.SetResult();
                }
            }
        }

        ShardAnswer answer = BlockShard.End(take);
        return new ShardReply(
            [.. answer.Members.Select(MemberOf)], [.. answer.Candidates],
            [.. answer.Crossed.Select(crossed => new WireCrossed(WireBlock.Of(crossed.Block), crossed.Grew, [.. crossed.Members.Select(WireKey.Of)]))]);
    }

    /// <inheritdoc />
    public async Task<ShardFinding> TakeBatchAsync(ShardBatch batch) => new(await TakeAsync(batch.ToTurn()));

    /// <inheritdoc />
    public Task<byte[]?[]> ContentsAsync(WireVersion[] records) => Task.FromResult<byte[]?[]>([.. records.Select(_contents.Find)]);

    /// <inheritdoc />
    public async Task<WireMember[]> FindAsync(long[] blocks)
    {
        if (_shard is not { } shard)
        {
            return [];
        }

        BlockId[] wanted = [.. blocks.Select(WireBlock.ToBlock)];
        int[] pages = BlockShard.PagesOf(wanted);
        while (pages.Any(shard.IsAway))
        {
            await ReturnAsync(shard, pages);
        }

        return [.. shard.Find(wanted).Select(MemberOf)];
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        EndWaits();
        if (_shard is not null && _changes > 0)
        {
            // What is not saved is computed again: a silo that stops does not wait long for it.
            await ((Task)SaveAsync(LastSaveTime).WaitAsync(LastSaveTime * 2, time, cancellationToken))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        _epoch = long.MaxValue;
        EndWaits();
        memory.Leave(this);
    }

    /// <summary>Waits until all turns before one were taken.</summary>
    private async Task<BlockShard> TurnComesAsync(ShardTurn turn)
    {
        long since = time.GetTimestamp();
        while (true)
        {
            if (turn.Epoch != _epoch || _shard is null)
            {
                throw new EpochEndedException($"Turn {turn.Number} is of an epoch that has ended.", _epoch);
            }

            if (turn.Number <= _shard.LastTurn)
            {
                throw new EpochEndedException($"Turn {turn.Number} was taken already.", _epoch);
            }

            if (_shard.LastTurn + 1 == turn.Number && _taking is null)
            {
                return _shard;
            }

            var turnComes = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting[turn.Number] = turnComes;
            // Orleans ends activations of silos that stay, too, where the silo that knew of them is gone. One that ends is given no calls, neither the turn
            // before nor another epoch, and lasts as long as this call: so it waits no longer than the ledger does, and no longer than its silos live.
            await ((Task)turnComes.Task.WaitAsync(EpochSilos.Look, time, leaving.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (turnComes.Task.IsCompleted)
            {
                continue;
            }

            if (leaving.Token.IsCancellationRequested)
            {
                throw new EpochEndedException("The shard's silo leaves the cluster.", _epoch);
            }

            if (_silos.HasLost)
            {
                throw new EpochEndedException($"Turn {turn.Number} waited for the one before, and a silo is gone.", _epoch);
            }

            if (time.GetElapsedTime(since) >= options.TurnTime)
            {
                throw new EpochEndedException($"Turn {turn.Number} waited too long for the one before.", _epoch);
            }
        }
    }

    /// <summary>Looks for the candidates of a turn, page by page: not all of them need be here at once.</summary>
    private async Task ProbeAsync(BlockShard shard, ShardTake take, ShardTurn turn)
    {
        foreach (int[] part in take.Pages.Chunk(ChunkPages))
        {
            while (part.Any(shard.IsAway))
            {
                await ReturnAsync(shard, part);
                RequireEpoch(turn.Epoch);
            }

            foreach (int page in part)
            {
                shard.Probe(take, page);
            }

            if (shard.HeldBytes > memory.ShareBytes)
            {
                await PutAwayAsync(shard, memory.ShareBytes, packed: NoTurn, away: NoTurn);
                RequireEpoch(turn.Epoch);
            }
        }
    }

    private void RequireEpoch(long epoch)
    {
        if (_epoch != epoch)
        {
            throw new EpochEndedException("A later epoch has begun.", _epoch);
        }
    }

    private async Task<LoadedShard> ReadAsync(ShardOpening opening)
    {
        try
        {
            long since = instruments.Now;
            LoadedShard loaded = await source.LoadAsync(Number, opening, memory.ShareBytes);
            instruments.ShardOpened(since, loaded.IsFromPages);
            memory.Tell(this, loaded.Shard.HeldBytes);
            return loaded;
        }
        catch (StoreException)
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
