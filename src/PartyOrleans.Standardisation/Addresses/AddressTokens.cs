namespace PartyOrleans.Standardisation;

/// <summary>One token of an address line.</summary>
internal struct AddressToken
{
    /// <summary>Start in the token text.</summary>
    public int Start;
    /// <summary>Length in characters.</summary>
    public int Length;
    /// <summary>Comma-separated part that the token stands in, from 0.</summary>
    public int Part;
    /// <summary>Place in <see cref="StreetWords"/>, or -1.</summary>
    public int Word;
    /// <summary>Whether the token starts with a digit.</summary>
    public bool IsNumber;
    /// <summary>Whether another rule has used the token up.</summary>
    public bool Taken;

    /// <summary>Whether the token is a known word of one of the kinds.</summary>
    public readonly bool Is(StreetWordKind kinds) => Word >= 0 && StreetWords.At(Word).Is(kinds);
}

/// <summary>Cuts an address line into lower-case tokens without allocating.</summary>
internal static class AddressTokens
{
    /// <summary>
    /// Cuts an ASCII line (other scripts folded before). Letters and digits make tokens; "-" and "/" stay inside numbers (12-14, 12/3, 12/b);
    /// "#" is a token; apostrophes vanish; full stops between single letters vanish (n.w. is nw); commas, semicolons and line ends start a new part.
    /// </summary>
    /// <returns>The number of tokens.</returns>
    public static int Cut(ReadOnlySpan<char> line, Span<char> text, Span<AddressToken> tokens)
    {
        int count = 0;
        int at = 0;
        int start = 0;
        int part = 0;
        for (int i = 0; i <= line.Length; i++)
        {
            char c = i < line.Length ? line[i] : ' ';
            if (char.IsAsciiLetterOrDigit(c))
            {
                text[at++] = (char)(char.IsAsciiLetterUpper(c) ? c | 0x20 : c);
                continue;
            }

            if (c >= 0x80)
            {
                text[at++] = c;
                continue;
            }

            if (c is '\'' or '`' || (c is '.' && at > start && IsDottedLetter(line, i, at - start)) || (c is '-' or '/' && at > start && Joins(line, i, text[start])))
            {
                if (c is '-' or '/')
                {
                    text[at++] = c;
                }

                continue;
            }

            if (at > start)
            {
                tokens[count++] = NewToken(text, start, at - start, part);
                start = at;
            }

            if (c == '#')
            {
                text[at++] = '#';
                tokens[count++] = new AddressToken { Start = start, Length = 1, Part = part, Word = -1 };
                start = at;
            }
            else if (c is ',' or ';' or '\n' or '\r')
            {
                part++;
            }
        }

        return count;
    }

    /// <summary>Brings a line to ASCII and letters of other scripts, keeping the punctuation that <see cref="Cut"/> reads.</summary>
    public static string ToReadable(string line)
    {
        if (System.Text.Ascii.IsValid(line))
        {
            return line;
        }

        var readable = new System.Text.StringBuilder(line.Length + 16);
        int i = 0;
        while (i < line.Length)
        {
            int start = i;
            if (line[i] < 0x80 && !char.IsAsciiLetterOrDigit(line[i]))
            {
                readable.Append(line[i++]);
                continue;
            }

            while (i < line.Length && (line[i] >= 0x80 || char.IsAsciiLetterOrDigit(line[i])) && line[i] is not ('，' or '、' or '№' or 'º' or 'ª'))
            {
                i++;
            }

            if (i == start)
            {
                readable.Append(line[i] is '№' ? " no " : line[i] is '，' or '、' ? "," : " ");
                i++;
                continue;
            }

            readable.Append(TextFolding.Fold(line[start..i]));
        }

        return readable.ToString();
    }

    private static AddressToken NewToken(ReadOnlySpan<char> text, int start, int length, int part)
    {
        ReadOnlySpan<char> word = text.Slice(start, length);
        bool number = char.IsAsciiDigit(word[0]);
        return new AddressToken { Start = start, Length = length, Part = part, IsNumber = number, Word = number ? -1 : StreetWords.Find(word) };
    }

    /// <summary>A full stop after a single letter and before another single letter.</summary>
    private static bool IsDottedLetter(ReadOnlySpan<char> line, int dot, int length) =>
        (length == 1 || (dot >= 2 && line[dot - 2] == '.')) && char.IsAsciiLetter(line[dot - 1]) && dot + 1 < line.Length && char.IsAsciiLetter(line[dot + 1])
        && (dot + 2 >= line.Length || !char.IsAsciiLetterOrDigit(line[dot + 2]));

    /// <summary>"-" and "/" join a number to a following number or single letter.</summary>
    private static bool Joins(ReadOnlySpan<char> line, int at, char first) =>
        char.IsAsciiDigit(first) && at + 1 < line.Length
        && (char.IsAsciiDigit(line[at + 1])
            || (char.IsAsciiLetter(line[at + 1]) && (at + 2 >= line.Length || !char.IsAsciiLetterOrDigit(line[at + 2]))));
}
