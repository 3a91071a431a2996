namespace PartyOrleans.Resolution.Embedded;

/// <summary>The rows that share a block with a probed one, each once, in no given order. One per thread, used again for every probe.</summary>
internal sealed class CandidateRows
{
    private ulong[] _seen = new ulong[256];
    private uint _probe;

    /// <summary>The rows found.</summary>
    public List<int> Rows { get; } = [];

    /// <summary>Starts a probe; the probed row itself is not taken.</summary>
    public void Begin(int probed)
    {
        Rows.Clear();
        if (++_probe == 0)
        {
            Array.Clear(_seen);
            _probe = 1;
        }

        See(probed);
    }

    /// <summary>Takes a row; false where it is there already.</summary>
    public bool Add(int row)
    {
        if (!See(row))
        {
            return false;
        }

        Rows.Add(row);
        if (Rows.Count * 2 > _seen.Length)
        {
            Grow();
        }

        return true;
    }

    private bool See(int row)
    {
        ulong entry = ((ulong)_probe << 32) | (uint)row;
        int mask = _seen.Length - 1;
        for (int at = (int)((uint)row * 2654435769u >> 8) & mask; ; at = (at + 1) & mask)
        {
            if (_seen[at] == entry)
            {
                return false;
            }

            if (_seen[at] >> 32 != _probe)
            {
                _seen[at] = entry;
                return true;
            }
        }
    }

    private void Grow()
    {
        ulong[] seen = _seen;
        _seen = new ulong[seen.Length * 2];
        foreach (ulong entry in seen)
        {
            if (entry >> 32 == _probe)
            {
                See((int)(uint)entry);
            }
        }
    }
}
