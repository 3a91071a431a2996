using PartyOrleans.Matching.Features;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>How two personal names agree.</summary>
/// <param name="Given">Level of the given names; swapped names have their level here alone.</param>
/// <param name="Family">Level of the family names.</param>
/// <param name="Middle">Level of the middle names.</param>
/// <param name="GivenBits">Term bits where given names are equal, of both names where they are swapped; otherwise 0.</param>
/// <param name="FamilyBits">Term bits where family names are equal; otherwise 0.</param>
/// <param name="NearBits">How much rarer than usual the names are that agree nearly; below 0 for common ones.</param>
internal readonly record struct NameAgreement(
    NameLevel Given, NameLevel Family, NameLevel Middle, float GivenBits, float FamilyBits, float NearBits);

/// <summary>What tells a name's parts from unlike ones: their signatures, see <see cref="NameSignature"/>, and their phonetic codes.</summary>
/// <param name="Given">Signature of the given name.</param>
/// <param name="Family">Signature of the family name.</param>
/// <param name="Sounds">Phonetic codes of the given name, in the lower half, and of the family name.</param>
internal readonly record struct NameSigns(ulong Given, ulong Family, ulong Sounds)
{
    /// <summary>The given name's.</summary>
    public PartSign OfGiven => new(Given, (uint)Sounds);

    /// <summary>The family name's.</summary>
    public PartSign OfFamily => new(Family, (uint)(Sounds >> 32));
}

/// <summary>What tells a name from unlike ones.</summary>
/// <param name="Letters">Its signature.</param>
/// <param name="Sound">Its phonetic code; 0 for none.</param>
internal readonly record struct PartSign(ulong Letters, uint Sound)
{
    /// <summary>Whether two names may be alike; where they may not, their texts need not be looked at.</summary>
    public static bool MayBeAlike(PartSign a, PartSign b) =>
        a.Sound != 0 && a.Sound == b.Sound
            ? NameSignature.MayBeAlikeInSound(a.Letters, b.Letters)
            : NameSignature.MayBeAlikeInSpelling(a.Letters, b.Letters);
}

/// <summary>Compares personal names part by part, across parts where they are swapped.</summary>
internal sealed class NameComparison(ValueDictionary names, TermModel terms)
{
    /// <summary>A spelling that is this much rarer than another, bits, is taken for a slip of it.</summary>
    private const float TypoBits = 4;

    /// <summary>
    /// What names that agree nearly can gain by being rare, bits: however rare, there are other names that are near. What they lose by
    /// being common has no such bound, as a slip of a common name is near to everyone of that name.
    /// </summary>
    public const float MostNearBits = 2;

    /// <summary>What one name that stands in the other's place loses where the other two names differ, bits.</summary>
    private const float OtherNameBits = 3;

    /// <summary>Terms of 0 are none.</summary>
    private const float LeastBits = 0.01f;

    private readonly PairCache _cache = new(names);

    /// <summary>Compares two names.</summary>
    public NameAgreement Compare(NameParts a, NameParts b) =>
        Compare(a, b, SignsOf(a), SignsOf(b), withTerms: true);

    /// <summary>
    /// Compares two names, with the signatures of their parts at hand; without terms all bits are 0. Where a name stands in the other's place
    /// and the record lacks what belongs there, or has another name, it is a swapped one all the same.
    /// </summary>
    public NameAgreement Compare(NameParts a, NameParts b, NameSigns signsA, NameSigns signsB, bool withTerms)
    {
        NameLevel given = Typo(Part(a.Given, b.Given, signsA.OfGiven, signsB.OfGiven), a.Given, b.Given, terms.Given);
        NameLevel family = Typo(Part(a.Family, b.Family, signsA.OfFamily, signsB.OfFamily), a.Family, b.Family, terms.Family);
        if (Disagrees(given) && Disagrees(family) && (given, family) != (NameLevel.Missing, NameLevel.Missing))
        {
            bool there = IsClose(Part(a.Given, b.Family, signsA.OfGiven, signsB.OfFamily));
            bool back = IsClose(Part(a.Family, b.Given, signsA.OfFamily, signsB.OfGiven));
            if (there && back)
            {
                // One event, so one comparison speaks for both.
                (given, family) = (NameLevel.Swapped, NameLevel.Missing);
            }
            else if (there || back)
            {
                (given, family) = (NameLevel.Swapped, HasOther(a, b, there) ? NameLevel.Different : NameLevel.Missing);
            }
        }

        NameLevel middle = Part(a.Middle, b.Middle);
        if (given == NameLevel.Different && (IsClose(Part(a.Given, b.Middle)) || IsClose(Part(a.Middle, b.Given))))
        {
            given = NameLevel.Compound;
            middle = NameLevel.Missing;
        }

        if (given == NameLevel.Different && terms.TellsTwoNames && NameSignature.AreCommon(signsA.Given, signsB.Given))
        {
            given = NameLevel.TwoNames;
        }

        return withTerms ? WithTerms(a, b, given, family, middle) : new NameAgreement(given, family, middle, 0, 0, 0);
    }

