using System.Buffers;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Resolution.Survivorship;

/// <summary>A value inside a record's content.</summary>
/// <param name="Attribute">Canonical attribute.</param>
/// <param name="Order">Of the attribute among all.</param>
/// <param name="Start">Where it begins, bytes.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct GoldenPart(string Attribute, int Order, int Start, int Length);

/// <summary>One value, or one whole name or address, of one record; read where the record's content has it, as UTF-8.</summary>
internal sealed class GoldenCandidate
{
    /// <summary>Room that a very long value needed is not kept.</summary>
    private const int MostSpare = 4096;

    private readonly List<GoldenPart> _parts = [];
    private readonly Comparison<GoldenPart> _partOrder;
    private ReadOnlyMemory<byte> _content;
    private byte[] _joined = [];
    private int _joinedBytes;
    private char[] _folded = [];
    private int _foldedLength;

    public GoldenCandidate() => _partOrder = (a, b) =>
    {
        int order = a.Order.CompareTo(b.Order);
        order = order != 0 ? order : string.CompareOrdinal(a.Attribute, b.Attribute);
        return order != 0 ? order : Compare(ValueOf(a), ValueOf(b));
    };

    /// <summary>The record that offers it.</summary>
    public int Record { get; private set; }

    /// <summary>The group of the record's values that it is.</summary>
    public int Group { get; private set; }

    /// <summary>Length of the text, UTF-16 characters.</summary>
    public int Length
    {
        get
        {
            int length = _parts.Count - 1;
            foreach (GoldenPart part in _parts)
            {
                length += Encoding.UTF8.GetCharCount(ValueOf(part));
            }

            return length;
        }
    }

    /// <summary>The text without what does not count: case, accents, punctuation.</summary>
    public ReadOnlySpan<char> Folded
    {
        get
        {
            if (_foldedLength < 0)
            {
                Fold();
            }

            return _folded.AsSpan(0, _foldedLength);
        }
    }

    /// <summary>Its values in the record's order, set apart by spaces.</summary>
    private ReadOnlySpan<byte> Text
    {
        get
        {
            if (_parts.Count == 1)
            {
                return ValueOf(_parts[0]);
            }

            if (_joinedBytes < 0)
            {
                Join();
            }

            return _joined.AsSpan(0, _joinedBytes);
        }
    }

    /// <summary>Makes it that of a record, without any value yet.</summary>
    public void Begin(int record, int group, ReadOnlyMemory<byte> content)
    {
        (Record, Group, _content, _joinedBytes, _foldedLength) = (record, group, content, -1, -1);
        _parts.Clear();
    }

    /// <summary>Lets go of the record, and of what only a long value needs.</summary>
    public void End()
    {
        _content = default;
        if (_joined.Length > MostSpare)
        {
            _joined = [];
        }

        if (_folded.Length > MostSpare)
        {
            _folded = [];
        }
    }

    /// <summary>Adds a value.</summary>
    public void Add(GoldenPart part) => _parts.Add(part);

    /// <summary>What a part says.</summary>
    public ReadOnlySpan<byte> ValueOf(GoldenPart part) => _content.Span.Slice(part.Start, part.Length);

    /// <summary>Whether both say the same; they are folded only where they are not written the same.</summary>
    public bool IsSameValue(GoldenCandidate other) => HasSameParts(other) || Folded.SequenceEqual(other.Folded);

    /// <summary>Orders by text, as strings are ordered by their UTF-16.</summary>
    public int CompareText(GoldenCandidate other) => HasSameParts(other) ? 0 : Compare(Text, other.Text);

    /// <summary>Its values in the order of their attributes; its text must not be asked for afterwards.</summary>
    public List<GoldenPart> SortedParts()
    {
        if (_parts.Count > 1)
        {
            _parts.Sort(_partOrder);
        }

        return _parts;
    }

    private bool HasSameParts(GoldenCandidate other)
    {
        if (_parts.Count != other._parts.Count)
        {
            return false;
        }

        for (int i = 0; i < _parts.Count; i++)
        {
            if (!ValueOf(_parts[i]).SequenceEqual(other.ValueOf(other._parts[i])))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>UTF-8 sorts as UTF-16 does but for characters outside the basic plane.</summary>
    private static int Compare(ReadOnlySpan<byte> x, ReadOnlySpan<byte> y)
    {
        int same = x.CommonPrefixLength(y);
        return same < x.Length && same < y.Length && (x[same] | y[same]) >= 0x80
            ? string.CompareOrdinal(Encoding.UTF8.GetString(x), Encoding.UTF8.GetString(y))
            : x.SequenceCompareTo(y);
    }

    private void Join()
    {
        int bytes = _parts.Count - 1;
        foreach (GoldenPart part in _parts)
        {
            bytes += part.Length;
        }

        if (_joined.Length < bytes)
        {
            _joined = new byte[Math.Max(64, bytes)];
        }

        int at = 0;
        for (int i = 0; i < _parts.Count; i++)
        {
            if (i > 0)
            {
                _joined[at++] = (byte)' ';
            }

            ValueOf(_parts[i]).CopyTo(_joined.AsSpan(at));
            at += _parts[i].Length;
        }

        _joinedBytes = at;
    }

    private void Fold()
    {
        ReadOnlySpan<byte> text = Text;
        char[] read = ArrayPool<char>.Shared.Rent(text.Length);
        int length = Encoding.UTF8.GetChars(text, read);
        int most = TextFolding.MostFolded(length);
        if (_folded.Length < most)
        {
            _folded = new char[Math.Max(64, most)];
        }

        _foldedLength = TextFolding.Fold(read.AsSpan(0, length), _folded);
        ArrayPool<char>.Shared.Return(read);
    }
}
