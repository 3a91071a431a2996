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

    private OrganisationLevel Relate(int organisationA, int organisationB)
    {
        string textA = organisations.TextOf(organisationA);
        string textB = organisations.TextOf(organisationB);
        ReadOnlySpan<char> coreA = textA.AsSpan(0, textA.IndexOf('\t'));
        ReadOnlySpan<char> coreB = textB.AsSpan(0, textB.IndexOf('\t'));
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

        float totalA = 0;
        float totalB = 0;
        float shared = 0;
        int paired = 0;
        int exact = 0;
        Span<float> bitsB = stackalloc float[MostWords];
        Span<bool> taken = stackalloc bool[MostWords];
        for (int j = 0; j < wordsB.Length; j++)
        {
            totalB += bitsB[j] = terms.Token(coreB[wordsB[j]]);
        }

        for (int i = 0; i < wordsA.Length; i++)
        {
            ReadOnlySpan<char> word = coreA[wordsA[i]];
            float bits = terms.Token(word);
            totalA += bits;
            int best = -1;
            double bestLikeness = 0;
            for (int j = 0; j < wordsB.Length; j++)
            {
                if (!taken[j])
                {
                    double likeness = Likeness(word, coreB[wordsB[j]]);
                    if (likeness > bestLikeness)
                    {
                        (best, bestLikeness) = (j, likeness);
                    }
                }
            }

            if (best >= 0)
            {
                taken[best] = true;
                paired++;
                exact += bestLikeness == 1 ? 1 : 0;
                shared += (float)(bestLikeness * (bits + bitsB[best]) / 2);
            }
        }

        float smaller = Math.Min(totalA, totalB);
        float jaccard = shared / Math.Max(0.01f, totalA + totalB - shared);
        float contained = shared / Math.Max(0.01f, smaller);
        if (paired == wordsA.Length && paired == wordsB.Length)
        {
            return exact == paired ? OrganisationLevel.SameWords : OrganisationLevel.Near;
        }

        double similarity = StringSimilarity.JaroWinkler(coreA, coreB);
        return jaccard >= 0.8 || similarity >= 0.95 ? OrganisationLevel.Near
            : jaccard >= 0.55 || (contained >= 0.95 && smaller >= 8) ? OrganisationLevel.StrongOverlap
            : jaccard >= 0.35 || contained >= 0.7 ? OrganisationLevel.Overlap
            : jaccard >= 0.15 || similarity >= 0.85 ? OrganisationLevel.WeakOverlap
            : OrganisationLevel.Different;
    }

    /// <summary>1 for the same word, 0.9 for a spelling variant, 0.8 for an abbreviation, 0 otherwise.</summary>
    private static double Likeness(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
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

        if (Math.Min(a.Length, b.Length) >= 4 && (StringSimilarity.WithinOneEdit(a, b) || StringSimilarity.JaroWinkler(a, b) >= 0.93))
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
