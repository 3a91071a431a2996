using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>What a word says about whether a name is a person's.</summary>
public static class PersonNameEvidence
{
    private static readonly FrozenSet<string> Common = Build();

    /// <summary>Whether a folded token is a common given name in some country and hardly anything else ("grace" and "park" prove nothing).</summary>
    public static bool IsCommonGivenName(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);
        return Common.Contains(folded);
    }

    private static FrozenSet<string> Build()
    {
        var names = new HashSet<string>(Words(GivenNameTable.Names), StringComparer.Ordinal);
        names.UnionWith(Words(NicknameTable.Rows));
        names.ExceptWith(Words(GivenNameTable.Ambiguous));
        return names.ToFrozenSet(StringComparer.Ordinal);
    }

    private static string[] Words(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
