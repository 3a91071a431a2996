using System.Globalization;
using Orleans.Streams;

namespace PartyOrleans.KafkaStreams.Messages;

/// <summary>What a token was made for.</summary>
internal enum TokenKind
{
    /// <summary>A consumer says where it wants to begin, or was told where an event lies.</summary>
    Place = 0,

    /// <summary>Messages came from the brokers, by the first of them.</summary>
    Arrival = 1,

    /// <summary>A delivery, by its last message: a consumer that names it has everything up to it.</summary>
    Delivery = 2,

    /// <summary>A delivery of messages that are read again because a consumer went back; what comes after it may have to be read again too.</summary>
    Repetition = 3,
}

/// <summary>
/// A place in a partition: the offset of a message. To subscribe with it is to begin with that message, also where it was delivered long ago and has left memory: it
/// is then read from the brokers again.
/// </summary>
[GenerateSerializer]
[Immutable]
[Alias("kafka-streams.offset")]
public sealed class KafkaOffsetToken : StreamSequenceToken
{
    internal KafkaOffsetToken(long offset, TokenKind kind) => (SequenceNumber, Kind) = (offset, kind);

    /// <summary>The offset.</summary>
    [Id(0)]
    public override long SequenceNumber { get; protected set; }

    /// <summary>Always 0.</summary>
    [Id(1)]
    public override int EventIndex { get; protected set; }

    /// <summary>What it was made for.</summary>
    [Id(2)]
    internal TokenKind Kind { get; private set; }

    /// <summary>A place to begin with.</summary>
    /// <param name="offset">The offset of the first message to be delivered.</param>
    public static KafkaOffsetToken At(long offset) => new(offset, TokenKind.Place);

    /// <inheritdoc />
    public override bool Equals(StreamSequenceToken? other) => other is not null && other.SequenceNumber == SequenceNumber && other.EventIndex == EventIndex;

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(SequenceNumber, EventIndex);

    /// <summary>
    /// Orders by offset. A place to begin with comes before what lies there: an agent passes over what is not after the place that an implicit subscription names.
    /// </summary>
    public override int CompareTo(StreamSequenceToken? other) => other is null ? 1
        : SequenceNumber != other.SequenceNumber ? SequenceNumber.CompareTo(other.SequenceNumber)
        : EventIndex != other.EventIndex ? EventIndex.CompareTo(other.EventIndex)
        : IsPlace(other).CompareTo(IsPlace(this));

    private static bool IsPlace(StreamSequenceToken token) => token is KafkaOffsetToken { Kind: TokenKind.Place };

    /// <inheritdoc />
    public override string ToString() => SequenceNumber.ToString(CultureInfo.InvariantCulture);
}
