using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Parts;

/// <summary>The records of a page, each in a slot: what is kept of one is 24 bytes, its id in UTF-8, and its place in a table of slots.</summary>
internal sealed class PageMembers
{
    private const int Least = 8;

    private Member[] _members = [];
    private byte[] _ids = [];

    /// <summary>Places by hash: 0 where free, else the slot and 1 more.</summary>
    private int[] _places = [];
    private int _used;
    private int _idBytes;
    private int _wasted;
    private int _free = -1;

    /// <summary>Records.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes that it takes, about.</summary>
    public long Bytes => (_members.Length * 24L) + _ids.Length + (_places.Length * 4L);

    /// <summary>The slots in use, in no order.</summary>
    public IEnumerable<int> All => Enumerable.Range(0, _used).Where(slot => _members[slot].Blocks > 0);

    /// <summary>The slot of a record; below 0 where it is not there.</summary>
    public int Find(in RecordName name) => _places.Length == 0 ? -1 : _places[Place(name)] - 1;

    /// <summary>The version of a record; 0 where it is not there.</summary>
    public ulong VersionOf(in RecordName name) => Find(name) is >= 0 and var slot ? _members[slot].Version : 0;

    /// <summary>The version of a record.</summary>
    public ulong VersionAt(int slot) => _members[slot].Version;

    /// <summary>The number of a record's source.</summary>
    public int SourceAt(int slot) => _members[slot].Source;

    /// <summary>A record's id.</summary>
    public ReadOnlySpan<byte> IdAt(int slot) => _ids.AsSpan(_members[slot].At, _members[slot].Length);

    /// <summary>A record's key.</summary>
    public RecordKey KeyAt(int slot, SourceNumbers sources) => new(sources.NameOf(_members[slot].Source), Encoding.UTF8.GetString(IdAt(slot)));

    /// <summary>Counts one more block of a record, which is added where it is not there.</summary>
    /// <returns>Its slot.</returns>
    public int Enter(in RecordName name, ulong version)
    {
        int slot = Find(name);
        if (slot < 0)
        {
            slot = Add(name);
        }

        _members[slot].Version = version;
        _members[slot].Blocks++;
        return slot;
    }

    /// <summary>Sets the version of a record, if it is there.</summary>
    public void SetVersion(in RecordName name, ulong version)
    {
        if (Find(name) is >= 0 and var slot)
        {
            _members[slot].Version = version;
        }
    }

    /// <summary>Counts one block of a record less; with the last it goes.</summary>
    public void Leave(int slot)
    {
        ref Member member = ref _members[slot];
        if (--member.Blocks > 0)
        {
            return;
        }

        Free(Place(new RecordName(member.Source, IdAt(slot).ToArray(), HashAt(slot))));
        _wasted += member.Length;
        member = new Member { At = _free };
        _free = slot;
        Count--;
        if (_wasted > 256 && _wasted * 2 > _idBytes)
        {
            Pack();
        }
    }

    private int Add(in RecordName name)
    {
        if ((Count + 1) * 4 > _places.Length * 3)
        {
            Resize(Math.Max(Least, _places.Length * 2));
        }

        int slot = _free;
        if (slot >= 0)
        {
            _free = _members[slot].At;
        }
        else
        {
            slot = _used++;
            Grow(ref _members, _used);
        }

        Grow(ref _ids, _idBytes + name.Id.Length);
        name.Id.CopyTo(_ids, _idBytes);
        _members[slot] = new Member { At = _idBytes, Length = name.Id.Length, Source = name.Source };
        _idBytes += name.Id.Length;
        _places[Place(name)] = slot + 1;
        Count++;
        return slot;
    }

    /// <summary>Where a record is, or where it would come.</summary>
    private int Place(in RecordName name)
    {
        int mask = _places.Length - 1;
        int at = (int)name.Hash & mask;
        while (_places[at] != 0 && !Is(_places[at] - 1, name))
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private bool Is(int slot, in RecordName name) => _members[slot].Source == name.Source && IdAt(slot).SequenceEqual(name.Id);

    private ulong HashAt(int slot) => StableHash.Of(IdAt(slot), (ulong)_members[slot].Source);

    /// <summary>Frees a place, and moves back those that had to pass it by.</summary>
    private void Free(int at)
    {
        int mask = _places.Length - 1;
        for (int next = (at + 1) & mask; _places[next] != 0; next = (next + 1) & mask)
        {
            int home = (int)HashAt(_places[next] - 1) & mask;
            if (((next - home) & mask) >= ((next - at) & mask))
            {
                _places[at] = _places[next];
                at = next;
            }
        }

        _places[at] = 0;
    }

    private void Resize(int length)
    {
        int[] places = _places;
        _places = new int[length];
        int mask = length - 1;
        foreach (int place in places)
        {
            if (place != 0)
            {
                int at = (int)HashAt(place - 1) & mask;
                while (_places[at] != 0)
                {
                    at = (at + 1) & mask;
                }

                _places[at] = place;
            }
        }
    }

    /// <summary>Lets go of the ids of records that went.</summary>
    private void Pack()
    {
        byte[] ids = new byte[_idBytes - _wasted];
        int end = 0;
        for (int slot = 0; slot < _used; slot++)
        {
            ref Member member = ref _members[slot];
            if (member.Blocks > 0)
            {
                IdAt(slot).CopyTo(ids.AsSpan(end));
                member.At = end;
                end += member.Length;
            }
        }

        (_ids, _idBytes, _wasted) = (ids, end, 0);
    }

    private static void Grow<T>(ref T[] array, int length)
    {
        if (length > array.Length)
        {
            Array.Resize(ref array, Math.Max(length, array.Length + Math.Max(Least, array.Length / 4)));
        }
    }

    /// <summary>A record; of a free slot, where the next free one is.</summary>
    private struct Member
    {
        public ulong Version;
        public int At;
        public int Length;
        public int Source;
        public int Blocks;
    }
}
