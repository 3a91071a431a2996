using Microsoft.Extensions.Logging;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Resolution.Parts;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Blocks;

/// <content>
/// Pages that are put away, brought back, and kept in the store. What is written is always a state that is committed, with the commit it is of; a shard
/// that another has taken the place of is refused by that.
/// </content>
internal sealed partial class BlockShardGrain
{
    private static readonly TimeSpan LookTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PackTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastSaveTime = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan AskTime = TimeSpan.FromSeconds(10);

    /// <summary>While much changes, it is saved once so much of it changed; otherwise once this smaller part did.</summary>
    private const int BusyShare = 2;
    private const int QuietShare = 64;
    private const int QuietChanges = 1000;

    private const long NoTurn = -1;

    private readonly SemaphoreSlim _writes = new(1, 1);

    /// <summary>The last turn at times that are past.</summary>
    private readonly Queue<(long At, long Turn)> _looks = [];

    /// <summary>Memberships that changed since it was saved.</summary>
    private long _changes;
    private long _changesSeen;
    private bool _hasErased;

    /// <summary>The turn that erases and is not known to be committed; 0 for none.</summary>
    private long _erasing;

    /// <inheritdoc />
    public Task<bool> SaveAsync() => SaveAsync(AskTime);

    /// <inheritdoc />
    public async Task PutAwayAsync()
    {
        if (_shard is { } shard)
        {
            await PutAwayAsync(shard, most: 0, packed: long.MaxValue, away: long.MaxValue);
            memory.Tell(this, shard.HeldBytes);
        }
    }

    /// <inheritdoc />
    public Task<long> HeldBytesAsync() => Task.FromResult(_shard?.HeldBytes ?? 0);

    /// <summary>Looks whether there is something to save or to put away.</summary>
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (_shard is not { } shard)
        {
            return;
        }

        try
        {
            bool isQuiet = _changes - _changesSeen <= shard.Memberships / QuietChanges;
            if (_changes > 0 && (_hasErased || _changes * BusyShare >= shard.Memberships || (isQuiet && _changes * QuietShare >= shard.Memberships)))
            {
                await SaveAsync(AskTime);
            }

            _changesSeen = _changes;
            _looks.Enqueue((time.GetTimestamp(), shard.LastTurn));
            await PutAwayAsync(shard, memory.ShareBytes, LastTurnBefore(PackTime), LastTurnBefore(options.MemberIdleTime));
            while (_looks.TryPeek(out (long At, long Turn) oldest) && time.GetElapsedTime(oldest.At) > options.MemberIdleTime + PackTime)
            {
                _looks.Dequeue();
            }
        }
        catch (Exception failure) when (failure is StoreException or TimeoutException or OrleansException or EpochEndedException)
        {
            LogNotKept(failure, Number);
        }

