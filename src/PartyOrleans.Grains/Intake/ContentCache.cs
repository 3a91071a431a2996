using System.Collections.Concurrent;
using PartyOrleans.Model;
using PartyOrleans.Resolution.Parts;

namespace PartyOrleans.Grains.Intake;

/// <summary>Contents of committed records that were candidates lately, each with its version, since other silos change records too.</summary>
internal sealed class ContentCache(int most)
{
    private ConcurrentDictionary<RecordKey, (ulong Version, byte[] Content)> _contents = new();

    /// <summary>The content of a version, or null.</summary>
    public byte[]? Find(RecordKey key, ulong version) =>
        _contents.TryGetValue(key, out (ulong Version, byte[] Content) kept) && kept.Version == version ? kept.Content : null;

    /// <summary>Keeps a content.</summary>
    public void Put(RecordKey key, byte[] content)
    {
        if (_contents.Count >= most)
        {
            _contents = new ConcurrentDictionary<RecordKey, (ulong Version, byte[] Content)>();
        }

        _contents[key] = (BlockShard.VersionOf(content), content);
    }
}