    /// <summary>The agreement of two names of which the levels are known.</summary>
    public NameAgreement WithTerms(NameParts a, NameParts b, NameLevel given, NameLevel family, NameLevel middle) => new(
        given, family, middle,
        given switch
        {
            NameLevel.Exact => terms.Given.Of(a.Given),
            NameLevel.Swapped => SwappedBits(a, b),
            _ => 0,
        },
        family == NameLevel.Exact ? terms.Family.Of(a.Family) : 0,
        NearBits(given, a.Given, b.Given, terms.Given, terms.GivenAgreementBits)
            + NearBits(family, a.Family, b.Family, terms.Family, terms.FamilyAgreementBits));

    /// <summary>
    /// A near agreement is mostly a slip of the commoner of two names, and by chance it is met as often as that name is: so much oftener
    /// or more seldom than usual as the name is commoner or rarer than agreeing names are.
    /// </summary>
    private static float NearBits(NameLevel level, int a, int b, TermBits table, float agreementBits) =>
        level is NameLevel.Near or NameLevel.Nickname && table.Known ? Math.Min(Commoner(table, a, b) - agreementBits, MostNearBits) : 0;

    /// <summary>
    /// How rare the names are that stand in each other's place. Of one alone less counts where the records have other names besides: some names
    /// are given to one person and inherited by another.
    /// </summary>
    private float SwappedBits(NameParts a, NameParts b)
    {
        bool there = IsClose(Part(a.Given, b.Family));
        bool back = IsClose(Part(a.Family, b.Given));
        float asGivenFirst = (there ? Commoner(terms.Given, a.Given, b.Family) : 0) + (back ? Commoner(terms.Family, a.Family, b.Given) : 0);
        float asFamilyFirst = (there ? Commoner(terms.Family, a.Given, b.Family) : 0) + (back ? Commoner(terms.Given, a.Family, b.Given) : 0);
        float bits = Math.Min(asGivenFirst, asFamilyFirst);
        return (there && back) || !HasOther(a, b, there) || bits == 0 ? bits : Math.Max(bits - OtherNameBits, LeastBits);
    }

    /// <summary>Whether both records have a name in the places that do not agree across.</summary>
    private static bool HasOther(NameParts a, NameParts b, bool there) => there ? a.Family != 0 && b.Given != 0 : a.Given != 0 && b.Family != 0;

    private static float Commoner(TermBits table, int a, int b) => Math.Min(table.Of(a), table.Of(b));

    /// <summary>The best agreement over all pairs of names: the most parts agreeing, then the rarest.</summary>
    public NameAgreement CompareBest(NameParts[] left, NameParts[] right)
    {
        NameAgreement best = default;
        float bestRank = float.MinValue;
        foreach (NameParts a in left)
        {
            foreach (NameParts b in right)
            {
                NameAgreement agreement = Compare(a, b);
                float rank = Rank(agreement.Given) + Rank(agreement.Family) + (0.3f * Rank(agreement.Middle));
                if (rank > bestRank || (rank == bestRank && Order(agreement, best) < 0))
                {
                    (best, bestRank) = (agreement, rank);
                }
            }
        }

        return best;
    }

    /// <summary>
    /// A slip of the pen makes a rare spelling of a name. Two names that are near and both established, as Schmidt and Schmitt are,
    /// are rather two names.
    /// </summary>
    private static NameLevel Typo(NameLevel level, int a, int b, TermBits table) =>
        level == NameLevel.Near && table.IsEstablished(a) && table.IsEstablished(b) && Math.Abs(table.RawOf(a) - table.RawOf(b)) < TypoBits
            ? NameLevel.Similar
            : level;

