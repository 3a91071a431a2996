using System.Collections.Frozen;

namespace PartyOrleans.Standardisation;

/// <summary>Names of organisations: the words that tell an organisation from its sisters weigh more than its legal form and generic words.</summary>
public static partial class NameSimilarity
{
    private const double OtherNumber = 0.45;
    private const double OtherLegalForm = 0.55;
    private const double GenericWordCost = 0.2;
    private const double BracketCost = 0.3;
    private const double WordCost = 0.55;
    private const double AcronymCost = 0.25;
    private const int LeastFuzzyLetters = 5;

    private static readonly FrozenSet<string> GenericWords = FrozenSet.Create(StringComparer.Ordinal,
        "group", "gruppe", "groupe", "gruppo", "grupo", "holding", "holdings", "international", "global", "worldwide", "company", "corporation",
        "corp", "co", "limited", "incorporated", "inc", "ltd", "enterprises", "europe", "of", "the", "for", "and", "de", "du", "la", "le",
        "der", "die", "das", "mv", "mt", "ss", "in", "series", "com", "net", "org");

    private static readonly FrozenSet<string> JointStockForms = FrozenSet.Create(StringComparer.Ordinal,
        "ag", "sa", "spa", "plc", "nv", "ab", "as", "asa", "ao", "pao", "oao", "zao", "oyj", "kgaa", "ad", "dd", "zrt", "nyrt");

    private static readonly FrozenSet<string> PrivateForms = FrozenSet.Create(StringComparer.Ordinal,
        "gmbh", "ug", "sarl", "srl", "bv", "aps", "ooo", "spzoo", "sro", "kft", "doo", "sl", "uab", "sia", "ou", "eood", "ood", "tov");

    /// <summary>
    /// The similarity of two names of organisations or ships. A word that only one has costs more than half unless it is generic;
    /// a different number or a different kind of company costs about half.
    /// </summary>
    public static double Organisations(string rawA, string rawB)
    {
        ArgumentNullException.ThrowIfNull(rawA);
        ArgumentNullException.ThrowIfNull(rawB);
        double best = 0;
        foreach (string a in Alternatives(rawA))
        {
            foreach (string b in Alternatives(rawB))
            {
                best = Math.Max(best, OfOrganisations(a, b));
            }
        }

        return best;
    }

    private static double OfOrganisations(string rawA, string rawB)
    {
        OrganisationName a = OrganisationNames.Parse(rawA);
        OrganisationName b = OrganisationNames.Parse(rawB);
        List<string> tokensA = OrganisationTokens(a.Core);
        List<string> tokensB = OrganisationTokens(b.Core);
        if (tokensA.Count == 0 || tokensB.Count == 0)
        {
            return 0;
        }

        double formCost = IsOtherKind(a.LegalForm, b.LegalForm) ? OtherLegalForm : 0;
        double whole = OfWholeTexts(tokensA, tokensB);
        if (whole == 1 || (whole > 0 && !tokensA.Exists(IsNumber) && !tokensB.Exists(IsNumber)))
        {
            return Math.Max(0, whole - formCost);
        }

        ContractInitials(tokensA, tokensB);
        ContractInitials(tokensB, tokensA);
        MergeSplitTokens(tokensA, tokensB);
        MergeSplitTokens(tokensB, tokensA);
        double cost = Math.Min(
            OrganisationCost(tokensA, tokensB, BracketWords(rawA), BracketWords(rawB)),
            Math.Min(AcronymMatch(tokensA, b.Acronym), AcronymMatch(tokensB, a.Acronym)));
        return Math.Max(0, 1 - cost - formCost);
    }

    private static double OrganisationCost(List<string> a, List<string> b, FrozenSet<string> bracketsA, FrozenSet<string> bracketsB)
    {
        bool exact = Math.Min(LettersOf(a), LettersOf(b)) < LeastFuzzyLetters;
        var costs = new double[a.Count * b.Count];
        for (int i = 0; i < a.Count; i++)
        {
            for (int j = 0; j < b.Count; j++)
            {
                costs[(i * b.Count) + j] = OfWords(a[i], b[j], exact);
            }
        }

        (int matched, double cost) = Assign(costs, a, b, out bool[] usedA, out bool[] usedB);
        int otherA = UnpairedWords(a, usedA, b, bracketsA, ref cost);
        int otherB = UnpairedWords(b, usedB, a, bracketsB, ref cost);
        return matched == 0 || (otherA > 0 && otherB > 0) ? TokenDifference.Conflict : cost;
    }

