namespace PartyOrleans.Storage;

/// <summary>Which part of a list is wanted.</summary>
/// <param name="Limit">Most items on the page, 1 to <see cref="MaxLimit"/>; other values are brought to the nearer bound.</param>
/// <param name="Cursor">The <see cref="Page{T}.Next"/> of the page before; null for the first.</param>
public readonly record struct PageRequest(int Limit, string? Cursor = null)
{
    /// <summary>Most items that any page holds.</summary>
    public const int MaxLimit = 1000;

    /// <summary>The limit within its bounds.</summary>
    internal int Items => Math.Clamp(Limit, 1, MaxLimit);
}

/// <summary>A part of a list.</summary>
/// <param name="Items">The items in the list's order.</param>
/// <param name="Next">Cursor of the page after; null at the end of a list that ends.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A cursor was altered, cut, made for another list, or by another store. The caller's mistake; start the list anew.</summary>
public sealed class InvalidCursorException : Exception
{
    /// <summary>Makes the exception.</summary>
    public InvalidCursorException()
        : base("The cursor is not one that this list gave out: start from its first page.")
    {
    }
}
