namespace PartyOrleans.Storage;

/// <summary>A store could not do what was asked for a reason outside the program: the disk, the file, another process.</summary>
/// <remarks>What was committed before is untouched; of the change that failed nothing is visible.</remarks>
public sealed class StoreException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">Names the store and says what to do.</param>
    /// <param name="isTransient">Whether the same call may succeed later without the store being repaired.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public StoreException(string message, bool isTransient, Exception? innerException = null)
        : base(message, innerException) => IsTransient = isTransient;

    /// <summary>Whether the same call may succeed later without the store being repaired: it was busy, or the disk was full.</summary>
    public bool IsTransient { get; }
}
