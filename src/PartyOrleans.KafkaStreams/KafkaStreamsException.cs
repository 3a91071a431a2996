using Confluent.Kafka;
using ErrorCode = Confluent.Kafka.ErrorCode;

namespace PartyOrleans.KafkaStreams;

/// <summary>Brokers could not be reached, or would not do what was asked.</summary>
[GenerateSerializer]
[Alias("kafka-streams.exception")]
public sealed class KafkaStreamsException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, without what messages hold.</param>
    /// <param name="isTransient">Whether trying again may help.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public KafkaStreamsException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether trying again may help.</summary>
    [Id(0)]
    public bool IsTransient { get; }

    /// <summary>Whether the same may succeed later with nobody changing anything that is sent.</summary>
    internal static bool MayPass(Error error) => error.Code is not (
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidMsgSize or ErrorCode.InvalidRecord or ErrorCode.TopicException
        or ErrorCode.PolicyViolation or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.UnsupportedForMessageFormat or ErrorCode.UnsupportedVersion or ErrorCode.Local_InvalidArg);
}
