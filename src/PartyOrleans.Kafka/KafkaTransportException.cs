namespace PartyOrleans.Kafka;

/// <summary>A broker could not be reached, or would not do what was asked.</summary>
public sealed class KafkaTransportException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, without personal data.</param>
    /// <param name="isTransient">Whether trying again may help.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public KafkaTransportException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether trying again may help.</summary>
    public bool IsTransient { get; }
}
