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
/// <remarks>
/// Blocks lie in pages by a hash of their keys. A page is open for changes, or here as bytes, or away, and whoever put it away gives its bytes back
/// before it is needed. Bytes are always of a state that is confirmed; what turns did since is done again when the page is opened, so a page
/// may be closed at any time.
/// </remarks>
public sealed partial class BlockShard(int maxBlockRecords)
{
    /// <summary>Pages of a shard.</summary>
    public const int PageCount = 256;

    private readonly SourceNumbers _sources = new();
    private readonly Page[] _pages = [.. Enumerable.Range(0, PageCount).Select(_ => new Page())];
    private readonly SortedSet<long> _oversize = [];
    private readonly Queue<Turn> _unconfirmed = [];

    /// <summary>The last turn that changed a record, for those that are not confirmed.</summary>
    private readonly Dictionary<RecordKey, long> _changed = [];

    /// <summary>The last turn taken.</summary>
    public long LastTurn { get; private set; }

    /// <summary>Memberships of records in blocks.</summary>
    public long Memberships { get; private set; }

    /// <summary>The blocks that are oversize, sorted; of pages that are closed as they were then, see <see cref="Unfolded"/>.</summary>
    public IEnumerable<BlockId> Oversize => _oversize.Select(PageBlocks.BlockOf);

    /// <summary>What tells one content of a record from another.</summary>
    public static ulong VersionOf(ReadOnlySpan<byte> content) => StableHash.Of(content);

    /// <summary>The page of a block, the same in every process.</summary>
    public static int PageOf(BlockId block) => PageOf(PageBlocks.NumberOf(block));

    /// <summary>Puts in a record that the store holds; before the first turn only.</summary>
    public void Restore(RecordKey record, ulong version, IReadOnlyList<BlockId> blocks)
    {
        RecordName name = _sources.Of(record);
        foreach (BlockId block in blocks)
        {
            int page = PageOf(block);
            BlockPage open = Open(page);
            _pages[page].IsStored = false;
            Put(open, PageBlocks.NumberOf(block), name, version);
        }
    }

    /// <summary>Says up to which turn the records put in go.</summary>
    public void Begin(long turn) => LastTurn = turn;

    /// <summary>Takes a turn, where all its pages are here.</summary>
    /// <param name="turn">Its number, greater than any before.</param>
    /// <param name="entries">The records, each once.</param>
    public ShardAnswer Take(long turn, IReadOnlyList<BlockEntry> entries)
    {
        ShardTake take = Begin(turn, entries);
        foreach (int page in take.Pages)
        {
            Probe(take, page);
        }

        return End(take);
    }

    /// <summary>Takes a turn: its records are in their blocks from now on. Each of its pages is to be probed, in any order, and then it ends.</summary>
    /// <param name="turn">Its number, greater than any before.</param>
    /// <param name="entries">The records, each once.</param>
    public ShardTake Begin(long turn, IReadOnlyList<BlockEntry> entries)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(turn, LastTurn);
        LastTurn = turn;
        var pages = new SortedDictionary<int, List<PageEntry>>();
        for (int i = 0; i < entries.Count; i++)
        {
            BlockEntry entry = entries[i];
            _changed[entry.Record] = turn;
            RecordName name = _sources.Of(entry.Record);
            foreach (BlockId block in entry.Left)
            {
                EntryOf(pages, block, i, name, entry.Version).Left.Add(PageBlocks.NumberOf(block));
            }

            foreach (BlockId block in entry.Entered)
            {
                EntryOf(pages, block, i, name, entry.Version).Entered.Add(PageBlocks.NumberOf(block));
            }
        }

        var taken = new Turn(turn, [.. entries.Select(entry => entry.Record)], pages);
        _unconfirmed.Enqueue(taken);
        foreach ((int page, List<PageEntry> own) in pages)
        {
            _pages[page].Used = turn;
            if (_pages[page].Open is { } open)
            {
                Apply(page, open, own);
            }
        }

