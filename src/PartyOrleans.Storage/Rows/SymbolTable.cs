using System.Collections.Immutable;

namespace PartyOrleans.Storage.Rows;

/// <summary>
/// Numbers for names that recur. Only ever grows; a snapshot may be read from any thread while the committing thread adds,
/// and an addition that is not committed is undone by going back to the snapshot before it.
/// </summary>
internal sealed class SymbolTable
{
    private volatile Snapshot _current = new(new Dictionary<string, int>(StringComparer.Ordinal), []);

    /// <summary>What is known now.</summary>
    public Snapshot Current => _current;

    /// <summary>Goes back to an earlier snapshot, or on to a later one.</summary>
    public void Restore(Snapshot snapshot) => _current = snapshot;

    /// <summary>The number of a name, which is added where it is new.</summary>
    /// <param name="name">The name.</param>
    /// <param name="added">Called with the number of a new name before anyone else sees it.</param>
    public int CodeOf(string name, Action<int, string> added)
    {
        Snapshot current = _current;
        if (current.Codes.TryGetValue(name, out int code))
        {
            return code;
        }

        code = current.Names.Length;
        added(code, name);
        _current = new Snapshot(new Dictionary<string, int>(current.Codes, StringComparer.Ordinal) { [name] = code }, current.Names.Add(name));
        return code;
    }

    /// <summary>Names with their numbers; never changes.</summary>
    public sealed record Snapshot(Dictionary<string, int> Codes, ImmutableArray<string> Names)
    {
        /// <summary>The snapshot in which each name's number is its place.</summary>
        public static Snapshot Of(IReadOnlyList<string> names) => new(
            names.Select((name, code) => (name, code)).ToDictionary(symbol => symbol.name, symbol => symbol.code, StringComparer.Ordinal), [.. names]);

        /// <summary>The name of a number.</summary>
        public string NameOf(int code) => code >= 0 && code < Names.Length
            ? Names[code]
            : throw new InvalidDataException($"Symbol {code} is unknown; known are 0 to {Names.Length - 1}.");
    }
}
