namespace PartyOrleans.Connectors;

/// <summary>A form of input that is no text, such as Parquet, and that a host was built with.</summary>
public interface IPackedInput
{
    /// <summary>What messages and reports call the form.</summary>
    string Name { get; }

    /// <summary>The first bytes by which it is known, at most 4.</summary>
    ReadOnlyMemory<byte> Mark { get; }

    /// <summary>Gives its records as JSON Lines, an object for each, in their order.</summary>
    /// <param name="packed">The input from its start; disposed with the result, which may be read from any thread.</param>
    /// <returns>The lines; reading fails with <see cref="InvalidDataException"/> where the input is damaged.</returns>
    Stream Unpack(Stream packed);
}

/// <summary>The forms of packed input that this program was built with; added when it starts.</summary>
public static class PackedInputs
{
    private static volatile IPackedInput[] known = [];

    /// <summary>Adds a form for all inputs that are opened from now on.</summary>
    public static void Add(IPackedInput form)
    {
        ArgumentNullException.ThrowIfNull(form);
        known = [.. known.Where(other => !string.Equals(other.Name, form.Name, StringComparison.Ordinal)), form];
    }

    /// <summary>The form of an input by its first bytes, or null.</summary>
    internal static IPackedInput? Find(ReadOnlySpan<byte> start)
    {
        foreach (IPackedInput form in known)
        {
            if (start.StartsWith(form.Mark.Span))
            {
                return form;
            }
        }

        return null;
    }
}
