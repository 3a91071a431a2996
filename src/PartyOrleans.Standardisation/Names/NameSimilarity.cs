using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>
/// How alike two whole names are, 0 to 1; 0.5 and more means that they may well name the same party. Tokens are matched one to one;
/// what is missing on one side costs little, what contradicts costs all.
/// </summary>
public static partial class NameSimilarity
{
    private const double ParticleCost = 0.02;
    private const double LeftOverCost = 0.06;
    private const double TooManyLeftOver = 0.5;

    private static readonly FrozenSet<string> LegalEndings =
        FrozenSet.Create(StringComparer.Ordinal, "sa", "llc", "ltd", "inc", "gmbh", "ooo", "corp");

    private static readonly FrozenSet<string> Patronymics = FrozenSet.Create(StringComparer.Ordinal, "bin", "ibn", "ben", "bint");

    /// <summary>The similarity of two names of persons in any usual order and script of <see cref="TextFolding"/>.</summary>
    public static double Persons(string rawA, string rawB)
    {
        ArgumentNullException.ThrowIfNull(rawA);
        ArgumentNullException.ThrowIfNull(rawB);
        List<string> a = PersonTokens(rawA);
        List<string> b = PersonTokens(rawB);
        if (a.Count == 0 || b.Count == 0)
        {
            return 0;
        }

        bool byConsonants = IsWithoutVowels(rawA) != IsWithoutVowels(rawB);
        double whole = OfWholeTexts(a, b);
        MergeSplitTokens(a, b);
        MergeSplitTokens(b, a);
        if (IsPatronymReversed(a, b) || IsPatronymReversed(b, a))
        {
            return 0;
        }

        double cost = PersonCost(a, b, byConsonants);
        return Math.Max(whole, Math.Max(0, 1 - cost));
    }

    private static double PersonCost(List<string> a, List<string> b, bool byConsonants)
    {
        var costs = new double[a.Count * b.Count];
        for (int i = 0; i < a.Count; i++)
        {
            for (int j = 0; j < b.Count; j++)
            {
                bool particleA = IsParticle(a[i]);
                bool particleB = IsParticle(b[j]);
                costs[(i * b.Count) + j] = particleA && particleB ? (a[i] == b[j] ? 0 : ParticleCost)
                    : particleA != particleB ? TokenDifference.Conflict
                    : TokenDifference.OfPersonTokens(a[i], b[j], byConsonants);
            }
        }

        (int matched, double cost) = Assign(costs, a, b, out bool[] usedA, out bool[] usedB);
        (int newA, int repeatedA) = LeftOver(a, usedA, b, ref cost);
        (int newB, int repeatedB) = LeftOver(b, usedB, a, ref cost);
        if (matched == 0 || (newA > 0 && newB + repeatedB > 0) || (newB > 0 && repeatedA > 0))
        {
            return TokenDifference.Conflict;
        }

        int missing = newA + newB;
        cost += missing * LeftOverCost;
        if (missing > matched + 1 || (missing > 0 && matched < 2))
        {
            cost += TooManyLeftOver;
        }

        return cost;
    }

    /// <summary>Pairs tokens one to one, closest first; ties go to the earlier tokens. Counts pairs that are no particles or initials.</summary>
    private static (int Matched, double Cost) Assign(double[] costs, List<string> a, List<string> b, out bool[] usedA, out bool[] usedB)
    {
        usedA = new bool[a.Count];
        usedB = new bool[b.Count];
        int matched = 0;
        double total = 0;
        while (true)
        {
            int best = -1;
            for (int k = 0; k < costs.Length; k++)
            {
                if (costs[k] < TokenDifference.Conflict && !usedA[k / b.Count] && !usedB[k % b.Count] && (best < 0 || costs[k] < costs[best]))
                {
                    best = k;
                }
            }

            if (best < 0)
            {
                return (matched, total);
            }

            int i = best / b.Count;
            int j = best % b.Count;
            usedA[i] = usedB[j] = true;
            total += costs[best];
            matched += IsParticle(a[i]) || (a[i].Length == 1 && a.Count > 1) || (b[j].Length == 1 && b.Count > 1) ? 0 : 1;
        }
    }

    /// <summary>Counts the tokens of one name that were not paired: those that the other lacks, and those that it has but not as often.</summary>
    private static (int New, int Repeated) LeftOver(List<string> tokens, bool[] used, List<string> others, ref double cost)
    {
        int added = 0;
        int repeated = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (used[i])
            {
                continue;
            }

            if (IsParticle(tokens[i]))
            {
                cost += ParticleCost;
            }
            else if (others.Contains(tokens[i]))
            {
                repeated++;
                cost += ParticleCost;
            }
            else
            {
                added++;
            }
        }

