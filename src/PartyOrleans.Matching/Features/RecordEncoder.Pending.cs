using System.Runtime.InteropServices;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Matching.Features;

/// <content>
/// Values of which there are millions get their ids together, once all of a record are known: finding one is mostly waiting for memory,
/// and so it is waited for once. Until then a negative number stands for such a value, the same one for the same value.
/// </content>
public sealed partial class RecordEncoder
{
    private PendingValue[] _pending = new PendingValue[8];
    private int _pendingCount;

    /// <summary>What stands for the id of a value until <see cref="InternAll"/>; 0 for an empty value.</summary>
    private int InternLater(ValueDictionary values, ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        int bound = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (_raw.Length - _used < bound)
        {
            Array.Resize(ref _raw, Math.Max(_raw.Length * 2, _used + bound));
        }

        int length = Encoding.UTF8.GetBytes(text, _raw.AsSpan(_used));
        ReadOnlySpan<byte> bytes = _raw.AsSpan(_used, length);
        ulong hash = StableHash.Of(bytes);
        for (int i = 0; i < _pendingCount; i++)
        {
            ref PendingValue known = ref _pending[i];
            if (known.Hash == hash && ReferenceEquals(known.Values, values) && _raw.AsSpan(known.Start, known.Length).SequenceEqual(bytes))
            {
                return ~i;
            }
        }

        values.PrefetchSlot(hash);
        if (_pendingCount == _pending.Length)
        {
            Array.Resize(ref _pending, _pending.Length * 2);
        }

        _pending[_pendingCount] = new PendingValue { Values = values, Hash = hash, Start = _used, Length = length };
        _used += length;
        return ~_pendingCount++;
    }

    /// <summary>The characters of a value that has no id yet, in the buffer where they fit; empty for none.</summary>
    private ReadOnlySpan<char> CharsOfLater(int pending, Span<char> buffer) =>
        pending == 0 ? [] : CharsOf(new Cell(_pending[~pending].Start, _pending[~pending].Length), buffer);

    /// <summary>Gives all values of the record their ids.</summary>
    private void InternAll()
    {
        ValueDictionary.Intern(_pending.AsSpan(0, _pendingCount), _raw);
        SetIds(_phones);
        SetIds(_emails);
        foreach (ref AddressParts address in CollectionsMarshal.AsSpan(_addresses))
        {
            address = address with { Street = IdOf(address.Street), Postcode = IdOf(address.Postcode) };
        }
    }

    private void SetIds(List<int> values)
    {
        foreach (ref int value in CollectionsMarshal.AsSpan(values))
        {
            value = IdOf(value);
        }
    }

    private int IdOf(int value) => value < 0 ? _pending[~value].Id : value;
}