    /// <summary>As the other; the signatures tell most unlike ones apart at once.</summary>
    private NameLevel Part(int a, int b, PartSign signA, PartSign signB) =>
        a != 0 && b != 0 && a != b && !PartSign.MayBeAlike(signA, signB) ? NameLevel.Different : Part(a, b);

    private NameSigns SignsOf(NameParts name) => new(
        names.SignatureOf(name.Given), names.SignatureOf(name.Family), names.TagOf(name.Given) | ((ulong)names.TagOf(name.Family) << 32));

    /// <summary>How one part agrees with another.</summary>
    public NameLevel Part(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return NameLevel.Missing;
        }

        return a == b ? NameLevel.Exact : (NameLevel)_cache.Get(a, b, names, static (names, a, b) => (byte)Relate(names, a, b));
    }

    /// <summary>Makes the choice between equally good agreements free of the order of the arguments.</summary>
    private static int Order(NameAgreement a, NameAgreement b) =>
        (a.Given, a.Family, a.Middle, -a.GivenBits - a.FamilyBits - a.NearBits)
            .CompareTo((b.Given, b.Family, b.Middle, -b.GivenBits - b.FamilyBits - b.NearBits));

    private static bool Disagrees(NameLevel level) => level is NameLevel.Missing or NameLevel.Different or NameLevel.Similar or NameLevel.Initial;

    private static bool IsClose(NameLevel level) => level is NameLevel.Exact or NameLevel.Near or NameLevel.Nickname;

    private static float Rank(NameLevel level) => level switch
    {
        NameLevel.Missing => 0,
        NameLevel.Exact => 8,
        NameLevel.Nickname or NameLevel.Near => 6,
        NameLevel.Swapped => 5.5f,
        NameLevel.Similar or NameLevel.Compound => 3,
        NameLevel.Initial => 2,
        _ => -4,
    };

    private static NameLevel Relate(ValueDictionary names, int a, int b)
    {
        uint code = names.TagOf(a);
        bool soundsAlike = code != 0 && code == names.TagOf(b);
        ulong signatureA = names.SignatureOf(a);
        ulong signatureB = names.SignatureOf(b);
        if (!PartSign.MayBeAlike(new PartSign(signatureA, code), new PartSign(signatureB, names.TagOf(b))))
        {
            return NameLevel.Different;
        }

        Span<char> bufferA = stackalloc char[64];
        Span<char> bufferB = stackalloc char[64];
        ReadOnlySpan<char> x = names.CharsOf(a, bufferA);
        ReadOnlySpan<char> y = names.CharsOf(b, bufferB);
        if (x.Length > y.Length)
        {
            ReadOnlySpan<char> swap = x;
            x = y;
            y = swap;
        }

        if (x.Length == 1)
        {
            return x[0] == y[0] ? NameLevel.Initial : NameLevel.Different;
        }

        if (NameSignature.MayShareFormal(signatureA, signatureB) && Nicknames.AreEquivalent(names.TextOf(a), names.TextOf(b)))
        {
            return NameLevel.Nickname;
        }

        if (x.Length >= 3 && StringSimilarity.WithinOneEdit(x, y))
        {
            return NameLevel.Near;
        }

        if (y.Contains(' ') && (HasWord(y, x) || (x.Contains(' ') && SharesWord(x, y))))
        {
            return NameLevel.Compound;
        }

        if (NameSignature.AreCommon(signatureA, signatureB))
        {
            return NameLevel.Different; // as Mark and Marsha: two names, each with many bearers, not two spellings of one
        }

        double similarity = StringSimilarity.JaroWinkler(x, y);
        if (similarity >= 0.94)
        {
            return NameLevel.Near;
        }

        return similarity >= NameSignature.LeastSpelling || (similarity >= NameSignature.LeastSound && soundsAlike) ? NameLevel.Similar : NameLevel.Different;
    }

    private static bool HasWord(ReadOnlySpan<char> text, ReadOnlySpan<char> word)
    {
        foreach (Range range in text.Split(' '))
        {
            if (text[range].SequenceEqual(word))
            {
                return true;
            }
        }

        return false;
    }

    private static bool SharesWord(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        foreach (Range range in a.Split(' '))
        {
            if (range.End.Value - range.Start.Value > 2 && HasWord(b, a[range]))
            {
                return true;
            }
        }

        return false;
    }
}