        return (added, repeated);
    }

    /// <summary>Names without their spaces: "RamiMakhlouf" and "Rami Makhlouf".</summary>
    private static double OfWholeTexts(List<string> a, List<string> b)
    {
        string compactA = string.Concat(a);
        string compactB = string.Concat(b);
        if (string.Equals(compactA, compactB, StringComparison.Ordinal))
        {
            return 1;
        }

        return a.Count != b.Count && Math.Min(compactA.Length, compactB.Length) >= 8 && StringSimilarity.WithinOneEdit(compactA, compactB) ? 0.8 : 0;
    }

    /// <summary>Joins adjacent tokens that the other name writes as one: "Patr ushev" where it has "Patrushev".</summary>
    private static void MergeSplitTokens(List<string> tokens, List<string> others)
    {
        for (int length = 3; length >= 2; length--)
        {
            for (int i = 0; i + length <= tokens.Count; i++)
            {
                string joined = string.Concat(tokens.GetRange(i, length));
                if (joined.Length < 5)
                {
                    continue;
                }

                bool partsStandAlone = false;
                for (int k = i; k < i + length && !partsStandAlone; k++)
                {
                    partsStandAlone = others.Contains(tokens[k]);
                }

                if (!partsStandAlone && others.Exists(other => StringSimilarity.WithinOneEdit(joined, other) && other.Length >= 5))
                {
                    tokens.RemoveRange(i, length);
                    tokens.Insert(i, joined);
                }
            }
        }
    }

    /// <summary>Whether one name says that x is the son of y, and the other that y is the son of x.</summary>
    private static bool IsPatronymReversed(List<string> a, List<string> b)
    {
        for (int i = 1; i + 1 < a.Count; i++)
        {
            for (int j = 1; j + 1 < b.Count; j++)
            {
                if (Patronymics.Contains(a[i]) && Patronymics.Contains(b[j])
                    && IsNear(a[i - 1], b[j + 1]) && !IsNear(a[i - 1], b[j - 1]) && After(a, i, b[j - 1]))
                {
                    return true;
                }
            }
        }

        return false;

        static bool IsNear(string x, string y) => TokenDifference.OfPersonTokens(x, y, byConsonants: false) < 0.3;

        static bool After(List<string> tokens, int from, string name)
        {
            for (int k = from + 1; k < tokens.Count; k++)
            {
                if (!IsParticle(tokens[k]))
                {
                    return IsNear(tokens[k], name);
                }
            }

            return false;
        }
    }

    private static List<string> PersonTokens(string raw)
    {
        var tokens = new List<string>(6);
        foreach (string piece in TextFolding.Fold(raw.Replace('.', ' ').Replace("’", "'", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            tokens.Add(WithoutDigits(piece));
        }

        if (tokens.Count > 1 && tokens[0] == "ben")
        {
            // In front it is the short form of a given name, elsewhere it means "son of".
            tokens[0] = "benjamin";
        }

        if (tokens.Count == 2 && tokens[0].Length is 2 or 3 && IsInitials(tokens[0]))
        {
            string initials = tokens[0];
            tokens.RemoveAt(0);
            tokens.InsertRange(0, initials.Select(c => c.ToString()));
        }

        while (tokens.Count > 1 && NameWords.Titles.Contains(tokens[0]) && (tokens.Count > 2 || !NameWords.DoubtfulTitles.Contains(tokens[0])))
        {
            tokens.RemoveAt(0);
        }

        while (tokens.Count > 2 && (LegalEndings.Contains(tokens[^1]) || NameWords.TrailingSuffixes.Contains(tokens[^1])
                                    || NameWords.PostNominals.Contains(tokens[^1])))
        {
            tokens.RemoveAt(tokens.Count - 1);
        }

        for (int i = tokens.Count - 1; i > 0 && tokens.Count > 2; i--)
        {
            if (NameWords.Titles.Contains(tokens[i]) && tokens[i].Length > 2 && !NameWords.DoubtfulTitles.Contains(tokens[i]))
            {
                tokens.RemoveAt(i);
            }
        }

        return tokens;
    }

    private static bool IsInitials(string token)
    {
        foreach (char c in token)
        {
            if (c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' || !char.IsAsciiLetterLower(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads digits inside a word as the letters that they look like.</summary>
    private static string WithoutDigits(string token)
    {
        bool letters = false;
        bool digits = false;
        foreach (char c in token)
        {
            letters |= char.IsAsciiLetterLower(c);
            digits |= char.IsAsciiDigit(c);
        }

        return !letters || !digits ? token : string.Create(token.Length, token, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++)
            {
                to[i] = from[i] switch
                {
                    '0' => 'o',
                    '1' => 'i',
                    '3' => 'e',
                    '4' => 'a',
                    '5' => 's',
                    '7' => 't',
                    '8' => 'b',
                    '9' => 'g',
                    var c => c,
                };
            }
        });
    }

    private static bool IsParticle(string token) => token is "ben" || (NameWords.Particles.Contains(token) && token is not ("y" or "e"));

    private static bool IsWithoutVowels(string raw)
    {
        foreach (char c in raw)
        {
            if (c is >= '\u0590' and < '\u0780')
            {
                return true;
            }
        }

        return false;
    }
}
