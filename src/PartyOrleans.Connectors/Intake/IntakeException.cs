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
