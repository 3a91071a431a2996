using System.Globalization;

namespace PartyOrleans.Kafka.Replaying;

/// <summary>An end of a range of messages: an offset, or a time.</summary>
/// <param name="Offset">The offset; null where a time is given.</param>
/// <param name="Time">The time: the first message of each partition that is of this time or later.</param>
public readonly record struct RangeEdge(long? Offset, DateTimeOffset? Time)
{
    /// <summary>Reads one: digits are an offset, anything else is a time.</summary>
    public static bool TryParse(string text, out RangeEdge edge)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long offset))
        {
            edge = new RangeEdge(offset, null);
            return true;
        }

        bool isTime = DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time);
        edge = new RangeEdge(null, time);
        return isTime;
    }
}

/// <summary>Which messages of a stream are read again; as it is, all that the topics still have of what the hub has taken.</summary>
public sealed record StreamRange
{
    /// <summary>The topic; null for all of the stream.</summary>
    public string? Topic { get; init; }

    /// <summary>The partition; null for all.</summary>
    public int? Partition { get; init; }

    /// <summary>The first message; null for the oldest.</summary>
    public RangeEdge? From { get; init; }

    /// <summary>The message after the last one; null for the first that the hub has not taken.</summary>
    public RangeEdge? Until { get; init; }
}
