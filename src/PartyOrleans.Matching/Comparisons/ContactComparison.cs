using PartyOrleans.Matching.Features;
using PartyOrleans.Standardisation;

namespace PartyOrleans.Matching.Comparisons;

/// <summary>Compares phones, emails and identifiers.</summary>
internal sealed class ContactComparison(Vocabulary vocabulary)
{
    private const int ShortestLocal = 4;
    private readonly PairCache _phones = new(vocabulary.Phones);
    private readonly PairCache _emails = new(vocabulary.Emails);
    private readonly PairCache _identifiers = new(vocabulary.Identifiers);

    /// <summary>The <see cref="NumberLevel"/> of two phone match keys.</summary>
    public int ComparePhones(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return (int)NumberLevel.Missing;
        }

        return a == b ? (int)NumberLevel.Exact : _phones.Get(a, b, vocabulary.Phones, static (values, a, b) =>
        {
            Span<char> bufferA = stackalloc char[32];
            Span<char> bufferB = stackalloc char[32];
            ReadOnlySpan<char> x = values.CharsOf(a, bufferA);
            ReadOnlySpan<char> y = values.CharsOf(b, bufferB);
            ReadOnlySpan<char> shorter = x.Length < y.Length ? x : y;
            ReadOnlySpan<char> longer = x.Length < y.Length ? y : x;
            return shorter.Length >= 7 && longer.EndsWith(shorter) ? (byte)NumberLevel.Tail
                : StringSimilarity.WithinOneEdit(x, y) ? (byte)NumberLevel.Near
                : (byte)NumberLevel.Different;
        });
    }

    /// <summary>The <see cref="EmailLevel"/> of two email addresses.</summary>
    public int CompareEmails(int a, int b)
    {
        if (a == 0 || b == 0)
        {
            return (int)EmailLevel.Missing;
        }

        return a == b ? (int)EmailLevel.Exact : _emails.Get(a, b, vocabulary.Emails, static (values, a, b) =>
        {
            Span<char> bufferA = stackalloc char[128];
            Span<char> bufferB = stackalloc char[128];
            ReadOnlySpan<char> x = values.CharsOf(a, bufferA);
            ReadOnlySpan<char> y = values.CharsOf(b, bufferB);
            if (StringSimilarity.WithinOneEdit(x, y))
            {
                return (byte)EmailLevel.Near;
            }

            ReadOnlySpan<char> localX = Emails.Local(x);
            ReadOnlySpan<char> localY = Emails.Local(y);
            if (localX.Length >= ShortestLocal && localX.SequenceEqual(localY))
            {
                return (byte)EmailLevel.SameLocal;
            }

            return StringSimilarity.JaroWinkler(localX, localY) >= 0.9 ? (byte)EmailLevel.Similar : (byte)EmailLevel.Different;
        });
    }

    /// <summary>Whether the likeness of two emails only repeats a name: the letters hold it, and the digits do not agree.</summary>
    public bool RepeatsName(int emailA, int emailB, ReadOnlySpan<int> nameIds)
    {
        Span<char> bufferA = stackalloc char[128];
        Span<char> bufferB = stackalloc char[128];
        Span<char> bufferName = stackalloc char[64];
        ReadOnlySpan<char> x = Emails.Local(vocabulary.Emails.CharsOf(emailA, bufferA));
        ReadOnlySpan<char> y = Emails.Local(vocabulary.Emails.CharsOf(emailB, bufferB));
        if (SameDigits(x, y))
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

        return a == b ? (int)NumberLevel.Exact : _identifiers.Get(a, b, vocabulary.Identifiers, static (values, a, b) =>
        {
            Span<char> bufferA = stackalloc char[96];
            Span<char> bufferB = stackalloc char[96];
            ReadOnlySpan<char> x = values.CharsOf(a, bufferA);
            ReadOnlySpan<char> y = values.CharsOf(b, bufferB);
            int colonX = x.IndexOf(':');
            int colonY = y.IndexOf(':');
            if (!x[..colonX].SequenceEqual(y[..colonY]))
            {
                return (byte)NumberLevel.Missing;
            }

            return StringSimilarity.WithinOneEdit(x[colonX..], y[colonY..]) ? (byte)NumberLevel.Near : (byte)NumberLevel.Different;
        });
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
