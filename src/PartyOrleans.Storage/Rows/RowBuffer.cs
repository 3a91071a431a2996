using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PartyOrleans.Storage.Privacy;

namespace PartyOrleans.Storage.Rows;

/// <summary>Encoded rows one after the other in one growing array, which does not move while it is read.</summary>
/// <param name="initialBytes">Room to start with.</param>
internal sealed class RowBuffer(int initialBytes = 64 << 10)
{
    private readonly List<int> _ends = [];
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(initialBytes, pinned: true);
    private int _at;

    /// <summary>Rows ended so far.</summary>
    public int Count => _ends.Count;

    /// <summary>Bytes that fit without growing.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>The bytes of a row.</summary>
    public ReadOnlySpan<byte> this[int row]
    {
        get
        {
            int start = row == 0 ? 0 : _ends[row - 1];
            return _bytes.AsSpan(start, _ends[row] - start);
        }
    }

    /// <summary>The bytes of all rows, and of one not ended yet; valid until more is written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _at);

    /// <summary>Forgets all rows, keeping the memory.</summary>
    public void Clear()
    {
        _ends.Clear();
        _at = 0;
    }

    /// <summary>Ends the row being written.</summary>
    public void EndRow() => _ends.Add(_at);

    /// <summary>Drops what was written of a row not ended.</summary>
    public void DropRow() => _at = _ends.Count == 0 ? 0 : _ends[^1];

    /// <summary>Bytes written so far.</summary>
    public int Length => _at;

    /// <summary>Seals what was written from a place on.</summary>
    public void Seal(int from, SealedKind kind, ReadOnlySpan<byte> owner, StoreKeys keys)
    {
        int length = _at - from;
        Reserve(RowSeal.Overhead);
        byte[] text = ArrayPool<byte>.Shared.Rent(length);
        _bytes.AsSpan(from, length).CopyTo(text);
        RowSeal.Seal(_bytes.AsSpan(from, length + RowSeal.Overhead), text.AsSpan(0, length), kind, owner, keys);
        text.AsSpan(0, length).Clear();
        ArrayPool<byte>.Shared.Return(text);
        _at = from + length + RowSeal.Overhead;
    }

    /// <summary>Puts a number of 4 bytes, little-endian, in the place of bytes already written.</summary>
    public void Overwrite(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(at), value);

    /// <summary>Writes one byte.</summary>
    public void WriteByte(byte value)
    {
        Reserve(1);
        _bytes[_at++] = value;
    }

    /// <summary>Writes a number in 1 to 5 bytes, seven bits each, lowest first.</summary>
    public void WriteNumber(uint value)
    {
        Reserve(5);
        while (value >= 0x80)
        {
            _bytes[_at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _bytes[_at++] = (byte)value;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_at));
        _at += bytes.Length;
    }

    /// <summary>Writes the UTF-8 of a text, without its length.</summary>
    public void WriteBareText(string text)
    {
        Reserve(text.Length * 3);
        _at += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_at));
    }

    /// <summary>Writes the length in bytes and the UTF-8 of a text.</summary>
    public void WriteText(string text)
    {
        int bound = text.Length * 3;
        Reserve(bound + 10);
        if (bound < 0x80)
        {
            // The length takes one byte, so the text can be written before it is known.
            int count = Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_at + 1));
            _bytes[_at] = (byte)count;
            _at += count + 1;
        }
        else
        {
            WriteNumber((uint)Encoding.UTF8.GetByteCount(text));
            _at += Encoding.UTF8.GetBytes(text, _bytes.AsSpan(_at));
        }
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - _at < count)
        {
            byte[] grown = GC.AllocateUninitializedArray<byte>(Math.Max(_bytes.Length * 2, checked(_at + count)), pinned: true);
            _bytes.AsSpan(0, _at).CopyTo(grown);
            _bytes = grown;
        }
    }
}

/// <summary>Reads what <see cref="RowBuffer"/> wrote.</summary>
internal ref struct RowReader(ReadOnlySpan<byte> bytes)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _at;

    /// <summary>Reads one byte.</summary>
    public byte ReadByte() => _at < _bytes.Length ? _bytes[_at++] : throw CutShort();

    /// <summary>Reads a number.</summary>
    public uint ReadNumber()
    {
        uint value = 0;
        for (int shift = 0; shift < 35; shift += 7)
        {
            byte next = ReadByte();
            value |= (uint)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw CutShort();
    }

    /// <summary>Reads a text.</summary>
    public string ReadText()
    {
        uint count = ReadNumber();
        if (count > _bytes.Length - _at)
        {
            throw CutShort();
        }

        string text = Encoding.UTF8.GetString(_bytes.Slice(_at, (int)count));
        _at += (int)count;
        return text;
    }

    private readonly InvalidDataException CutShort() => new($"A stored row of {_bytes.Length} bytes is cut short at byte {_at}.");
}
