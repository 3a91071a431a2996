using Confluent.Kafka;

namespace PartyOrleans.Kafka;

/// <summary>What brokers and their client report, and what it is worth to try again.</summary>
internal static class KafkaErrors
{
    /// <summary>Whether the same may succeed later with nobody changing anything that is sent.</summary>
    public static bool IsTransient(Error error) => error.Code is not (
        ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge or ErrorCode.InvalidMsg or ErrorCode.InvalidMsgSize or ErrorCode.InvalidRecord or ErrorCode.TopicException
        or ErrorCode.PolicyViolation or ErrorCode.TopicAuthorizationFailed or ErrorCode.GroupAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed
        or ErrorCode.UnsupportedForMessageFormat or ErrorCode.UnsupportedVersion or ErrorCode.Local_InvalidArg);

    /// <summary>Makes a client; settings that it does not know become the caller's error.</summary>
    /// <exception cref="ArgumentException">A setting is unknown or has a value that it cannot have.</exception>
    public static T Checked<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or KafkaException)
        {
            throw new ArgumentException($"Kafka settings: {failure.Message}", failure);
        }
    }
}
