using System.Numerics;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Eight bytes that stand for a name, kept with it in the dictionary: its letters, length, first letter and formal names. Two names
/// that are not alike by any measure are mostly told apart by them, without reading either. A necessary condition only.
/// </summary>
internal static class NameSignature
{
    private const ulong Letters = (1UL << 26) - 1;
    private const ulong Other = 1UL << 26;
    private const int LengthShift = 27;
    private const int FirstShift = 32;
    private const int FormalShift = 37;
    private const int FormalBits = 27;
    private const int LongestTold = 31;

    /// <summary>The signature of a folded name.</summary>
    public static ulong Of(ReadOnlySpan<char> name)
    {
        ulong signature = (ulong)Math.Min(name.Length, LongestTold) << LengthShift;
        foreach (char c in name)
        {
            signature |= c is >= 'a' and <= 'z' ? 1UL << (c - 'a') : Other;
        }

        signature |= (ulong)(name[0] & 31) << FirstShift;
        foreach (int formal in Nicknames.FormalNamesOf(name.ToString()))
        {
            signature |= 1UL << (FormalShift + (formal % FormalBits));
        }

        return signature;
    }

    /// <summary>
    /// Whether two names may be alike: an initial, a nickname, within one edit, with a shared word, or of a Jaro-Winkler similarity
    /// of at least <paramref name="least"/>. The letters that only one of them has bound the number of those that can match.
    /// </summary>
    public static bool MayBeAlike(ulong a, ulong b, double least)
    {
        int lengthA = (int)(a >> LengthShift) & LongestTold;
        int lengthB = (int)(b >> LengthShift) & LongestTold;
        int onlyA = BitOperations.PopCount(a & ~b & Letters);
        int onlyB = BitOperations.PopCount(b & ~a & Letters);
        if (((a | b) & Other) != 0 || lengthA <= 1 || lengthB <= 1 || lengthA == LongestTold || lengthB == LongestTold
            || onlyA + onlyB <= 2 || (a & b) >> FormalShift != 0)
        {
            return true;
        }

        double matching = Math.Min(lengthA - onlyA, lengthB - onlyB);
        double jaro = ((matching / lengthA) + (matching / lengthB) + 1) / 3;
        bool sameFirst = ((a ^ b) >> FirstShift & 31) == 0;
        return (sameFirst ? jaro + (0.4 * (1 - jaro)) : jaro) >= least - 1e-9;
    }
}
