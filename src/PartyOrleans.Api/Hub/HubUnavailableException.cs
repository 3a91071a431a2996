namespace PartyOrleans.Api.Hub;

/// <summary>A hub cannot do what was asked at the moment; nothing of it is kept, and it may be asked again.</summary>
public sealed class HubUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Why, without personal data.</param>
    /// <param name="isOverload">Whether too much waits already, as opposed to the hub being unable to work.</param>
    /// <param name="retryAfter">When to try again.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public HubUnavailableException(string message, bool isOverload, TimeSpan retryAfter, Exception? innerException = null)
        : base(message, innerException)
    {
        IsOverload = isOverload;
        RetryAfter = retryAfter;
    }

    /// <summary>Whether too much waits already, as opposed to the hub being unable to work.</summary>
    public bool IsOverload { get; }

    /// <summary>When to try again.</summary>
    public TimeSpan RetryAfter { get; }
}
