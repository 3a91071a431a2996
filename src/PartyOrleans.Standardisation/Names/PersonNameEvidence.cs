using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>What a word says about whether a name is a person's.</summary>
public static class PersonNameEvidence
{
    private static readonly FrozenSet<string> Common =
        GivenNameTable.Names.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a folded token is a common given name in some country.</summary>
    public static bool IsCommonGivenName(string folded)
    {
        ArgumentNullException.ThrowIfNull(folded);
        return Common.Contains(folded) || Nicknames.FormalNamesOf(folded).Length > 0;
    }
}
