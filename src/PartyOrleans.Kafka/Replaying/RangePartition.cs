using System.Globalization;
using Confluent.Kafka;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Kafka.Streams;

namespace PartyOrleans.Kafka.Replaying;

/// <summary>A partition that is read again, and how far that has come.</summary>
/// <param name="topic">Its topic.</param>
/// <param name="place">The partition.</param>
/// <param name="stream">The name under which the hub keeps how far it has come.</param>
/// <param name="adapter">Understands its messages.</param>
internal sealed class RangePartition(StreamTopic topic, TopicPartition place, string stream, IMessageAdapter adapter)
{
    private bool _isBegun;

    public StreamTopic Topic => topic;

    public TopicPartition Place => place;

    public string Stream => stream;

    public IMessageAdapter Adapter => adapter;

    /// <summary>The next offset to read.</summary>
    public long Next { get; set; }

    /// <summary>What there is of it, in words.</summary>
    public string There { get; private set; } = "";

    /// <summary>Whether the range's end was passed.</summary>
    public bool IsPast { get; private set; }

    /// <summary>Places the range in what the topic has and the hub has taken.</summary>
    /// <param name="range">The range.</param>
    /// <param name="oldest">The oldest offset that the topic still has.</param>
    /// <param name="newest">The offset after its newest message.</param>
    /// <param name="taken">The first offset that the hub has not taken.</param>
    /// <exception cref="InputException">The range lies elsewhere.</exception>
    public void Begin(StreamRange range, long oldest, long newest, long taken)
    {
        if (newest < taken)
        {
            throw Wrong($"ends before offset {newest}, and the hub has taken messages up to {taken}: the topic was made anew, and its offsets are others");
        }

        There = oldest < taken ? $"has offsets {oldest} to {taken - 1} of what the hub has taken" : $"has nothing any more of what the hub has taken; its oldest message is at {oldest}";
        if (range.From is { Offset: { } from } && (from < oldest || from >= taken))
        {
            throw Wrong($"{There}, and the range is to begin at {from}");
        }

        if (range.Until is { Offset: { } until } && (until <= Math.Max(oldest, range.From?.Offset ?? 0) || until > taken))
        {
            throw Wrong($"{There}, and the range is to end before {until}");
        }

        Next = Math.Min(taken, Math.Max(oldest, range.From?.Offset ?? 0));
    }

    /// <summary>Whether a message lies in the range; messages come in their order.</summary>
    public bool IsInRange(ConsumeResult<byte[]?, byte[]?> message, StreamRange range)
    {
        _isBegun |= range.From is null || IsReached(message, range.From.Value);
        IsPast |= range.Until is { } until && IsReached(message, until);
        return _isBegun && !IsPast;
    }

    /// <summary>Ends the range where it was read to: what the hub takes meanwhile comes after it.</summary>
    public void End() => IsPast = true;

    /// <summary>Something about it that cannot be read.</summary>
    public InputException Wrong(string what) => new(string.Create(CultureInfo.InvariantCulture, $"Topic {place.Topic}, partition {place.Partition.Value} {what}."));

    private bool IsReached(ConsumeResult<byte[]?, byte[]?> message, RangeEdge edge) =>
        edge.Offset is { } offset ? message.Offset.Value >= offset
        : message.Message.Timestamp.Type == TimestampType.NotAvailable ? throw Wrong("has messages without a time: name the range by offsets")
        : new DateTimeOffset(message.Message.Timestamp.UtcDateTime, TimeSpan.Zero) >= edge.Time;
}
