namespace PartyOrleans.Client;

/// <summary>Part of a list.</summary>
/// <param name="Items">The items.</param>
/// <param name="Next">Cursor of what follows; null where nothing does.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
