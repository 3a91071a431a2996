using System.Text;

namespace PartyOrleans.Local.Tests.Docs;

/// <summary>Finds commands of the program in lines of a shell, and splits them into words as a shell does, without expanding anything.</summary>
internal static class ShellWords
{
    /// <summary>Every command that begins with a word, as the words after it; lines that end in a backslash go on.</summary>
    /// <param name="script">The lines.</param>
    /// <param name="program">The word, such as <c>./party</c>.</param>
    public static IEnumerable<string[]> CommandsOf(string script, string program)
    {
        string text = script.Replace("\\\n", " ", StringComparison.Ordinal);
        for (int at = text.IndexOf(program + " ", StringComparison.Ordinal); at >= 0; at = text.IndexOf(program + " ", at + 1, StringComparison.Ordinal))
        {
            int line = text.LastIndexOf('\n', at) + 1;
            bool isComment = text[line..at].Contains('#', StringComparison.Ordinal);
            bool isWord = at == 0 || text[at - 1] is ' ' or '\n' or '(' or '`' or '"';
            if (isWord && !isComment)
            {
                yield return [.. Split(text[(at + program.Length)..])];
            }
        }
    }

    /// <summary>The words up to the end of the command: an end of line, a pipe, a redirection, an ampersand, a semicolon, a closing parenthesis, a comment.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        bool began = false;
        char quote = '\0';
        int depth = 0;
        foreach (char at in text)
        {
            if (quote != '\0')
            {
                if (at == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(at);
                }

                continue;
            }

            if (depth == 0 && (at is '\n' or '|' or '&' or ';' or ')' or '>' or '<' || (at == '#' && !began)))
            {
                break;
            }

            depth += at == '(' ? 1 : at == ')' ? -1 : 0;
            if (at is '"' or '\'')
            {
                (quote, began) = (at, true);
            }
            else if (at is ' ' or '\t' && depth == 0)
            {
                if (began)
                {
                    yield return word.ToString();
                }

                (began, _) = (false, word.Clear());
            }
            else
            {
                (began, _) = (true, word.Append(at));
            }
        }

        if (began)
        {
            string last = word.ToString();
            if (!(last.Length == 1 && char.IsAsciiDigit(last[0]) && text.Contains(last + ">", StringComparison.Ordinal)))
            {
                yield return last;
            }
        }
    }
}
