using System.Buffers.Binary;
using System.Text;
using PartyOrleans.Grains.Blocks;

namespace PartyOrleans.Grains.Wire;

/// <summary>Reads what <see cref="PackWriter"/> wrote.</summary>
internal ref struct PackReader(ReadOnlySpan<byte> bytes)
{
    private readonly List<string> _sources = [];
    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Reads a byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>Reads a number of eight bytes.</summary>
    public ulong Fixed() => BinaryPrimitives.ReadUInt64LittleEndian(Take(sizeof(ulong)));

    /// <summary>Reads a number of as many bytes as it needs.</summary>
    public long Number()
    {
        ulong value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return (long)value;
            }
        }
    }

    /// <summary>Reads how many items follow.</summary>
    public int Count() => checked((int)Number());

    /// <summary>Reads bytes.</summary>
    public byte[] Bytes() => Take(Count()).ToArray();

    /// <summary>Reads text.</summary>
    public string Text() => Encoding.UTF8.GetString(Take(Count()));

    /// <summary>Reads a key.</summary>
    public WireKey Key()
    {
        int source = Count();
        if (source == _sources.Count)
        {
            _sources.Add(Text());
        }

        return new WireKey(_sources[source], Text());
    }

    /// <summary>Reads a record with its version.</summary>
    public WireVersion Version() => new(Key(), Fixed());

    /// <summary>Reads blocks.</summary>
    public long[] Blocks()
    {
        long[] blocks = new long[Count()];
        for (int i = 0; i < blocks.Length; i++)
        {
            long rule = Number();
            blocks[i] = (rule << 32) | BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));
        }

        return blocks;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _left[..count];
        _left = _left[count..];
        return taken;
    }
}
