using System.Buffers.Binary;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Parts;

/// <summary>
/// The members of a part of a shard's blocks, open for changes; written as bytes it takes about a third. What is written is the same for the
/// same members, however they came: sources, records and blocks are in the order of their values.
/// </summary>
internal sealed class BlockPage(SourceNumbers sources)
{
    /// <summary>The form in which pages are written; another one is another form of all pages.</summary>
    public const byte Form = 1;

    private const int EmptyBytes = 400;

    /// <summary>The blocks with the slots of their records.</summary>
    public PageBlocks Blocks { get; } = new();

    /// <summary>The records.</summary>
    public PageMembers Members { get; } = new();

    /// <summary>Bytes that it takes, about.</summary>
    public long Bytes => EmptyBytes + Blocks.Bytes + Members.Bytes;

    /// <summary>Memberships of records in blocks.</summary>
    public int Memberships { get; private set; }

    /// <summary>Puts a record into a block that it is not in.</summary>
    /// <returns>Records of the block then.</returns>
    public int Put(long block, in RecordName name, ulong version)
    {
        Memberships++;
        return Blocks.Add(block, Members.Enter(name, version));
    }

    /// <summary>Takes a record out of a block that it is in.</summary>
    /// <returns>Records of the block then.</returns>
    public int Take(long block, in RecordName name)
    {
        Memberships--;
        int slot = Members.Find(name);
        int left = Blocks.Remove(block, slot);
        Members.Leave(slot);
        return left;
    }

    /// <summary>Takes records out of all their blocks.</summary>
    /// <param name="isMeant">Whether a record is meant.</param>
    /// <returns>How many memberships went.</returns>
    public int TakeAll(Func<RecordKey, bool> isMeant)
    {
        HashSet<int> gone = [.. Members.All.Where(slot => isMeant(Members.KeyAt(slot, sources)))];
        int taken = 0;
        if (gone.Count > 0)
        {
            var slots = new List<int>();
            foreach (long block in Blocks.All.ToArray())
            {
                slots.Clear();
                Blocks.CopyTo(block, slots);
                foreach (int slot in slots.Where(gone.Contains))
                {
                    Blocks.Remove(block, slot);
                    Members.Leave(slot);
                    taken++;
                }
            }
        }

        Memberships -= taken;
        return taken;
    }

    /// <summary>Writes it.</summary>
    public byte[] Encode()
    {
        int[] slots = [.. Members.All];
        string[] names = [.. slots.Select(Members.SourceAt).Distinct().Select(sources.NameOf).Order(StringComparer.Ordinal)];
        Dictionary<int, int> places = names.Select((name, i) => (sources.Of(name), i)).ToDictionary();
        Array.Sort(slots, (a, b) => places[Members.SourceAt(a)].CompareTo(places[Members.SourceAt(b)]) is var bySource and not 0
            ? bySource
            : Members.IdAt(a).SequenceCompareTo(Members.IdAt(b)));
        var page = new MemoryStream();
        page.WriteByte(Form);
        Write(page, names.Length);
        foreach (string name in names)
        {
            WriteText(page, Encoding.UTF8.GetBytes(name));
        }

        Span<byte> version = stackalloc byte[8];
        Write(page, slots.Length);
        var order = new Dictionary<int, int>(slots.Length);
        foreach (int slot in slots)
        {
            order.Add(slot, order.Count);
            Write(page, places[Members.SourceAt(slot)]);
            WriteText(page, Members.IdAt(slot));
            BinaryPrimitives.WriteUInt64LittleEndian(version, Members.VersionAt(slot));
            page.Write(version);
        }

        long[] blocks = [.. Blocks.All];
        Array.Sort(blocks);
        Write(page, blocks.Length);
        long before = 0;
        var records = new List<int>();
        foreach (long block in blocks)
        {
            Write(page, block - before);
            before = block;
            records.Clear();
            Blocks.CopyTo(block, records);
            Write(page, records.Count);
            foreach (int record in records.Select(slot => order[slot]).Order())
            {
                Write(page, record);
            }
        }

        return page.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another form.</exception>
    public static BlockPage Decode(ReadOnlySpan<byte> bytes, SourceNumbers sources)
    {
        if (bytes.Length == 0 || bytes[0] != Form)
        {
            throw new InvalidDataException("A page of blocks is of another form than this program writes.");
        }

        bytes = bytes[1..];
        int[] codes = new int[Read(ref bytes)];
        for (int i = 0; i < codes.Length; i++)
        {
            codes[i] = sources.Of(Encoding.UTF8.GetString(ReadText(ref bytes)));
        }

        var members = new (RecordName Name, ulong Version)[Read(ref bytes)];
        for (int i = 0; i < members.Length; i++)
        {
            int source = codes[Read(ref bytes)];
            RecordName name = SourceNumbers.Of(source, ReadText(ref bytes).ToArray());
            members[i] = (name, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        var page = new BlockPage(sources);
        long block = 0;
        for (long blocks = Read(ref bytes); blocks > 0; blocks--)
        {
            block += Read(ref bytes);
            for (long records = Read(ref bytes); records > 0; records--)
            {
                (RecordName name, ulong version) = members[Read(ref bytes)];
                page.Put(block, name, version);
            }
        }

        return page;
    }

    private static void WriteText(MemoryStream to, ReadOnlySpan<byte> text)
    {
        Write(to, text.Length);
        to.Write(text);
    }

    private static void Write(MemoryStream to, long number)
    {
        for (; number >= 0x80; number >>= 7)
        {
            to.WriteByte((byte)(number | 0x80));
        }

        to.WriteByte((byte)number);
    }

    private static ReadOnlySpan<byte> ReadText(ref ReadOnlySpan<byte> from)
    {
        int length = (int)Read(ref from);
        ReadOnlySpan<byte> text = from[..length];
        from = from[length..];
        return text;
    }

    private static long Read(ref ReadOnlySpan<byte> from)
    {
        long number = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = from[0];
            from = from[1..];
            number |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }
    }
}
