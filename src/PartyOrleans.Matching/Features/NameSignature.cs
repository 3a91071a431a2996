using System.Numerics;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Features;

/// <summary>
/// Eight bytes that stand for a name, kept with it in the dictionary: its letters, length, first letter, formal names, and whether it is a
/// common given name. Two names
/// that are not alike by any measure are mostly told apart by them, without reading either. A necessary condition only.
/// </summary>
internal static class NameSignature
{
    private const ulong Letters = (1UL << 26) - 1;
    private const ulong Other = 1UL << 26;
    private const int LengthShift = 27;
    private const int FirstShift = 32;
    private const int FormalShift = 37;
    private const int FormalBits = 26;
    private const ulong Formal = ((1UL << FormalBits) - 1) << FormalShift;
    private const ulong Common = 1UL << 63;
    private const int LongestTold = 31;
    private const int Lengths = LongestTold + 1;

    /// <summary>The least Jaro-Winkler similarity at which names are similar.</summary>
    public const double LeastSpelling = 0.86;

    /// <summary>The least Jaro-Winkler similarity at which names that sound alike are similar.</summary>
    public const double LeastSound = 0.75;

    private static readonly byte[] SpellingMatches = LeastMatches(LeastSpelling);
    private static readonly byte[] SoundMatches = LeastMatches(LeastSound);

    /// <summary>The signature of a folded name.</summary>
    public static ulong Of(ReadOnlySpan<char> name)
    {
        ulong signature = (ulong)Math.Min(name.Length, LongestTold) << LengthShift;
        foreach (char c in name)
        {
            signature |= c is >= 'a' and <= 'z' ? 1UL << (c - 'a') : Other;
        }

        signature |= (ulong)(name[0] & 31) << FirstShift;
        string text = name.ToString();
        signature |= PersonNameEvidence.IsEstablishedGivenName(text) ? Common : 0;
        foreach (int formal in Nicknames.FormalNamesOf(text))
        {
            signature |= 1UL << (FormalShift + (formal % FormalBits));
        }

        return signature;
    }

    /// <summary>Whether two names may share a formal name; where they do not, neither is short for the other.</summary>
    public static bool MayShareFormal(ulong a, ulong b) => (a & b & Formal) != 0;

    /// <summary>Whether both names are established given names, see <see cref="PersonNameEvidence.IsEstablishedGivenName"/>.</summary>
    public static bool AreCommon(ulong a, ulong b) => (a & b & Common) != 0;

    /// <summary>
    /// Whether two names may be alike: an initial, a nickname, within one edit, with a shared word, or of a Jaro-Winkler similarity
    /// of at least <see cref="LeastSpelling"/>. The letters that only one of them has bound the number of those that can match.
    /// </summary>
    public static bool MayBeAlikeInSpelling(ulong a, ulong b) => MayBeAlike(a, b, SpellingMatches);

    /// <summary>As the other, of two names that sound alike, from <see cref="LeastSound"/>.</summary>
    public static bool MayBeAlikeInSound(ulong a, ulong b) => MayBeAlike(a, b, SoundMatches);

    private static bool MayBeAlike(ulong a, ulong b, byte[] leastMatches)
    {
        int lengthA = (int)(a >> LengthShift) & LongestTold;
        int lengthB = (int)(b >> LengthShift) & LongestTold;
        int onlyA = BitOperations.PopCount(a & ~b & Letters);
        int onlyB = BitOperations.PopCount(b & ~a & Letters);
        if (((a | b) & Other) != 0 || lengthA <= 1 || lengthB <= 1 || lengthA == LongestTold || lengthB == LongestTold
            || onlyA + onlyB <= 2 || MayShareFormal(a, b))
        {
            return true;
        }

        int sameFirst = ((a ^ b) >> FirstShift & 31) == 0 ? 1 : 0;
        return Math.Min(lengthA - onlyA, lengthB - onlyB) >= leastMatches[(((sameFirst * Lengths) + lengthA) * Lengths) + lengthB];
    }

    /// <summary>
    /// How many letters must match, by whether the first one is the same and the two lengths: the fewest with which the greatest
    /// Jaro-Winkler similarity reaches <paramref name="least"/>.
    /// </summary>
    private static byte[] LeastMatches(double least)
    {
        var matches = new byte[2 * Lengths * Lengths];
        for (int sameFirst = 0; sameFirst < 2; sameFirst++)
        {
            for (int lengthA = 1; lengthA < Lengths; lengthA++)
            {
                for (int lengthB = 1; lengthB < Lengths; lengthB++)
                {
                    byte matching = 0;
                    while (matching <= LongestTold && Most(matching, lengthA, lengthB, sameFirst != 0) < least - 1e-9)
                    {
                        matching++;
                    }

                    matches[(((sameFirst * Lengths) + lengthA) * Lengths) + lengthB] = matching;
                }
            }
        }

        return matches;

        static double Most(double matching, int lengthA, int lengthB, bool sameFirst)
        {
            double jaro = ((matching / lengthA) + (matching / lengthB) + 1) / 3;
            return sameFirst ? jaro + (0.4 * (1 - jaro)) : jaro;
        }
    }
}
