using PartyOrleans.Model;

namespace PartyOrleans.Storage.Rows;

/// <summary>What a party's row says of it.</summary>
internal enum PartyState : byte
{
    /// <summary>Only named by an event or a redirect.</summary>
    Named = 0,

    /// <summary>It has records and a golden record.</summary>
    Current = 1,

    /// <summary>It ended.</summary>
    Retired = 2,
}

/// <summary>One party's row; links are row numbers, 0 for none.</summary>
internal struct PartyRow
{
    public long Id;
    public long Redirect;
    public long Golden;
    public long Event;

    /// <summary>Place of its golden record among those that the change writes, from 1; 0 where it writes none.</summary>
    public int Written;
    public PartyState State;
    public bool IsNew;
    public bool IsDirty;
}

/// <summary>The parties that a change touched; may be read by several threads.</summary>
internal readonly struct PartyLookup(Dictionary<string, int> places, List<PartyRow> rows)
{
    /// <summary>The number of a current party, or 0 where it is not current or not known here.</summary>
    public long Find(PartyId party) =>
        places.TryGetValue(party.Value, out int place) && rows[place] is { State: PartyState.Current } row ? row.Id : 0;
}

/// <summary>The greatest row numbers in use; row numbers are handed out by the program so that bulk inserts append.</summary>
internal record struct LastIds(long Commit, long Party, long Record, long Golden, long Event, long Judgement, long DeadLetter, long Review);
