using System.Security.Cryptography;

namespace PartyOrleans.Storage.Audit;

/// <summary>Checks entries one by one in the order of their numbers.</summary>
internal sealed class AuditChain
{
    private byte[] _head = new byte[SHA256.HashSizeInBytes];
    private long _entries;
    private long? _brokenAt;

    /// <summary>What was found so far.</summary>
    public AuditProof Proof => new(_entries, Convert.ToHexStringLower(_head), _brokenAt);

    /// <summary>Checks the next entry; false once one does not continue the chain.</summary>
    public bool Add(long sequence, ReadOnlySpan<byte> body, ReadOnlySpan<byte> hash)
    {
        byte[] expected = AuditEntryJson.Hash(_head, _entries + 1, body);
        if (sequence != _entries + 1 || !hash.SequenceEqual(expected))
        {
            _brokenAt = _entries + 1;
            return false;
        }

        _head = expected;
        _entries++;
        return true;
    }
}

/// <summary>Gathers a page of entries, newest first.</summary>
internal sealed class AuditPager
{
    /// <summary>Entries looked at for one page, so that a rare filter does not hold a request for long.</summary>
    public const int MostScanned = 100_000;

    private readonly AuditQuery _query;
    private readonly List<AuditRow> _rows = [];
    private long _last;
    private int _scanned;

    /// <summary>Begins a page.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not between 1 and 1,000.</exception>
    public AuditPager(AuditQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfNotEqual(query.Limit, Math.Clamp(query.Limit, 1, 1000));
        _query = query;
    }

    /// <summary>Where to begin: entries below this number.</summary>
    public long Before => _query.Before > 0 ? _query.Before : long.MaxValue;

    /// <summary>Whether the page has as many entries as were asked for.</summary>
    public bool IsFull => _rows.Count == _query.Limit;

    /// <summary>The page.</summary>
    public AuditPage Page => new(_rows, _last > 1 && (IsFull || _scanned == MostScanned) ? _last : null);

    /// <summary>Looks at the next older entry.</summary>
    /// <exception cref="StoreException">It was altered so that it cannot be read.</exception>
    public void Add(long sequence, ReadOnlySpan<byte> body, ReadOnlySpan<byte> hash)
    {
        _scanned++;
        _last = sequence;
        AuditEntry entry;
        try
        {
            entry = AuditEntryJson.Read(body);
        }
        catch (InvalidDataException altered)
        {
            throw new StoreException(altered.Message + " Verify the log.", isTransient: false, altered);
        }

        if (_query.Holds(entry))
        {
            _rows.Add(new AuditRow(sequence, entry, hash.ToArray()));
        }
    }
}
