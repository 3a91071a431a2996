using Microsoft.Extensions.Logging;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What a session logs.</summary>
internal sealed partial class StreamSession
{
    [LoggerMessage(2300, LogLevel.Debug, "librdkafka {Facility}: {Text}")]
    private partial void LogLine(string facility, string text);

    [LoggerMessage(2301, LogLevel.Warning, "Stream {Stream}: {Code}: {Reason}")]
    private partial void LogError(string stream, string code, string reason);

    [LoggerMessage(2302, LogLevel.Information, "Stream {Stream}: {Given} partitions were given to it, {Taken} taken from it; it reads {Held}")]
    private partial void LogRebalanced(string stream, int given, int taken, int held);

    [LoggerMessage(2303, LogLevel.Error, "Stream {Stream}: topic {Topic} cannot be read: {Code}")]
    private partial void LogTopic(string stream, string topic, string code);

    [LoggerMessage(2304, LogLevel.Error, "Stream {Stream}: topic {Topic}, partition {Partition} has nothing at offset {Offset}, from where the hub goes on; the partition stands still until somebody decides")]
    private partial void LogLost(string stream, string topic, int partition, long offset);

    [LoggerMessage(2305, LogLevel.Error, "Stream {Stream}: topic {Topic}, partition {Partition} has nothing at offset {Offset}, from where the hub goes on; it is read anew from the oldest message there, and messages may be missing")]
    private partial void LogRestarted(string stream, string topic, int partition, long offset);

    [LoggerMessage(2306, LogLevel.Warning, "Stream {Stream}: the consumer group could not be left: {Code}")]
    private partial void LogClose(string stream, string code);
}
