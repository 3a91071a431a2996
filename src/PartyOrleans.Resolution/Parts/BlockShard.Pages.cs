using PartyOrleans.Model;
using PartyOrleans.Resolution.Embedded;

namespace PartyOrleans.Resolution.Parts;

/// <summary>A page of a shard as it is kept elsewhere.</summary>
/// <param name="Page">Its number.</param>
/// <param name="Bytes">Its members as of the last confirmed turn; they name records and hashes of what they hold.</param>
public sealed record PageCopy(int Page, byte[] Bytes);

/// <content>Pages that are closed, put away and brought back.</content>
public sealed partial class BlockShard
{
    /// <summary>Bytes that its pages take here, about.</summary>
    public long HeldBytes => _pages.Sum(page => page.HeldBytes);

    /// <summary>The pages that are away.</summary>
    public IEnumerable<int> Away => PagesWhere(page => page.IsAway);

    /// <summary>The pages of which something is kept elsewhere.</summary>
    public IEnumerable<int> Kept => PagesWhere(page => page.IsKept);

    /// <summary>The pages of which what is kept elsewhere is not what is confirmed.</summary>
    public IEnumerable<int> Unkept => PagesWhere(page => !page.IsStored || page.Unfolded is not null);

    /// <summary>The closed pages that turns were confirmed for since.</summary>
    public IEnumerable<int> Unfolded => PagesWhere(page => page.Unfolded is not null);

    /// <summary>The pages that are here, those first that were not used for the longest time.</summary>
    public IEnumerable<int> ByUse => PagesWhere(page => page.Open is not null || page.Packed is not null).OrderBy(page => _pages[page].Used).ThenBy(page => page);

    /// <summary>Whether a page is away.</summary>
    public bool IsAway(int page) => _pages[page].IsAway;

    /// <summary>The turn that last used a page.</summary>
    public long UsedBy(int page) => _pages[page].Used;

    /// <summary>The pages of some blocks, sorted, each once.</summary>
    public static int[] PagesOf(IEnumerable<BlockId> blocks) => [.. blocks.Select(PageOf).Distinct().Order()];

    /// <summary>Puts in a page that is kept elsewhere, before the first turn.</summary>
    /// <param name="copy">The page.</param>
    /// <param name="isChanged">Whether a record may have changed since: its memberships are left out.</param>
    /// <exception cref="InvalidDataException">It is of another form.</exception>
    public void Load(PageCopy copy, Func<RecordKey, bool> isChanged)
    {
        Page page = _pages[copy.Page];
        var open = BlockPage.Decode(copy.Bytes, _sources);
        bool isSame = open.TakeAll(isChanged) == 0;
        (page.Open, page.Packed, page.IsStored, page.IsKept) = (isSame ? null : open, isSame ? copy.Bytes : null, isSame, true);
        _oversize.UnionWith(open.Blocks.Larger(maxBlockRecords));
        Memberships += open.Memberships;
    }

    /// <summary>How often a page was put away so far.</summary>
    public int TimesAway(int page) => _pages[page].TimesAway;

    /// <summary>Gives back the bytes of a page that is away, as they were kept last.</summary>
    /// <param name="copy">The page.</param>
    /// <param name="timesAway">How often it had been put away when it was read: what was read before that last time is passed over.</param>
    public void Return(PageCopy copy, int timesAway)
    {
        Page page = _pages[copy.Page];
        if (page.IsAway && page.TimesAway == timesAway)
        {
            (page.Packed, page.IsAway) = (copy.Bytes, false);
        }
    }

    /// <summary>Makes of a page what is to be kept of it: as bytes, with all that is confirmed and nothing else. It is here.</summary>
    public PageCopy Pack(int number)
    {
        Page page = _pages[number];
        if (page.Packed is { } packed && page.Unfolded is null)
        {
            return new PageCopy(number, packed);
        }

        BlockPage open = Open(number);
        foreach (Turn turn in _unconfirmed.Reverse())
        {
            if (turn.Pages.TryGetValue(number, out List<PageEntry>? entries))
            {
                Revert(open, entries);
            }
        }

        (page.Packed, page.Open) = (open.Encode(), null);
        return new PageCopy(number, page.Packed);
    }

    /// <summary>Says that a page is kept elsewhere so.</summary>
    public void Keep(PageCopy copy)
    {
        Page page = _pages[copy.Page];
        page.IsKept = true;
        page.IsStored = ReferenceEquals(page.Packed, copy.Bytes);
    }

    /// <summary>Says that nothing is kept elsewhere of a page, which is here.</summary>
    public void Unkeep(int page)
    {
        Open(page);
        (_pages[page].IsStored, _pages[page].IsKept) = (false, false);
    }

    /// <summary>Puts a page away, where what is kept elsewhere is what is here.</summary>
    /// <returns>Whether it is away.</returns>
    public bool PutAway(int number)
    {
        Page page = _pages[number];
        if (page is { Packed: not null, IsStored: true, IsKept: true })
        {
            (page.Packed, page.IsAway) = (null, true);
            page.TimesAway++;
        }

        return page.IsAway;
    }

    private IEnumerable<int> PagesWhere(Func<Page, bool> isMeant) => Enumerable.Range(0, PageCount).Where(page => isMeant(_pages[page]));

    /// <summary>A page open for changes, with all turns.</summary>
    private BlockPage Open(int number)
    {
        Page page = _pages[number];
        if (page.Open is { } there)
        {
            return there;
        }

        if (page.IsAway)
        {
            throw new InvalidOperationException("A page of blocks is needed that is away.");
        }

        BlockPage open = page.Open = page.Packed is { } packed ? BlockPage.Decode(packed, _sources) : new BlockPage(_sources);
        page.Packed = null;
        foreach (List<PageEntry> entries in page.Unfolded ?? [])
        {
            Apply(number, open, entries);
        }

        page.Unfolded = null;
        foreach (Turn turn in _unconfirmed)
        {
            if (turn.Pages.TryGetValue(number, out List<PageEntry>? entries))
            {
                Apply(number, open, entries);
            }
        }

        return open;
    }

    /// <summary>A part of the blocks.</summary>
    private sealed class Page
    {
        /// <summary>With all turns.</summary>
        public BlockPage? Open { get; set; }

        /// <summary>As of a confirmed turn.</summary>
        public byte[]? Packed { get; set; }

        public bool IsAway { get; set; }

        public int TimesAway { get; set; }

        /// <summary>Turns that were confirmed while it was closed, in their order.</summary>
        public List<List<PageEntry>>? Unfolded { get; set; }

        /// <summary>Whether what is kept elsewhere, if anything, is what it holds, but for what is not folded in or not confirmed.</summary>
        public bool IsStored { get; set; } = true;

        /// <summary>Whether anything is kept elsewhere.</summary>
        public bool IsKept { get; set; }

        /// <summary>The turn that last used it.</summary>
        public long Used { get; set; }

        public long HeldBytes => Open?.Bytes ?? Packed?.LongLength ?? 0;
    }
}