        return new ShardTake(taken);
    }

    /// <summary>Looks for the candidates of a turn in one of its pages, which is here.</summary>
    public void Probe(ShardTake take, int page)
    {
        BlockPage open = Open(page);
        List<PageEntry> entries = take.Turn.Pages[page];
        var places = new Dictionary<int, int>();
        var slots = new List<int>();
        foreach (PageEntry entry in entries)
        {
            int own = open.Members.Find(entry.Record);
            foreach (long block in entry.Entered)
            {
                int count = open.Blocks.CountOf(block);
                if (count <= 1 || count > maxBlockRecords)
                {
                    continue;
                }

                slots.Clear();
                open.Blocks.CopyTo(block, slots);
                foreach (int slot in slots)
                {
                    if (slot != own)
                    {
                        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(places, slot, out bool known);
                        if (!known)
                        {
                            place = take.PlaceOf(MemberAt(open, slot));
                        }

                        take.Find(entry.Number, place);
                    }
                }
            }
        }

        FindCrossed(take, open, entries);
    }

    /// <summary>The answer of a turn whose pages were probed.</summary>
    public static ShardAnswer End(ShardTake take) => take.ToAnswer();

    /// <summary>Says that all turns up to one are committed: what they put in is the store's to tell from now on.</summary>
    public void Confirm(long turn)
    {
        while (_unconfirmed.TryPeek(out Turn? oldest) && oldest.Number <= turn)
        {
            _unconfirmed.Dequeue();
            foreach (RecordKey record in oldest.Records)
            {
                if (_changed.TryGetValue(record, out long last) && last == oldest.Number)
                {
                    _changed.Remove(record);
                }
            }

            foreach ((int page, List<PageEntry> entries) in oldest.Pages)
            {
                if (_pages[page].Open is null)
                {
                    (_pages[page].Unfolded ??= []).Add(entries);
                }
            }
        }
    }

    /// <summary>Undoes all turns after one; the last turn is that one then.</summary>
    public void Undo(long after)
    {
        Confirm(after);
        foreach (Turn turn in _unconfirmed.Reverse())
        {
            foreach ((int page, List<PageEntry> entries) in turn.Pages)
            {
                if (_pages[page].Open is { } open)
                {
                    Revert(open, entries);
                }
            }
        }

        _unconfirmed.Clear();
        _changed.Clear();
        LastTurn = after;
    }

    /// <summary>The records of some blocks that are not oversize, each once; nothing is put in. Their pages are here.</summary>
    public IReadOnlyList<BlockMember> Find(IReadOnlyList<BlockId> blocks)
    {
        var found = new HashSet<BlockMember>();
        var slots = new List<int>();
        foreach (BlockId block in blocks)
        {
            BlockPage open = Open(PageOf(block));
            long number = PageBlocks.NumberOf(block);
            if (open.Blocks.CountOf(number) <= maxBlockRecords)
            {
                slots.Clear();
                open.Blocks.CopyTo(number, slots);
                found.UnionWith(slots.Select(slot => MemberAt(open, slot)));
            }
        }

        return [.. found.OrderBy(member => member.Record)];
    }

    private static int PageOf(long block) => (int)(PageBlocks.HashOf(block) >> 32) & (PageCount - 1);

    private static PageEntry EntryOf(SortedDictionary<int, List<PageEntry>> pages, BlockId block, int number, in RecordName name, ulong version)
    {
        int page = PageOf(block);
        if (!pages.TryGetValue(page, out List<PageEntry>? entries))
        {
            pages.Add(page, entries = []);
        }

        if (entries.Count == 0 || entries[^1].Number != number)
        {
            entries.Add(new PageEntry(number, name, version));
        }

        return entries[^1];
    }

    /// <summary>The blocks of a turn that crossed the limit: of how many they were before its counts tell.</summary>
    private void FindCrossed(ShardTake take, BlockPage open, List<PageEntry> entries)
    {
        var grown = new SortedDictionary<long, int>();
        foreach (PageEntry entry in entries)
        {
            foreach (long block in entry.Left)
            {
                grown[block] = grown.GetValueOrDefault(block) - 1;
            }

            foreach (long block in entry.Entered)
            {
                grown[block] = grown.GetValueOrDefault(block) + 1;
            }
        }

        foreach ((long block, int by) in grown)
        {
            int now = open.Blocks.CountOf(block);
            if (now > maxBlockRecords != now - by > maxBlockRecords)
            {
                var slots = new List<int>();
                open.Blocks.CopyTo(block, slots);
                take.Cross(new CrossedBlock(PageBlocks.BlockOf(block), now > maxBlockRecords, [.. slots.Select(slot => open.Members.KeyAt(slot, _sources))]));
            }
        }
    }

    private BlockMember MemberAt(BlockPage page, int slot)
    {
        RecordKey record = page.Members.KeyAt(slot, _sources);
        return new BlockMember(record, page.Members.VersionAt(slot), !_changed.ContainsKey(record));
    }

    private void Apply(int page, BlockPage open, List<PageEntry> entries)
    {
        _pages[page].IsStored = false;
        foreach (PageEntry entry in entries)
        {
            entry.Before = open.Members.VersionOf(entry.Record);
            foreach (long block in entry.Left)
            {
                Remove(open, block, entry.Record);
            }
        }

        foreach (PageEntry entry in entries)
        {
            foreach (long block in entry.Entered)
            {
                Put(open, block, entry.Record, entry.Version);
            }
        }
    }

    private void Revert(BlockPage open, List<PageEntry> entries)
    {
        foreach (PageEntry entry in entries)
        {
            foreach (long block in entry.Entered)
            {
                Remove(open, block, entry.Record);
            }
        }

        foreach (PageEntry entry in entries)
        {
            foreach (long block in entry.Left)
            {
                Put(open, block, entry.Record, entry.Before);
            }
        }
    }

    private void Put(BlockPage open, long block, in RecordName name, ulong version)
    {
        Memberships++;
        if (open.Put(block, name, version) == maxBlockRecords + 1)
        {
            _oversize.Add(block);
        }
    }

    private void Remove(BlockPage open, long block, in RecordName name)
    {
        Memberships--;
        if (open.Take(block, name) == maxBlockRecords)
        {
            _oversize.Remove(block);
        }
    }

    /// <summary>What a turn does to a record in one page.</summary>
    internal sealed class PageEntry(int number, RecordName record, ulong version)
    {
        /// <summary>The place of the record's entry in the turn.</summary>
        public int Number => number;

        public RecordName Record => record;

        public ulong Version => version;

        public List<long> Left { get; } = [];

        public List<long> Entered { get; } = [];

        /// <summary>The version that the page had of it.</summary>
        public ulong Before { get; set; }
    }

    /// <summary>A turn that may still be undone.</summary>
    internal sealed record Turn(long Number, RecordKey[] Records, SortedDictionary<int, List<PageEntry>> Pages);
}
