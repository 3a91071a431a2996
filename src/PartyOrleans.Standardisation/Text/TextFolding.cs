using System.Buffers;
using System.Globalization;

namespace PartyOrleans.Standardisation;

/// <summary>Brings text to lower-case Latin letters and digits, so that spelling, case, accents and script no longer divide equal names.</summary>
public static class TextFolding
{
    private const int StackLength = 256;
    private const int WidestExpansion = 5;

    /// <summary>
    /// Folds a text to tokens separated by single spaces: diacritics removed, Cyrillic, Greek, Georgian, Armenian, Arabic,
    /// Hebrew, Khmer and the scripts of India transliterated, letters of other scripts kept in lower case. Apostrophes vanish (o'brien is obrien), full stops
    /// between single letters vanish (s.a. is sa; "J. P. Morgan" keeps its initials apart), all other punctuation is a space.
    /// </summary>
    /// <returns>The folded text; the same instance where the text is folded already. Folding twice changes nothing.</returns>
    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (IsFolded(text))
        {
            return text;
        }

        int bound = MostFolded(text.Length);
        char[]? rented = null;
        Span<char> buffer = bound <= StackLength ? stackalloc char[StackLength] : (rented = ArrayPool<char>.Shared.Rent(bound));
        int length = Write(text, buffer);
        string folded = length == 0 ? "" : new string(buffer[..length]);
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return folded;
    }

    /// <summary>Characters that a folded text has at most.</summary>
    public static int MostFolded(int characters) => (characters * WidestExpansion) + 4;

    /// <summary>As the other, into room for <see cref="MostFolded"/> characters.</summary>
    /// <returns>Characters written.</returns>
    public static int Fold(ReadOnlySpan<char> text, Span<char> to)
    {
        if (!IsFolded(text))
        {
            return Write(text, to);
        }

        text.CopyTo(to);
        return text.Length;
    }

    /// <summary>Whether the text holds only lower-case ASCII letters, digits and single inner spaces.</summary>
    internal static bool IsFolded(ReadOnlySpan<char> text)
    {
        bool afterSpace = true;
        foreach (char c in text)
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            {
                afterSpace = false;
            }
            else if (c == ' ' && !afterSpace)
            {
                afterSpace = true;
            }
            else
            {
                return false;
            }
        }

        return text.IsEmpty || !afterSpace;
    }

    private static int Write(ReadOnlySpan<char> text, Span<char> to)
    {
        int at = 0;
        Language language = Language.Unset;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (char.IsAsciiLetterOrDigit(c))
            {
                to[at++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            }
            else if (c < 0x80)
            {
                if (c is not ('\'' or '`') && !(c == '.' && IsBetweenSingleLetters(text, i)))
                {
                    Separate(to, ref at);
                }
            }
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                WritePair(c, text[++i], to, ref at);
            }
            else
            {
                WriteOther(text, i, ref language, to, ref at);
            }
        }

        return at > 0 && to[at - 1] == ' ' ? at - 1 : at;
    }

    private static void WriteOther(ReadOnlySpan<char> text, int i, ref Language language, Span<char> to, ref int at)
    {
        char c = char.ToLowerInvariant(text[i]);
        if (LatinLetters.Find(c) is { } latin)
        {
            Append(latin, to, ref at);
            return;
        }

        if (Transliteration.Covers(c))
        {
            if (language == Language.Unset)
            {
                language = Transliteration.LanguageOf(text);
            }

            Append(Transliteration.Of(text, i, c, language), to, ref at);
            return;
        }

        if (c >= '\u0900' && SyllableScripts.Covers(c))
        {
            Append(SyllableScripts.Of(text, i), to, ref at);
            return;
        }

        if (c is '’' or '‘' or '´' or '′' or '‛' or '＇' or (>= 'ʰ' and <= '˿') or '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF' or 'ـ')
        {
            return;
        }

        switch (char.GetUnicodeCategory(c))
        {
            case UnicodeCategory.NonSpacingMark when c < 0x0900:
                break;
            case UnicodeCategory.DecimalDigitNumber:
                to[at++] = (char)('0' + CharUnicodeInfo.GetDecimalDigitValue(c));
                break;
            case UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.OtherLetter
                or UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.LetterNumber:
                to[at++] = c;
                break;
            default:
                Separate(to, ref at);
                break;
        }
    }

    /// <summary>Letters beyond the basic plane are kept; mathematical letters and digits become plain ones.</summary>
    private static void WritePair(char high, char low, Span<char> to, ref int at)
    {
        int point = char.ConvertToUtf32(high, low);
        if (point is >= 0x1D400 and < 0x1D6A4)
        {
            to[at++] = (char)('a' + ((point - 0x1D400) % 26));
        }
        else if (point is >= 0x1D7CE and < 0x1D800)
        {
            to[at++] = (char)('0' + ((point - 0x1D7CE) % 10));
        }
        else if (CharUnicodeInfo.GetUnicodeCategory(point) is UnicodeCategory.OtherLetter or UnicodeCategory.LowercaseLetter
                 or UnicodeCategory.UppercaseLetter or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
        {
            to[at++] = high;
            to[at++] = low;
        }
        else
        {
            Separate(to, ref at);
        }
    }

    private static void Append(string text, Span<char> to, ref int at)
    {
        foreach (char c in text)
        {
            if (c == ' ')
            {
                Separate(to, ref at);
            }
            else
            {
                to[at++] = c;
            }
        }
    }

    private static void Separate(Span<char> to, ref int at)
    {
        if (at > 0 && to[at - 1] != ' ')
        {
            to[at++] = ' ';
        }
    }

    private static bool IsBetweenSingleLetters(ReadOnlySpan<char> text, int dot) =>
        dot > 0 && dot + 1 < text.Length
        && char.IsLetter(text[dot - 1]) && (dot == 1 || !char.IsLetterOrDigit(text[dot - 2]))
        && char.IsLetter(text[dot + 1]) && (dot + 2 == text.Length || !char.IsLetterOrDigit(text[dot + 2]));
}
