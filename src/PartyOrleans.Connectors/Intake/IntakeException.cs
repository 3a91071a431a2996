namespace PartyOrleans.Connectors.Intake;

/// <summary>A hub did not take a batch, and keeps nothing of it.</summary>
public sealed class IntakeException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, without personal data.</param>
    /// <param name="isTransient">Whether the same batch may be taken later: a source then waits and tries again, and never passes it over.</param>
    /// <param name="retryAfter">When to try again, where the hub says so.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public IntakeException(string message, bool isTransient, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => (IsTransient, RetryAfter) = (isTransient, retryAfter);

    /// <summary>Whether the same batch may be taken later.</summary>
    public bool IsTransient { get; }

    /// <summary>When to try again, where the hub says so.</summary>
    public TimeSpan? RetryAfter { get; }
}

/// <summary>
/// A batch does not go on from where its stream is: a batch before it was not taken, or somebody else has taken what it brings. Its reader goes on from
/// <see cref="Next"/>, or says that the stream begins anew.
/// </summary>
/// <param name="stream">The stream.</param>
/// <param name="from">Where the batch went on from.</param>
/// <param name="next">Where the stream is.</param>
public sealed class StreamMovedException(string stream, long from, long next)
    : Exception($"Stream {stream} is at {next}, the batch goes on from {from}: read on from {next}.")
{
    /// <summary>The stream.</summary>
    public string Stream { get; } = stream;

    /// <summary>The first place that is not taken yet; 0 where nothing was taken.</summary>
    public long Next { get; } = next;
}
