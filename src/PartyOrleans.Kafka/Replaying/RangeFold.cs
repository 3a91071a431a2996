using System.Text;
using Confluent.Kafka;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Replaying;

/// <summary>
/// Of each record what the last message says: the one of the greatest version, where messages have versions, and else the one that came last. A record whose
/// last message came after the range is left out, since the hub holds that one's effect.
/// </summary>
internal sealed class RangeFold
{
    private readonly Dictionary<RecordKey, Said> _records = [];
    private readonly HashSet<RecordKey> _refusedLater = [];
    private readonly HashSet<(string Topic, string Key)> _unreadLater = [];

    /// <summary>Records whose last message lies in the range, sorted by key: the record, or null where it says that it is gone.</summary>
    public IReadOnlyList<(RecordKey Key, SourceRecord? Record, string? Version)> Held =>
    [
        .. _records.Where(record => IsHeld(record.Key, record.Value)).OrderBy(record => record.Key).Select(record => (record.Key, record.Value.Record, record.Value.Version)),
    ];

    /// <summary>Records of the range that are left out, because messages after it are of them too.</summary>
    public long LeftOut => _records.LongCount(record => record.Value.WasInRange && !IsHeld(record.Key, record.Value));

    /// <summary>Adds a message that was read.</summary>
    /// <param name="message">The message.</param>
    /// <param name="read">What it says.</param>
    /// <param name="isInRange">Whether it lies in the range, or after it.</param>
    public void Add(ConsumeResult<byte[]?, byte[]?> message, in AdaptedMessage read, bool isInRange)
    {
        string key = message.Message.Key is { Length: > 0 } bytes ? Encoding.Latin1.GetString(bytes) : "";
        if (read.Kind is AdaptedKind.Upsert or AdaptedKind.Delete)
        {
            Put(read.Key, new Said(isInRange ? read.Record : null, read.Version, isInRange, isInRange, message.Topic, key));
        }
        else if (read.Kind is AdaptedKind.Refused && !isInRange)
        {
            // It may have been taken by the rules that held when it came: of its record, as far as that can be told, the hub may hold a newer state.
            _refusedLater.Add(read.Key);
            if (key.Length > 0)
            {
                _unreadLater.Add((message.Topic, key));
            }
        }
    }

    private void Put(RecordKey key, Said said)
    {
        if (_records.TryGetValue(key, out Said before))
        {
            bool isOrdered = said.Version is not null && before.Version is not null;
            bool isOlder = isOrdered ? string.CompareOrdinal(said.Version, before.Version) < 0 : before is { IsInRange: false } && said.IsInRange;
            said = (isOlder ? before : said with { Version = said.Version ?? before.Version }) with { WasInRange = before.WasInRange || said.WasInRange };
        }

        _records[key] = said;
    }

    private bool IsHeld(RecordKey key, Said said) => said.IsInRange && !_refusedLater.Contains(key) && !_unreadLater.Contains((said.Topic, said.MessageKey));

    private readonly record struct Said(SourceRecord? Record, string? Version, bool IsInRange, bool WasInRange, string Topic, string MessageKey);
}
