using System.Text;

namespace PartyOrleans.Standardisation;

/// <summary>New York State Identification and Intelligence System code (Taft 1970), unlimited length.</summary>
public static class Nysiis
{
    private static readonly (string From, string To)[] Starts =
        [("mac", "mcc"), ("kn", "nn"), ("k", "c"), ("ph", "ff"), ("pf", "ff"), ("sch", "sss")];

    private static readonly (string From, string To)[] Ends =
        [("ee", "y"), ("ie", "y"), ("dt", "d"), ("rt", "d"), ("rd", "d"), ("nt", "d"), ("nd", "d")];

    /// <summary>The code in capitals; "" where the text holds no Latin letter.</summary>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var letters = new StringBuilder();
        foreach (char c in TextFolding.Fold(text))
        {
            if (char.IsAsciiLetterLower(c))
            {
                letters.Append(c);
            }
        }

        if (letters.Length == 0)
        {
            return "";
        }

        string word = Replace(letters.ToString(), Starts, atEnd: false);
        word = Replace(word, Ends, atEnd: true);
        char[] name = word.ToCharArray();
        var code = new StringBuilder();
        code.Append(name[0]);
        for (int i = 1; i < name.Length; i++)
        {
            Transcode(name, i);
            if (name[i] != name[i - 1])
            {
                code.Append(name[i]);
            }
        }

        if (code.Length > 1 && code[^1] == 's')
        {
            code.Length--;
        }

        if (code.Length > 2 && code[^2] == 'a' && code[^1] == 'y')
        {
            code.Remove(code.Length - 2, 1);
        }

        if (code.Length > 1 && code[^1] == 'a')
        {
            code.Length--;
        }

        return code.ToString().ToUpperInvariant();
    }

    /// <summary>Rewrites the letter at a place, and those after it where a group sounds as one.</summary>
    private static void Transcode(char[] name, int i)
    {
        char next = i + 1 < name.Length ? name[i + 1] : '\0';
        char afterNext = i + 2 < name.Length ? name[i + 2] : '\0';
        switch (name[i])
        {
            case 'e' when next == 'v':
                name[i] = 'a';
                name[i + 1] = 'f';
                break;
            case 'a' or 'e' or 'i' or 'o' or 'u':
                name[i] = 'a';
                break;
            case 'q':
                name[i] = 'g';
                break;
            case 'z':
                name[i] = 's';
                break;
            case 'm':
                name[i] = 'n';
                break;
            case 'k' when next == 'n':
                name[i] = 'n';
                break;
            case 'k':
                name[i] = 'c';
                break;
            case 's' when next == 'c' && afterNext == 'h':
                name[i + 1] = 's';
                name[i + 2] = 's';
                break;
            case 'p' when next == 'h':
                name[i] = 'f';
                name[i + 1] = 'f';
                break;
            case 'h' when !IsVowel(name[i - 1]) || !IsVowel(next):
                name[i] = name[i - 1];
                break;
            case 'w' when IsVowel(name[i - 1]):
                name[i] = name[i - 1];
                break;
        }
    }

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u';

    private static string Replace(string word, (string From, string To)[] rules, bool atEnd)
    {
        foreach ((string from, string to) in rules)
        {
            if (atEnd && word.EndsWith(from, StringComparison.Ordinal))
            {
                return word[..^from.Length] + to;
            }

            if (!atEnd && word.StartsWith(from, StringComparison.Ordinal))
            {
                return to + word[from.Length..];
            }
        }

        return word;
    }
}
