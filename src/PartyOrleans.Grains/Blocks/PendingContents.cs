namespace PartyOrleans.Grains.Blocks;

/// <summary>What records hold that turns brought which are not known to be committed; other turns need it before the store has it.</summary>
internal sealed class PendingContents
{
    private readonly Dictionary<WireVersion, (long Turn, byte[] Content)> _contents = [];
    private readonly Queue<(long Turn, WireVersion Record)> _order = [];

    /// <summary>Keeps what a turn brought; turns come in their order.</summary>
    public void Put(long turn, WireContent[] contents)
    {
        foreach (WireContent content in contents)
        {
            _contents[content.Record] = (turn, content.Content);
            _order.Enqueue((turn, content.Record));
        }
    }

    /// <summary>The content of a record; null where it is not kept.</summary>
    public byte[]? Find(WireVersion record) => _contents.TryGetValue(record, out (long Turn, byte[] Content) kept) ? kept.Content : null;

    /// <summary>Lets go of what turns brought that are committed.</summary>
    public void Confirm(long turn)
    {
        while (_order.TryPeek(out (long Turn, WireVersion Record) oldest) && oldest.Turn <= turn)
        {
            _order.Dequeue();
            if (_contents.TryGetValue(oldest.Record, out (long Turn, byte[] Content) kept) && kept.Turn == oldest.Turn)
            {
                _contents.Remove(oldest.Record);
            }
        }
    }

    /// <summary>Lets go of all.</summary>
    public void Clear()
    {
        _contents.Clear();
        _order.Clear();
    }
}
