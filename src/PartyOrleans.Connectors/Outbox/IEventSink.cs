namespace PartyOrleans.Connectors.Outbox;

/// <summary>
/// Takes what the outbox tells to one place outside the hub. Deliveries come one after the other, in the order of the outbox and so in order for
/// each party; what failed comes again, as it is then, until it is taken: at least once. A message has the same id for ever, to deduplicate by.
/// </summary>
public interface IEventSink : IAsyncDisposable
{
    /// <summary>The sink's name, unique within a hub.</summary>
    string Name { get; }

    /// <summary>What kind of place it is: <c>kafka</c>, <c>webhook</c>, <c>golden-zone</c>.</summary>
    string Kind { get; }

    /// <summary>Delivers messages; when the task completes the other side has them durably.</summary>
    /// <param name="messages">One or more, in order. Not to be kept: their values may be erased meanwhile.</param>
    /// <param name="cancellationToken">Gives up; they come again.</param>
    /// <exception cref="DeliveryException">They were not all taken.</exception>
    Task DeliverAsync(IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);
}

/// <summary>A sink did not take messages; they come again, those that it took with them.</summary>
public sealed class DeliveryException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, without personal data or secrets: it is shown and logged.</param>
    /// <param name="isTransient">Whether the same messages may be taken later without anybody's help; where not, the sink is disabled until somebody enables it.</param>
    /// <param name="retryAfter">How long the other side asked to be left alone, where it did.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public DeliveryException(string message, bool isTransient, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => (IsTransient, RetryAfter) = (isTransient, retryAfter);

    /// <summary>Whether the same messages may be taken later without anybody's help.</summary>
    public bool IsTransient { get; }

    /// <summary>How long the other side asked to be left alone.</summary>
    public TimeSpan? RetryAfter { get; }
}
