using System.Runtime.InteropServices;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>A record that enters, leaves or changes its blocks, as one shard sees it.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">Hash of what it holds from now on, see <see cref="BlockShard.VersionOf"/>; of no meaning where it goes.</param>
/// <param name="Left">Blocks of the shard that it was in before.</param>
/// <param name="Entered">Blocks of the shard that it is in from now on; blocks that it stays in are in both lists.</param>
public sealed record BlockEntry(RecordKey Record, ulong Version, IReadOnlyList<BlockId> Left, IReadOnlyList<BlockId> Entered);

/// <summary>A record found in a block.</summary>
/// <param name="Record">The record.</param>
/// <param name="Version">Hash of what it holds, see <see cref="BlockShard.VersionOf"/>.</param>
/// <param name="IsCommitted">Whether the store has it so.</param>
public readonly record struct BlockMember(RecordKey Record, ulong Version, bool IsCommitted);

/// <summary>A block that crossed the limit, with all its records from now on.</summary>
/// <param name="Block">The block.</param>
/// <param name="Grew">Whether it is oversize now; otherwise it was.</param>
/// <param name="Members">Its records.</param>
public sealed record CrossedBlock(BlockId Block, bool Grew, IReadOnlyList<RecordKey> Members);

/// <summary>What a shard answers to a turn.</summary>
/// <param name="Members">The records that are candidates of any entry, each once.</param>
/// <param name="Candidates">For each entry, in their order, the places in <paramref name="Members"/> of the records that share a block with it which is
/// not oversize; each once, not itself.</param>
/// <param name="Crossed">Blocks that crossed the limit.</param>
public sealed record ShardAnswer(IReadOnlyList<BlockMember> Members, IReadOnlyList<int[]> Candidates, IReadOnlyList<CrossedBlock> Crossed);

/// <summary>
/// The members of the blocks of one shard of all block keys, for probe-and-put: every turn puts its records in first and looks then, so that of
/// two records of one block the one that comes second sees the first. Turns are numbered and come in order. What a turn did can be undone until
/// it is confirmed, because a change may still fail after it has probed. One caller at a time.
/// </summary>
public sealed class BlockShard(int maxBlockRecords)
{
    private readonly BlockSlots _blocks = new();
    private readonly Dictionary<RecordKey, int> _slots = [];
    private readonly List<Member> _members = [];
    private readonly Stack<int> _free = [];
    private readonly Queue<Turn> _unconfirmed = [];
    private long _confirmed;

    /// <summary>The last turn taken.</summary>
    public long LastTurn { get; private set; }

    /// <summary>Records in any block of the shard.</summary>
    public int Records => _slots.Count;

    /// <summary>Blocks with at least one record.</summary>
    public int Blocks => _blocks.Count;

    /// <summary>The blocks that are oversize, sorted.</summary>
    public IEnumerable<BlockId> Oversize =>
        _blocks.Larger(maxBlockRecords).OrderBy(block => block.Rule).ThenBy(block => block.Key);

    /// <summary>What tells one content of a record from another.</summary>
    public static ulong VersionOf(ReadOnlySpan<byte> content) => StableHash.Of(content);

    /// <summary>Puts in a record that the store holds; before the first turn only.</summary>
    public void Restore(RecordKey record, ulong version, IReadOnlyList<BlockId> blocks)
    {
        foreach (BlockId block in blocks)
        {
            int slot = SlotOf(record);
            ref Member member = ref CollectionsMarshal.AsSpan(_members)[slot];
            (member.Version, member.Turn) = (version, 0);
            Put(block, slot);
        }
    }

    /// <summary>Says up to which turn the records put in go.</summary>
    public void Begin(long turn) => LastTurn = _confirmed = turn;

    /// <summary>Takes a turn.</summary>
    /// <param name="turn">Its number, greater than any before.</param>
    /// <param name="entries">The records, each once.</param>
    public ShardAnswer Take(long turn, IReadOnlyList<BlockEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(turn, LastTurn);
        LastTurn = turn;
        var sizes = new Dictionary<BlockId, int>();
        var before = new (ulong Version, long Turn)[entries.Count];
        for (int i = 0; i < entries.Count; i++)
        {
            BlockEntry entry = entries[i];
            before[i] = _slots.TryGetValue(entry.Record, out int known) ? (_members[known].Version, _members[known].Turn) : default;
            foreach (BlockId block in entry.Left)
            {
                sizes.TryAdd(block, _blocks.CountOf(block));
                Remove(block, entry.Record);
            }
        }

        for (int i = 0; i < entries.Count; i++)
        {
            BlockEntry entry = entries[i];
            foreach (BlockId block in entry.Entered)
            {
                sizes.TryAdd(block, _blocks.CountOf(block));
                int slot = SlotOf(entry.Record);
                ref Member member = ref CollectionsMarshal.AsSpan(_members)[slot];
                (member.Version, member.Turn) = (entry.Version, turn);
                Put(block, slot);
            }
        }

        _unconfirmed.Enqueue(new Turn(turn, entries, before));
        var found = new List<int>();
        var places = new Dictionary<int, int>();
        int[][] candidates = [.. entries.Select(entry => CandidatesOf(entry, found, places))];
        return new ShardAnswer([.. found.Select(MemberAt)], candidates, CrossedOf(sizes));
    }

