using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>What a word says about whether a name is a person's.</summary>
public static class PersonNameEvidence
{
    private static readonly FrozenSet<string> Known = Words(GivenNameTable.Names).Concat(Words(NicknameTable.Rows)).ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> Common = Known.Except(Words(GivenNameTable.Ambiguous), StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Established = Common.Concat(Words(CensusNameTable.Names)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a folded token is a given name that many people bear, whatever else it may be.</summary>
    public static bool IsEstablishedGivenName(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);
        return Established.Contains(folded);
    }

    /// <summary>Whether a folded token is a common given name in some country and hardly anything else ("grace" and "park" prove nothing).</summary>
    public static bool IsCommonGivenName(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);
        return Common.Contains(folded);
    }

    /// <summary>Whether a folded token is a given name in some country, whatever else it may be.</summary>
    internal static bool IsKnownGivenName(string folded) => Known.Contains(folded);

    private static string[] Words(string text) => text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
}
