using PartyOrleans.Api.Problems;
using PartyOrleans.Model;

namespace PartyOrleans.Api.DeadLetters;

/// <summary>What kinds and states of dead letters are called.</summary>
public static class DeadLetterNames
{
    /// <summary>The kinds, by value.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Enum.GetValues<DeadLetterKind>().Select(Of)];

    /// <summary>The states, by value.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<DeadLetterState>().Select(Of)];

    /// <summary>The name of a kind.</summary>
    public static string Of(DeadLetterKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>The name of a state.</summary>
    public static string Of(DeadLetterState state) => state.ToString().ToLowerInvariant();

    /// <summary>Finds a kind by its name.</summary>
    public static bool TryKindOf(string name, out DeadLetterKind kind) => TryFind(Kinds, Enum.GetValues<DeadLetterKind>(), name, out kind);

    /// <summary>Finds a state by its name.</summary>
    public static bool TryStateOf(string name, out DeadLetterState state) => TryFind(States, Enum.GetValues<DeadLetterState>(), name, out state);

    /// <summary>A kind by its name.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    internal static DeadLetterKind KindOf(string name) => TryKindOf(name, out DeadLetterKind kind)
        ? kind
        : throw new ProblemException(ProblemType.InvalidRequest, $"kind must be one of {string.Join(", ", Kinds)}.");

    /// <summary>A state by its name.</summary>
    /// <exception cref="ProblemException">There is none.</exception>
    internal static DeadLetterState StateOf(string name) => TryStateOf(name, out DeadLetterState state)
        ? state
        : throw new ProblemException(ProblemType.InvalidRequest, $"state must be one of {string.Join(", ", States)}.");

    private static bool TryFind<T>(IReadOnlyList<string> names, T[] values, string name, out T value)
        where T : struct
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (string.Equals(names[i], name, StringComparison.Ordinal))
            {
                value = values[i];
                return true;
            }
        }

        value = default;
        return false;
    }
}
