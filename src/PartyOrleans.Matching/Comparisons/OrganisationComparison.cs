using System.Numerics;
using PartyOrleans.Matching.Features;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>
/// Compares organisation names by their words, each weighing as many bits as it is rare, so that "school" or "group" says little.
/// Soft weighted Jaccard after Monge and Elkan (1996), with spelling variants paired one to one.
/// </summary>
internal sealed class OrganisationComparison(ValueDictionary organisations, TermModel terms)
{
    private const int MostWords = 16;
    private const int LongestBuffered = 128;
    private const double LeastVariant = 0.93;
    private const double LeastSimilar = 0.85;
    private const float MostRarityBits = 17;
    private readonly PairCache _cache = new(organisations);

    /// <summary>The <see cref="OrganisationLevel"/> of two names.</summary>
    public int Compare(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return (int)OrganisationLevel.Missing;
        }

        return a == b ? (int)OrganisationLevel.Exact
            : _cache.Get(a, b, this, static (self, a, b) => (byte)self.Relate(organisationA: a, organisationB: b));
    }

    /// <summary>
    /// How rare a whole name is, bits: as the bundle counts names, or where it does not (as the one that ships), by its words. Words of one name depend
    /// on each other, so the rarest counts in full, the next by half, and no name for more than <see cref="MostRarityBits"/>.
    /// </summary>
    /// <param name="organisation">The name.</param>
    /// <param name="names">How often whole names occur, of organisations or of employers.</param>
    public float RarityOf(int organisation, TermBits names)
    {
        if (organisation == 0 || names.Known)
        {
            return names.Of(organisation);
        }

        string text = organisations.TextOf(organisation);
        ReadOnlySpan<char> core = text.AsSpan(0, text.IndexOf('\t'));
        float rarest = 0;
        float next = 0;
        foreach (Range word in core.Split(' '))
        {
            float bits = core[word].IsEmpty ? 0 : terms.Token(core[word]);
            (rarest, next) = bits > rarest ? (bits, rarest) : (rarest, Math.Max(next, bits));
        }

        return Math.Min(MostRarityBits, rarest + (next / 2));
    }

    /// <summary>The rarity of the rarest name that both have; 0 where they share none letter by letter.</summary>
    public float RarityOfShared(int[] left, int[] right, TermBits names)
    {
        float rarest = 0;
        foreach (int organisation in left)
        {
            if (Array.IndexOf(right, organisation) >= 0)
            {
                rarest = Math.Max(rarest, RarityOf(organisation, names));
            }
        }

        return rarest;
    }

    private OrganisationLevel Relate(int organisationA, int organisationB)
    {
        ReadOnlySpan<char> coreA = CoreOf(organisationA, stackalloc char[LongestBuffered]);
        ReadOnlySpan<char> coreB = CoreOf(organisationB, stackalloc char[LongestBuffered]);
        if (coreA.SequenceEqual(coreB))
        {
            return OrganisationLevel.Exact;
        }

        Span<Range> wordsA = stackalloc Range[MostWords];
        Span<Range> wordsB = stackalloc Range[MostWords];
        wordsA = wordsA[..coreA.Split(wordsA, ' ')];
        wordsB = wordsB[..coreB.Split(wordsB, ' ')];
        if (IsAcronym(coreA, coreB, wordsB) || IsAcronym(coreB, coreA, wordsA))
        {
            return OrganisationLevel.Acronym;
        }

        if (SameLetters(coreA, coreB))
        {
            return OrganisationLevel.SameWords;
        }

        Span<ulong> lettersA = stackalloc ulong[MostWords];
        Span<ulong> lettersB = stackalloc ulong[MostWords];
        ulong allA = LettersOf(coreA, wordsA, lettersA);
        ulong allB = LettersOf(coreB, wordsB, lettersB);
        Span<int> partner = stackalloc int[MostWords];
        Span<double> likenesses = stackalloc double[MostWords];
        Span<bool> taken = stackalloc bool[MostWords];
        int paired = 0;
        int exact = 0;
        for (int i = 0; i < wordsA.Length; i++)
        {
            ReadOnlySpan<char> word = coreA[wordsA[i]];
            int best = -1;
            double bestLikeness = 0;
            for (int j = 0; j < wordsB.Length; j++)
            {
                if (!taken[j])
                {
                    double likeness = Likeness(word, coreB[wordsB[j]], lettersA[i], lettersB[j]);
                    if (likeness > bestLikeness)
                    {
                        (best, bestLikeness) = (j, likeness);
                    }
                }
            }

            (partner[i], likenesses[i]) = (best, bestLikeness);
            if (best >= 0)
            {
                taken[best] = true;
                paired++;
                exact += bestLikeness == 1 ? 1 : 0;
            }
        }

        if (paired == wordsA.Length && paired == wordsB.Length)
        {
            return exact == paired ? OrganisationLevel.SameWords : OrganisationLevel.Near;
        }

        (float jaccard, float contained, float smaller) = paired == 0
            ? (0, 0, 0) // most pairs: how rare their words are does not matter
            : Overlap(coreA, wordsA, coreB, wordsB, partner, likenesses);
        double similarity = SimilarityAtMost(coreA, coreB, allA, allB) < LeastSimilar ? 0 : StringSimilarity.JaroWinkler(coreA, coreB);
        return jaccard >= 0.8 || similarity >= 0.95 ? OrganisationLevel.Near
            : jaccard >= 0.55 || (contained >= 0.95 && smaller >= 8) ? OrganisationLevel.StrongOverlap
            : jaccard >= 0.35 || contained >= 0.7 ? OrganisationLevel.Overlap
            : jaccard >= 0.15 || similarity >= LeastSimilar ? OrganisationLevel.WeakOverlap
            : OrganisationLevel.Different;
    }

    /// <summary>The name without its legal form, in the buffer where it fits.</summary>
    private ReadOnlySpan<char> CoreOf(int organisation, Span<char> buffer)
    {
        ReadOnlySpan<char> text = organisations.BytesOf(organisation).Length > buffer.Length
            ? organisations.TextOf(organisation)
            : organisations.CharsOf(organisation, buffer);
        return text[..text.IndexOf('\t')];
    }

    /// <summary>How much of what the words weigh is shared: of both names together, and of the one that weighs less, with its weight in bits.</summary>
    private (float Jaccard, float Contained, float SmallerBits) Overlap(
        ReadOnlySpan<char> coreA, ReadOnlySpan<Range> wordsA, ReadOnlySpan<char> coreB, ReadOnlySpan<Range> wordsB, ReadOnlySpan<int> partner,
        ReadOnlySpan<double> likenesses)
    {
        float totalA = 0;
        float totalB = 0;
        float shared = 0;
        Span<float> bitsB = stackalloc float[MostWords];
        for (int j = 0; j < wordsB.Length; j++)
        {
            totalB += bitsB[j] = terms.Token(coreB[wordsB[j]]);
        }

        for (int i = 0; i < wordsA.Length; i++)
        {
            float bits = terms.Token(coreA[wordsA[i]]);
            totalA += bits;
            if (partner[i] >= 0)
            {
                shared += (float)(likenesses[i] * (bits + bitsB[partner[i]]) / 2);
            }
        }

        float smaller = Math.Min(totalA, totalB);
        return (shared / Math.Max(0.01f, totalA + totalB - shared), shared / Math.Max(0.01f, smaller), smaller);
    }

    /// <summary>A bit for each character of each word, some of which share one; returns those of all words.</summary>
    private static ulong LettersOf(ReadOnlySpan<char> text, ReadOnlySpan<Range> words, Span<ulong> letters)
    {
        ulong all = 0;
        for (int i = 0; i < words.Length; i++)
        {
            ulong word = 0;
            foreach (char c in text[words[i]])
            {
                word |= 1UL << c;
            }

            letters[i] = word;
            all |= word;
        }

        return all;
    }

    /// <summary>
    /// What the Jaro-Winkler similarity of two texts is at most, by their letters: each that the other has not is unmatched at least once.
    /// </summary>
    private static double SimilarityAtMost(ReadOnlySpan<char> a, ReadOnlySpan<char> b, ulong lettersA, ulong lettersB)
    {
        const double Rounding = 1e-9;
        int matched = Math.Min(
            a.Length - BitOperations.PopCount(lettersA & ~lettersB),
            b.Length - BitOperations.PopCount(lettersB & ~lettersA));
        double jaro = (((double)matched / a.Length) + ((double)matched / b.Length) + 1) / 3;
        int prefix = Math.Min(4, a.CommonPrefixLength(b));
        return jaro + (prefix * 0.1 * (1 - jaro)) + Rounding;
    }

    /// <summary>Whether two words may be spelling variants of each other, by their letters.</summary>
    private static bool MayBeVariant(ReadOnlySpan<char> a, ReadOnlySpan<char> b, ulong lettersA, ulong lettersB) =>
        (BitOperations.PopCount(lettersA & ~lettersB) <= 1 && BitOperations.PopCount(lettersB & ~lettersA) <= 1)
        || SimilarityAtMost(a, b, lettersA, lettersB) >= LeastVariant;

    /// <summary>1 for the same word, 0.9 for a spelling variant, 0.8 for an abbreviation, 0 otherwise.</summary>
    private static double Likeness(ReadOnlySpan<char> a, ReadOnlySpan<char> b, ulong lettersA, ulong lettersB)
    {
        if (a.SequenceEqual(b))
        {
            return 1;
        }

        bool numbers = char.IsAsciiDigit(a[0]) || char.IsAsciiDigit(b[0]);
        if (numbers || Math.Min(a.Length, b.Length) < 3)
        {
            return Math.Min(a.Length, b.Length) == 1 && a[0] == b[0] && !numbers ? 0.5 : 0;
        }

        if (Math.Min(a.Length, b.Length) >= 4 && MayBeVariant(a, b, lettersA, lettersB)
            && (StringSimilarity.WithinOneEdit(a, b) || StringSimilarity.JaroWinkler(a, b) >= LeastVariant))
        {
            return 0.9;
        }

        return a.StartsWith(b) || b.StartsWith(a) ? 0.8 : 0;
    }

    private static bool SameLetters(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0;
        int j = 0;
        while (true)
        {
            while (i < a.Length && a[i] == ' ')
            {
                i++;
            }

            while (j < b.Length && b[j] == ' ')
            {
                j++;
            }

            if (i == a.Length || j == b.Length)
            {
                return i == a.Length && j == b.Length;
            }

            if (a[i++] != b[j++])
            {
                return false;
            }
        }
    }

    private static bool IsAcronym(ReadOnlySpan<char> shortName, ReadOnlySpan<char> longName, ReadOnlySpan<Range> words)
    {
        if (shortName.Length < 2 || shortName.Length != words.Length || shortName.Contains(' '))
        {
            return false;
        }

        for (int i = 0; i < words.Length; i++)
        {
            if (longName[words[i]][0] != shortName[i])
            {
                return false;
            }
        }

        return true;
    }
}
