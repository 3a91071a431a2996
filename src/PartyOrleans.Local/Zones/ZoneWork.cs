using PartyOrleans.Connectors.Zones;
using PartyOrleans.Model;

namespace PartyOrleans.Local.Zones;

/// <summary>What of a zone is to be looked at.</summary>
/// <param name="Prefix">The keys that begin so; null for none but those named.</param>
/// <param name="Keys">Keys that are looked at one by one, sorted.</param>
/// <param name="Origin">Who wants it.</param>
internal sealed record ZoneRequest(string? Prefix, IReadOnlyList<string> Keys, ChangeOrigin Origin)
{
    /// <summary>All below a prefix; empty for the whole zone.</summary>
    public static ZoneRequest Below(string prefix, ChangeOrigin origin) => new(prefix, [], origin);
}

/// <summary>What is waiting to be looked at; said twice it is done once.</summary>
internal sealed class ZoneWork
{
    /// <summary>Keys beyond which the whole zone is looked through instead.</summary>
    private const int MostKeys = 10_000;

    private readonly Lock _lock = new();
    private readonly SortedSet<string> _keys = new(ZoneKey.Order);
    private readonly SortedSet<string> _prefixes = new(ZoneKey.Order);
    private ChangeOrigin _origin = ChangeOrigin.Unknown;

    /// <summary>Keys that are waiting.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _keys.Count;
            }
        }
    }

    /// <summary>Adds all below a prefix.</summary>
    public void AddPrefix(string prefix, ChangeOrigin origin)
    {
        lock (_lock)
        {
            _prefixes.Add(prefix);
            _origin = origin;
        }
    }

    /// <summary>Adds keys.</summary>
    public void AddKeys(IEnumerable<string> keys, ChangeOrigin origin)
    {
        lock (_lock)
        {
            _keys.UnionWith(keys);
            _origin = origin;
            if (_keys.Count > MostKeys)
            {
                _keys.Clear();
                _prefixes.Add("");
            }
        }
    }

    /// <summary>Takes the next request out; null where nothing waits.</summary>
    public ZoneRequest? Take()
    {
        lock (_lock)
        {
            if (_keys.Count > 0)
            {
                var request = new ZoneRequest(null, [.. _keys], _origin);
                _keys.Clear();
                return request;
            }

            if (_prefixes.Min is { } prefix)
            {
                _prefixes.RemoveWhere(other => other.StartsWith(prefix, StringComparison.Ordinal));
                return ZoneRequest.Below(prefix, _origin);
            }

            return null;
        }
    }
}
