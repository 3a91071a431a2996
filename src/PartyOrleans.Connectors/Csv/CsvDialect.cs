namespace PartyOrleans.Connectors;

/// <summary>How a delimited text separates its cells and lines.</summary>
/// <param name="Delimiter">Comma, semicolon, tab or vertical bar.</param>
/// <param name="NewLine">Line feed; carriage return where that alone ends lines.</param>
internal readonly record struct CsvDialect(byte Delimiter, byte NewLine)
{
    private const int LinesLookedAt = 64;

    /// <summary>What messages call the delimiter.</summary>
    public string DelimiterName => Delimiter switch
    {
        (byte)',' => "comma",
        (byte)';' => "semicolon",
        (byte)'\t' => "tab",
        _ => "vertical bar",
    };

    /// <summary>
    /// Finds the dialect from the first lines: the delimiter whose count outside quotes is the same on most lines, and greatest.
    /// Equal candidates are taken in the order tab, semicolon, comma, vertical bar, so the result depends on the bytes alone.
    /// </summary>
    public static CsvDialect Sniff(ReadOnlySpan<byte> head)
    {
        byte newLine = head.Contains((byte)'\n') || !head.Contains((byte)'\r') ? (byte)'\n' : (byte)'\r';
        byte best = (byte)',';
        double bestScore = 0;
        foreach (byte candidate in "\t;,|"u8)
        {
            double score = Score(head, candidate, newLine);
            if (score > bestScore)
            {
                (best, bestScore) = (candidate, score);
            }
        }

        return new CsvDialect(best, newLine);
    }

    /// <summary>Share of lines that have as many delimiters as the first, weighted by how many that is.</summary>
    private static double Score(ReadOnlySpan<byte> head, byte delimiter, byte newLine)
    {
        int lines = 0;
        int same = 0;
        int first = -1;
        int count = 0;
        int length = 0;
        bool quoted = false;
        for (int i = 0; i <= head.Length && lines < LinesLookedAt; i++)
        {
            byte b = i < head.Length ? head[i] : newLine;
            if (b == '"')
            {
                quoted = !quoted;
            }
            else if (b == newLine && (!quoted || i == head.Length))
            {
                if (length > 0 && i < head.Length || (first < 0 && length > 0))
                {
                    lines++;
                    first = first < 0 ? count : first;
                    same += count == first ? 1 : 0;
                }

                count = 0;
                length = 0;
                continue;
            }
            else if (b == delimiter && !quoted)
            {
                count++;
            }

            length += b is (byte)'\r' or (byte)' ' ? 0 : 1;
        }

        return first <= 0 ? 0 : (double)same / lines * (1 + Math.Log2(1 + first));
    }
}