        memory.Tell(this, shard.HeldBytes);
    }

    private long LastTurnBefore(TimeSpan ago) => _looks.Where(look => time.GetElapsedTime(look.At) >= ago).Select(look => look.Turn).DefaultIfEmpty(NoTurn).Max();

    /// <summary>Keeps in the store all that is confirmed, and says so there.</summary>
    /// <param name="longest">How long it waits for the ledger.</param>
    private async Task<bool> SaveAsync(TimeSpan longest)
    {
        await _writes.WaitAsync();
        try
        {
            if (_shard is not { } shard || _opening is not { } opening)
            {
                return false;
            }

            StoreMarks marks = await stores.Pages.ReadMarksAsync(CancellationToken.None);
            long changes = _changes;
            if (await ConfirmAsync(shard, longest) is not { } commit || commit < marks.Commit)
            {
                return false;
            }

            foreach (int[] part in shard.Unkept.ToArray().Chunk(ChunkPages))
            {
                if (!await WriteAsync(shard, part, longest))
                {
                    return false;
                }
            }

            await stores.Pages.WriteShardAsync(BlockForm.Of(opening), new SavedShard(Number, marks, [.. shard.Kept]), CancellationToken.None);
            _changes = Math.Max(0, _changes - changes);
            _changesSeen = _changes;
            _hasErased = false;
            return true;
        }
        finally
        {
            _writes.Release();
        }
    }

    /// <summary>Closes pages, and puts away those that are kept, until no more is held than allowed.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="most">Bytes.</param>
    /// <param name="packed">The turn up to which pages are closed that no later one used.</param>
    /// <param name="away">The turn up to which pages are put away that no later one used.</param>
    private async Task PutAwayAsync(BlockShard shard, long most, long packed, long away)
    {
        foreach (int page in shard.ByUse.TakeWhile(page => shard.UsedBy(page) <= packed || shard.HeldBytes > most).ToArray())
        {
            if (shard.UsedBy(page) <= packed || shard.HeldBytes > most)
            {
                shard.Pack(page);
            }
        }

        int[] unkept = [.. shard.ByUse.Where(page => (shard.UsedBy(page) <= away || shard.HeldBytes > most) && !shard.PutAway(page))];
        if (unkept.Length == 0)
        {
            return;
        }

        await _writes.WaitAsync();
        try
        {
            foreach (int[] part in unkept.Chunk(ChunkPages))
            {
                int[] meant = [.. part.Where(page => !shard.IsAway(page) && (shard.UsedBy(page) <= away || shard.HeldBytes > most))];
                if (meant.Length > 0 && await WriteAsync(shard, meant, AskTime))
                {
                    foreach (int page in meant)
                    {
                        shard.PutAway(page);
                    }
                }
            }
        }
        finally
        {
            _writes.Release();
        }
    }

    /// <summary>Keeps pages in the store as they are confirmed.</summary>
    /// <returns>Whether all are kept.</returns>
    private async Task<bool> WriteAsync(BlockShard shard, int[] pages, TimeSpan longest)
    {
        while (pages.Any(shard.IsAway))
        {
            await ReturnAsync(shard, pages);
        }

        if (await ConfirmAsync(shard, longest) is not { } commit || pages.Any(shard.IsAway))
        {
            return false;
        }

        PageCopy[] copies = [.. pages.Select(shard.Pack)];
        HashSet<int> written = [.. await stores.Pages.WritePagesAsync(
            BlockForm.Of(_opening!), commit, Number, [.. copies.Select(copy => new SavedPage(copy.Page, copy.Bytes))], CancellationToken.None)];
        foreach (PageCopy copy in copies.Where(copy => written.Contains(copy.Page)))
        {
            shard.Keep(copy);
        }

        return written.Count == copies.Length;
    }

    /// <summary>Learns from the ledger what is committed.</summary>
    /// <returns>The commit of which its confirmed members are; null where the epoch ends, or something is being erased.</returns>
    private async Task<long?> ConfirmAsync(BlockShard shard, TimeSpan longest)
    {
        long epoch = _epoch;
        LedgerStatus status = await GrainFactory.GetGrain<ILedgerGrain>(0).StatusAsync().WaitAsync(longest, time);
        if (!status.IsReady || status.Epoch != epoch || _epoch != epoch || !ReferenceEquals(_shard, shard))
        {
            return null;
        }

        shard.Confirm(status.Turn);
        _contents.Confirm(status.Turn);
        return _erasing > status.Turn ? null : status.LastCommit;
    }

    /// <summary>Brings pages back that are away.</summary>
    /// <exception cref="EpochEndedException">One is not kept any more, so the shard is to be made anew.</exception>
    private async Task ReturnAsync(BlockShard shard, IEnumerable<int> pages)
    {
        var away = pages.Where(shard.IsAway).ToDictionary(page => page, shard.TimesAway);
        IReadOnlyList<SavedPage> found = await stores.Pages.ReadPagesAsync(BlockForm.Of(_opening!), Number, away.Keys, CancellationToken.None);
        foreach (SavedPage page in found)
        {
            shard.Return(new PageCopy(page.Page, page.Bytes), away[page.Page]);
        }

        if (away.Keys.Except(found.Select(page => page.Page)).Any(page => shard.IsAway(page) && shard.TimesAway(page) == away[page]))
        {
            if (ReferenceEquals(_shard, shard))
            {
                _shard = null;
            }

            throw new EpochEndedException("A page of blocks is not in the store any more; its shard is read anew.", _epoch);
        }
    }

    /// <summary>Folds into closed pages what was confirmed since: an epoch begins with the blocks that are oversize then.</summary>
    private async Task FoldAsync(BlockShard shard)
    {
        while (shard.Unfolded.Any())
        {
            int[] part = [.. shard.Unfolded.Take(ChunkPages)];
            if (part.Any(shard.IsAway))
            {
                await ReturnAsync(shard, part);
            }

            foreach (int page in part.Where(page => !shard.IsAway(page)))
            {
                shard.Pack(page);
            }
        }
    }

    /// <summary>
    /// Empties, before a turn that erases can be committed, all pages in the store that may name what it erases: those of the blocks which its records
    /// leave, and those that are older than what is here.
    /// </summary>
    private async Task EraseAsync(BlockShard shard, ShardTake take, ShardTurn turn)
    {
        long? commit = await ConfirmAsync(shard, AskTime);
        (_erasing, _hasErased) = (turn.Number, true);
        if (commit is not { } last)
        {
            throw new EpochEndedException("The ledger is recovering.", _epoch);
        }

        int[] pages = [.. take.Pages.Union(shard.Unkept).Order()];
        foreach (int[] part in pages.Chunk(ChunkPages))
        {
            while (part.Any(shard.IsAway))
            {
                await ReturnAsync(shard, part);
                RequireEpoch(turn.Epoch);
            }

            foreach (int page in part)
            {
                shard.Unkeep(page);
            }
        }

        await stores.Pages.EmptyPagesAsync(BlockForm.Of(_opening!), last + 1, (Number, _opening!.Shards), pages, CancellationToken.None);
        RequireEpoch(turn.Epoch);
    }

    [LoggerMessage(2021, LogLevel.Warning, "Shard {Shard} could not keep its pages in the store; trying again")]
    private partial void LogNotKept(Exception failure, int shard);
}
