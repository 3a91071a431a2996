using System.Buffers.Binary;
using System.Text;
using PartyOrleans.Grains.Blocks;

namespace PartyOrleans.Grains.Wire;

/// <summary>Writes the flat form of what silos exchange most: numbers as short as they are, each source once, no mark of any type or reference.</summary>
/// <param name="expected">Bytes expected; it grows past them.</param>
internal sealed class PackWriter(int expected)
{
    private readonly List<string> _sources = [];
    private byte[] _bytes = new byte[Math.Max(expected, 16)];
    private int _length;
    private int _source;

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.AsSpan(0, _length).ToArray();

    /// <summary>Writes a byte.</summary>
    public void Byte(byte value) => Room(1)[0] = value;

    /// <summary>Writes a number of any size in eight bytes.</summary>
    public void Fixed(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Room(sizeof(ulong)), value);

    /// <summary>Writes a number that is mostly small in one to ten bytes.</summary>
    public void Number(long value)
    {
        ulong rest = (ulong)value;
        while (rest >= 0x80)
        {
            Byte((byte)(rest | 0x80));
            rest >>= 7;
        }

        Byte((byte)rest);
    }

    /// <summary>Writes bytes with their number.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Number(value.Length);
        value.CopyTo(Room(value.Length));
    }

    /// <summary>Writes text.</summary>
    public void Text(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Number(bytes);
        Encoding.UTF8.GetBytes(value, Room(bytes));
    }

    /// <summary>Writes a key; its source in full where it comes first.</summary>
    public void Key(WireKey key)
    {
        if (_source >= _sources.Count || !string.Equals(_sources[_source], key.Source, StringComparison.Ordinal))
        {
            _source = _sources.IndexOf(key.Source);
            if (_source < 0)
            {
                _source = _sources.Count;
                Number(_source);
                Text(key.Source);
                _sources.Add(key.Source);
                Text(key.RecordId);
                return;
            }
        }

        Number(_source);
        Text(key.RecordId);
    }

    /// <summary>Writes a record with its version.</summary>
    public void Version(WireVersion version)
    {
        Key(version.Record);
        Fixed(version.Version);
    }

    /// <summary>Writes blocks with their number: the rule as short as it is, the key in four bytes.</summary>
    public void Blocks(long[] blocks)
    {
        Number(blocks.Length);
        foreach (long block in blocks)
        {
            Number(block >> 32);
            BinaryPrimitives.WriteUInt32LittleEndian(Room(sizeof(uint)), (uint)block);
        }
    }

    private Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        }

        Span<byte> room = _bytes.AsSpan(_length, bytes);
        _length += bytes;
        return room;
    }
}
