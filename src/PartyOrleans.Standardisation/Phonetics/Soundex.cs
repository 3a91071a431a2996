namespace PartyOrleans.Standardisation;

/// <summary>American Soundex (Russell 1918; census rules: h and w do not part equal codes).</summary>
public static class Soundex
{
    private const string Codes = "01230120022455012623010202";

    /// <summary>One letter and three digits; "" where the text holds no Latin letter. Diacritics are ignored, as is all that is no letter.</summary>
    public static string Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string folded = TextFolding.Fold(text);
        Span<char> code = ['0', '0', '0', '0'];
        int length = 0;
        char last = '0';
        foreach (char c in folded)
        {
            if (!char.IsAsciiLetterLower(c))
            {
                continue;
            }

            char digit = Codes[c - 'a'];
            if (length == 0)
            {
                code[length++] = (char)(c - 'a' + 'A');
                last = digit;
                continue;
            }

            if (c is 'h' or 'w')
            {
                continue;
            }

            if (digit != '0' && digit != last)
            {
                code[length++] = digit;
                if (length == code.Length)
                {
                    break;
                }
            }

            last = digit;
        }

        return length == 0 ? "" : new string(code);
    }
}