    private static double OfWords(string a, string b, bool exact)
    {
        if (string.Equals(a, b, StringComparison.Ordinal))
        {
            return 0;
        }

        if (IsNumber(a) || IsNumber(b))
        {
            return IsNumber(a) && IsNumber(b) && !exact ? OtherNumber : TokenDifference.Conflict;
        }

        int length = Math.Max(a.Length, b.Length);
        if (exact || length <= 2 || GenericWords.Contains(a) != GenericWords.Contains(b))
        {
            return TokenDifference.Conflict;
        }

        double difference = TokenDifference.OfSpelling(a, b);
        return length <= 4 && difference > 0.4 ? TokenDifference.Conflict : difference;
    }

    /// <summary>Adds what unpaired words cost and counts those that tell organisations apart.</summary>
    private static int UnpairedWords(List<string> tokens, bool[] used, List<string> others, FrozenSet<string> brackets, ref double cost)
    {
        int telling = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            if (used[i])
            {
                continue;
            }

            bool filler = tokens[i].Length <= 3 && GenericWords.Contains(tokens[i]);
            if (filler || others.Contains(tokens[i]))
            {
                cost += ParticleCost;
            }
            else if (GenericWords.Contains(tokens[i]))
            {
                cost += GenericWordCost;
            }
            else
            {
                telling++;
                cost += brackets.Contains(tokens[i]) ? BracketCost : WordCost;
            }
        }

        return telling;
    }

    /// <summary>The cost of taking a word of one name for the initials of the other.</summary>
    private static double AcronymMatch(List<string> tokens, string acronym)
    {
        if (acronym.Length < 3 || !tokens.Contains(acronym))
        {
            return TokenDifference.Conflict;
        }

        return AcronymCost + ((tokens.Count - 1) * GenericWordCost);
    }

    /// <summary>Writes adjacent words as their initials where the other name does ("united states" where it has "us").</summary>
    private static void ContractInitials(List<string> tokens, List<string> others)
    {
        foreach (string other in others)
        {
            if (other.Length is < 2 or > 5 || tokens.Contains(other) || IsNumber(other))
            {
                continue;
            }

            for (int i = 0; i + other.Length <= tokens.Count; i++)
            {
                bool spells = true;
                for (int k = 0; k < other.Length && spells; k++)
                {
                    spells = tokens[i + k][0] == other[k] && !others.Contains(tokens[i + k]);
                }

                if (spells)
                {
                    tokens.RemoveRange(i, other.Length);
                    tokens.Insert(i, other);
                    break;
                }
            }
        }
    }

    private static bool IsOtherKind(string formA, string formB) =>
        (JointStockForms.Contains(formA) && PrivateForms.Contains(formB)) || (PrivateForms.Contains(formA) && JointStockForms.Contains(formB));

    private static List<string> OrganisationTokens(string core) =>
        NumberWords.Read(core.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static int LettersOf(List<string> tokens)
    {
        int letters = 0;
        foreach (string token in tokens)
        {
            letters += token.Length;
        }

        return letters;
    }

    private static bool IsNumber(string token) => char.IsAsciiDigit(token[0]) || char.IsAsciiDigit(token[^1]);

    /// <summary>The name and, where a slash joins two names of some length, each of them.</summary>
    private static IEnumerable<string> Alternatives(string raw)
    {
        string text = raw.Replace("%", " percent", StringComparison.Ordinal);
        yield return text;
        string[] parts = text.Split('/');
        if (parts.Length == 2 && parts[0].Trim().Length >= LeastFuzzyLetters && parts[1].Trim().Length >= LeastFuzzyLetters)
        {
            yield return parts[0];
            yield return parts[1];
        }
    }

    private static FrozenSet<string> BracketWords(string raw)
    {
        int open = raw.IndexOf('(', StringComparison.Ordinal);
        int close = open < 0 ? -1 : raw.IndexOf(')', open);
        return close < 0
            ? FrozenSet<string>.Empty
            : TextFolding.Fold(raw[(open + 1)..close]).Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
