namespace PartyOrleans.Connectors;

/// <summary>An input that cannot be read at all, or not any further. The message names file, place, reason and what is allowed, and holds no personal data.</summary>
public sealed class InputException : Exception
{
    /// <summary>Makes the exception.</summary>
    public InputException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public InputException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