    /// <summary>Says that all turns up to one are committed: what they put in is the store's to tell from now on.</summary>
    public void Confirm(long turn)
    {
        _confirmed = Math.Max(_confirmed, turn);
        while (_unconfirmed.TryPeek(out Turn? oldest) && oldest.Number <= turn)
        {
            _unconfirmed.Dequeue();
        }
    }

    /// <summary>Undoes all turns after one; the last turn is that one then.</summary>
    public void Undo(long after)
    {
        Confirm(after);
        foreach (Turn turn in _unconfirmed.Reverse())
        {
            foreach (BlockEntry entry in turn.Entries)
            {
                foreach (BlockId block in entry.Entered)
                {
                    Remove(block, entry.Record);
                }
            }

            for (int i = 0; i < turn.Entries.Count; i++)
            {
                foreach (BlockId block in turn.Entries[i].Left)
                {
                    Put(block, SlotOf(turn.Entries[i].Record));
                }

                if (_slots.TryGetValue(turn.Entries[i].Record, out int slot))
                {
                    ref Member member = ref CollectionsMarshal.AsSpan(_members)[slot];
                    (member.Version, member.Turn) = turn.Before[i];
                }
            }
        }

        _unconfirmed.Clear();
        LastTurn = after;
    }

    /// <summary>The records of some blocks that are not oversize, each once; nothing is put in.</summary>
    public IReadOnlyList<BlockMember> Find(IReadOnlyList<BlockId> blocks)
    {
        var found = new HashSet<int>();
        foreach (BlockId block in blocks)
        {
            if (_blocks.CountOf(block) <= maxBlockRecords)
            {
                found.UnionWith(_blocks.Of(block));
            }
        }

        return [.. found.Select(MemberAt).OrderBy(member => member.Record)];
    }

    private int[] CandidatesOf(BlockEntry entry, List<int> found, Dictionary<int, int> places)
    {
        if (entry.Entered.Count == 0)
        {
            return [];
        }

        var candidates = new HashSet<int>();
        foreach (BlockId block in entry.Entered)
        {
            if (_blocks.CountOf(block) is > 1 and var count && count <= maxBlockRecords)
            {
                candidates.UnionWith(_blocks.Of(block));
            }
        }

        candidates.Remove(_slots[entry.Record]);
        int[] own = new int[candidates.Count];
        int next = 0;
        foreach (int slot in candidates)
        {
            ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, slot, out bool known);
            if (!known)
            {
                place = found.Count;
                found.Add(slot);
            }

            own[next++] = place;
        }

        return own;
    }

    private List<CrossedBlock> CrossedOf(Dictionary<BlockId, int> sizes)
    {
        var crossed = new List<CrossedBlock>();
        foreach ((BlockId block, int before) in sizes)
        {
            bool was = before > maxBlockRecords;
            bool now = _blocks.CountOf(block) > maxBlockRecords;
            if (was != now)
            {
                crossed.Add(new CrossedBlock(block, now, [.. _blocks.Of(block).Select(slot => _members[slot].Record)]));
            }
        }

        return crossed;
    }

    private BlockMember MemberAt(int slot) => new(_members[slot].Record, _members[slot].Version, _members[slot].Turn <= _confirmed);

    private int SlotOf(RecordKey record)
    {
        ref int slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, record, out bool known);
        if (!known)
        {
            if (_free.TryPop(out slot))
            {
                _members[slot] = new Member(record);
            }
            else
            {
                slot = _members.Count;
                _members.Add(new Member(record));
            }
        }

        return slot;
    }

    private void Put(BlockId block, int slot)
    {
        _blocks.Add(block, slot);
        CollectionsMarshal.AsSpan(_members)[slot].Blocks++;
    }

    private void Remove(BlockId block, RecordKey record)
    {
        int slot = _slots[record];
        _blocks.Remove(block, slot);
        ref Member member = ref CollectionsMarshal.AsSpan(_members)[slot];
        if (--member.Blocks == 0)
        {
            _slots.Remove(record);
            member = default;
            _free.Push(slot);
        }
    }

    /// <summary>A record of the shard.</summary>
    private struct Member(RecordKey record)
    {
        public readonly RecordKey Record = record;
        public ulong Version;

        /// <summary>The turn that put it in so; 0 for what the store held before.</summary>
        public long Turn;
        public int Blocks;
    }

    /// <summary>A turn that may still be undone.</summary>
    private sealed record Turn(long Number, IReadOnlyList<BlockEntry> Entries, (ulong Version, long Turn)[] Before);
}
