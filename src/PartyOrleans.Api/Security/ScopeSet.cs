namespace PartyOrleans.Api.Security;

/// <summary>A set of <see cref="Scopes"/>; scopes imply no others, so that a caller holds no more than was given.</summary>
/// <param name="Bits">One bit for each scope, in the order of <see cref="Known"/>.</param>
public readonly record struct ScopeSet(byte Bits)
{
    /// <summary>All scopes there are.</summary>
    public static readonly IReadOnlyList<string> Known =
        [Scopes.Read, Scopes.ReadPersonal, Scopes.Write, Scopes.Steward, Scopes.Operate, Scopes.Admin];

    /// <summary>No scope.</summary>
    public static readonly ScopeSet None;

    /// <summary>Every scope.</summary>
    public static readonly ScopeSet All = Of(Known);

    /// <summary>The scopes in order.</summary>
    public IEnumerable<string> Names => Known.Where(Holds);

    /// <summary>The set of some scopes; unknown ones are left out, since they allow nothing here.</summary>
    public static ScopeSet Of(IEnumerable<string> scopes)
    {
        int bits = 0;
        foreach (string scope in scopes)
        {
            bits |= Bit(scope);
        }

        return new ScopeSet((byte)bits);
    }

    /// <summary>Reads scopes separated by spaces or commas.</summary>
    /// <param name="text">The scopes.</param>
    /// <param name="scopes">The set.</param>
    /// <param name="unknown">The first one that is unknown; empty where all are known.</param>
    /// <returns>Whether all are known and there is at least one.</returns>
    public static bool TryParse(string text, out ScopeSet scopes, out string unknown)
    {
        string[] names = text.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        scopes = Of(names);
        unknown = names.FirstOrDefault(name => Bit(name) == 0) ?? "";
        return names.Length > 0 && unknown.Length == 0;
    }

    /// <summary>Whether a scope is in the set.</summary>
    public bool Holds(string scope) => (Bits & Bit(scope)) != 0;

    /// <summary>The scopes separated by spaces, as a token holds them.</summary>
    public override string ToString() => string.Join(' ', Names);

    private static int Bit(string scope) => scope switch
    {
        Scopes.Read => 1,
        Scopes.ReadPersonal => 2,
        Scopes.Write => 4,
        Scopes.Steward => 8,
        Scopes.Operate => 16,
        Scopes.Admin => 32,
        _ => 0,
    };
}
