using System.Globalization;

namespace PartyOrleans.Storage.Rows;

/// <summary>What both stores say the same of lists of dead letters.</summary>
internal static class DeadLetterRow
{
    /// <summary>The name of a filter's list: a cursor is good for the filter that it came from.</summary>
    public static string ListOf(DeadLetterFilter filter) => string.Create(
        CultureInfo.InvariantCulture,
        $"dead-letters/{(int?)filter.Kind}/{(int?)filter.State}/{filter.From?.UtcTicks}/{filter.Before?.UtcTicks}/{filter.After}/{filter.Source?.Length ?? -1}/{filter.Source}/{filter.Input?.Length ?? -1}/{filter.Input}");

    /// <summary>By source, kind and state.</summary>
    public static int Compare(DeadLetterCount a, DeadLetterCount b) => string.CompareOrdinal(a.Source, b.Source) is var bySource and not 0 ? bySource
        : a.Kind.CompareTo(b.Kind) is var byKind and not 0 ? byKind
        : a.State.CompareTo(b.State);
}
