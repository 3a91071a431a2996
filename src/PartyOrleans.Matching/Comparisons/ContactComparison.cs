using PartyOrleans.Matching.Features;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>Compares phones, emails and identifiers.</summary>
internal sealed class ContactComparison(Vocabulary vocabulary)
{
    /// <summary>A shorter local part is mostly initials, which many people share.</summary>
    private const int ShortestLocal = 6;

    /// <summary>Local parts with more characters apart are not alike, whatever their order.</summary>
    private const int MostCharactersApart = 6;

    /// <summary>Digits of a local part that are looked at.</summary>
    private const int MostDigits = 32;

    private const int SocialSecurityDigits = 9;
    private const int LegalEntityLetters = 20;

    /// <summary>The <see cref="NumberLevel"/> of two phone match keys.</summary>
    public int ComparePhones(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return (int)NumberLevel.Missing;
        }

        if (a == b)
        {
            return (int)NumberLevel.Exact;
        }

        Span<char> bufferA = stackalloc char[32];
        Span<char> bufferB = stackalloc char[32];
        ReadOnlySpan<char> x = vocabulary.Phones.CharsOf(a, bufferA);
        ReadOnlySpan<char> y = vocabulary.Phones.CharsOf(b, bufferB);
        ReadOnlySpan<char> shorter = x.Length < y.Length ? x : y;
        ReadOnlySpan<char> longer = x.Length < y.Length ? y : x;
        return shorter.Length >= 7 && longer.EndsWith(shorter) ? (int)NumberLevel.Tail
            : StringSimilarity.WithinOneEdit(x, y) ? (int)NumberLevel.Near
            : (int)NumberLevel.Different;
    }

    /// <summary>As the other, with the packed signatures of the two, which tell most unlike ones apart at once.</summary>
    public int ComparePhones(int a, int b, ulong packedA, ulong packedB) =>
        a != 0 && b != 0 && a != b && !TextSignature.MayBeTail(packedA, packedB) && !TextSignature.MayBeWithinOneEdit(packedA, packedB)
            ? (int)NumberLevel.Different
            : ComparePhones(a, b);

    /// <summary>The <see cref="EmailLevel"/> of two email addresses.</summary>
    public int CompareEmails(int a, int b) =>
        a == 0 || b == 0 || a == b
            ? CompareEmails(a, b, 0, 0)
            : CompareEmails(a, b, vocabulary.Emails.SignatureOf(a), vocabulary.Emails.SignatureOf(b));

    /// <summary>As the other, with the characters of the two local parts, which tell most unlike ones apart at once.</summary>
    public int CompareEmails(int a, int b, ulong charactersA, ulong charactersB)
    {
        if (a == 0 || b == 0)
        {
            return (int)EmailLevel.Missing;
        }

        if (a == b)
        {
            return (int)EmailLevel.Exact;
        }

        if (TextSignature.CharactersApart(charactersA, charactersB) > MostCharactersApart)
        {
            return (int)EmailLevel.Different;
        }

        Span<char> bufferA = stackalloc char[128];
        Span<char> bufferB = stackalloc char[128];
        ReadOnlySpan<char> x = vocabulary.Emails.CharsOf(a, bufferA);
        ReadOnlySpan<char> y = vocabulary.Emails.CharsOf(b, bufferB);
        ReadOnlySpan<char> localX = Emails.Local(x);
        ReadOnlySpan<char> localY = Emails.Local(y);
        if (StringSimilarity.WithinOneEdit(x, y))
        {
            return (int)EmailLevel.Near;
        }

        if (Math.Min(localX.Length, localY.Length) < ShortestLocal)
        {
            return (int)(AreNearInBothParts(x, y, localX, localY) ? EmailLevel.Similar : EmailLevel.Different);
        }

        if (localX.SequenceEqual(localY))
        {
            return (int)EmailLevel.SameLocal;
        }

        return (vocabulary.Emails.HashOf(a) <= vocabulary.Emails.HashOf(b)
            ? StringSimilarity.JaroWinkler(localX, localY)
            : StringSimilarity.JaroWinkler(localY, localX)) >= 0.9 ? (int)EmailLevel.Similar : (int)EmailLevel.Different;
    }

    /// <summary>A short local part that is at most one edit apart, at two domains that are misspellings of each other.</summary>
    private static bool AreNearInBothParts(ReadOnlySpan<char> x, ReadOnlySpan<char> y, ReadOnlySpan<char> localX, ReadOnlySpan<char> localY)
    {
        ReadOnlySpan<char> domainX = Emails.Domain(x);
        ReadOnlySpan<char> domainY = Emails.Domain(y);
        return !domainX.SequenceEqual(domainY)
            && (localX.SequenceEqual(localY) || StringSimilarity.WithinOneEdit(localX, localY))
            && Math.Min(StringSimilarity.JaroWinkler(domainX, domainY), StringSimilarity.JaroWinkler(domainY, domainX)) >= 0.9;
    }

    /// <summary>
    /// Whether the likeness of two emails only repeats a name: the letters hold it, and the digits do not agree. Where they are near, at one
    /// domain or at two that are slips of each other, it does so where just that differs which tells namesakes apart.
    /// </summary>
    public bool RepeatsName(EmailLevel level, int emailA, int emailB, ReadOnlySpan<int> nameIds)
    {
        Span<char> bufferA = stackalloc char[128];
        Span<char> bufferB = stackalloc char[128];
        Span<char> bufferName = stackalloc char[64];
        ReadOnlySpan<char> x = Emails.Local(vocabulary.Emails.CharsOf(emailA, bufferA));
        ReadOnlySpan<char> y = Emails.Local(vocabulary.Emails.CharsOf(emailB, bufferB));
        if (x.IsEmpty || y.IsEmpty || (level == EmailLevel.Near ? !AreOfNamesakes(x, y) : SameDigits(x, y)))
        {
            return false;
        }

        foreach (int name in nameIds)
        {
            ReadOnlySpan<char> text = vocabulary.Names.CharsOf(name, bufferName);
            if (text.Length >= 3 && (x.Contains(text, StringComparison.Ordinal) || y.Contains(text, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The <see cref="NumberLevel"/> of two identifiers; those of different types tell nothing.</summary>
    public int CompareIdentifiers(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return (int)NumberLevel.Missing;
        }

        if (a == b)
        {
            return (int)NumberLevel.Exact;
        }

        Span<char> bufferA = stackalloc char[96];
        Span<char> bufferB = stackalloc char[96];
        ReadOnlySpan<char> x = vocabulary.Identifiers.CharsOf(a, bufferA);
        ReadOnlySpan<char> y = vocabulary.Identifiers.CharsOf(b, bufferB);
        int colonX = x.IndexOf(':');
        int colonY = y.IndexOf(':');
        return !x[..colonX].SequenceEqual(y[..colonY]) ? (int)NumberLevel.Missing
            : StringSimilarity.WithinOneEdit(x[colonX..], y[colonY..]) ? (int)NumberLevel.Near
            : (int)NumberLevel.Different;
    }

    /// <summary>
    /// Whether two identifiers that are no slips of each other are of a type that a party has one of, for life: United States social
    /// security numbers and legal entity identifiers (passports are renewed, and others differ by country or register).
    /// </summary>
    public bool AreExclusive(int a, int b)
    {
        if (a == 0 || b == 0 || CompareIdentifiers(a, b) != (int)NumberLevel.Different)
        {
            return false;
        }

        Span<char> buffer = stackalloc char[96];
        ReadOnlySpan<char> x = vocabulary.Identifiers.CharsOf(a, buffer);
        bool social = IsOf(x, "ssn:", SocialSecurityDigits);
        bool legal = IsOf(x, "lei:", LegalEntityLetters);
        if (!social && !legal)
        {
            return false;
        }

        ReadOnlySpan<char> y = vocabulary.Identifiers.CharsOf(b, buffer);
        return social ? IsOf(y, "ssn:", SocialSecurityDigits) : IsOf(y, "lei:", LegalEntityLetters);
    }

    private static bool IsOf(ReadOnlySpan<char> identifier, string prefix, int length) =>
        identifier.Length == prefix.Length + length && identifier.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Whether two local parts differ in what tells namesakes apart: their digits, or the first letter.</summary>
    private static bool AreOfNamesakes(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        Span<char> digitsA = stackalloc char[MostDigits];
        Span<char> digitsB = stackalloc char[MostDigits];
        return !digitsA[..CopyDigits(a, digitsA)].SequenceEqual(digitsB[..CopyDigits(b, digitsB)]) || !a[..1].SequenceEqual(b[..1]);
    }

    private static int CopyDigits(ReadOnlySpan<char> text, Span<char> digits)
    {
        int count = 0;
        foreach (char c in text)
        {
            if (char.IsAsciiDigit(c) && count < digits.Length)
            {
                digits[count++] = c;
            }
        }

        return count;
    }

    private static bool SameDigits(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        int i = 0;
        int j = 0;
        int shared = 0;
        while (true)
        {
            while (i < a.Length && !char.IsAsciiDigit(a[i]))
            {
                i++;
            }

            while (j < b.Length && !char.IsAsciiDigit(b[j]))
            {
                j++;
            }

            if (i == a.Length || j == b.Length)
            {
                return i == a.Length && j == b.Length && shared >= 2;
            }

            if (a[i++] != b[j++])
            {
                return false;
            }

            shared++;
        }
    }
}
