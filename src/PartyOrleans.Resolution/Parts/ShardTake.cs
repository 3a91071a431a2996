using System.Runtime.InteropServices;
using PartyOrleans.Model;

namespace PartyOrleans.Resolution.Parts;

/// <summary>A turn that a shard is taking, page by page.</summary>
public sealed class ShardTake
{
    private readonly Dictionary<RecordKey, int> _places = [];
    private readonly List<BlockMember> _members = [];
    private readonly HashSet<int>?[] _candidates;
    private readonly List<CrossedBlock> _crossed = [];

    internal ShardTake(BlockShard.Turn turn) => (Turn, _candidates) = (turn, new HashSet<int>?[turn.Records.Length]);

    /// <summary>The pages to probe, sorted.</summary>
    public IReadOnlyCollection<int> Pages => Turn.Pages.Keys;

    /// <summary>The turn.</summary>
    internal BlockShard.Turn Turn { get; }

    /// <summary>The place of a member, the same for the same record.</summary>
    internal int PlaceOf(in BlockMember member)
    {
        ref int place = ref CollectionsMarshal.GetValueRefOrAddDefault(_places, member.Record, out bool known);
        if (!known)
        {
            place = _members.Count;
            _members.Add(member);
        }

        return place;
    }

    /// <summary>Notes a candidate of an entry.</summary>
    internal void Find(int entry, int place) => (_candidates[entry] ??= []).Add(place);

    /// <summary>Notes a block that crossed the limit.</summary>
    internal void Cross(CrossedBlock crossed) => _crossed.Add(crossed);

    /// <summary>What it found.</summary>
    internal ShardAnswer ToAnswer() => new(_members, [.. _candidates.Select(found => found is null ? [] : found.ToArray())], _crossed);
}
