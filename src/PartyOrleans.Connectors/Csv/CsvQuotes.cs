namespace PartyOrleans.Connectors;

/// <summary>
/// Where quoted cells open and close. A quoted cell counts as closed only where a delimiter or line end follows its closing quote; a quote that does not
/// open a cell is text.
/// </summary>
/// <param name="dialect">Delimiter and line end.</param>
internal readonly struct CsvQuotes(CsvDialect dialect)
{
    /// <summary>Whether a row has a quoted cell that is not closed.</summary>
    /// <param name="row">The whole row.</param>
    public bool IsLeftOpen(ReadOnlySpan<byte> row)
    {
        int at = 0;
        while (row[at..].IndexOf((byte)'"') is var found and >= 0)
        {
            int quote = at + found;
            at = quote + 1;
            if (Opens(row, 0, quote))
            {
                int close = Close(row, quote, ended: true, out bool isSound);
                if (close < 0 || !isSound)
                {
                    return true;
                }

                at = close + 1;
            }
        }

        return false;
    }

    /// <summary>Whether a quote opens a cell: only a delimiter, a line end or the start comes before it, blanks aside.</summary>
    public bool Opens(ReadOnlySpan<byte> bytes, int from, int quote)
    {
        int before = quote - 1;
        while (before >= from && (bytes[before] == ' ' || (bytes[before] == '\t' && dialect.Delimiter != '\t')))
        {
            before--;
        }

        return before < from ? from == 0 || bytes[from - 1] == dialect.NewLine : bytes[before] == dialect.Delimiter || bytes[before] is (byte)'\n' or (byte)'\r';
    }

    /// <summary>The closing quote of the cell that opens at a quote, or -1; sound where a delimiter or a line end follows.</summary>
    public int Close(ReadOnlySpan<byte> bytes, int open, bool ended, out bool isSound)
    {
        int at = open + 1;
        isSound = false;
        while (true)
        {
            int quote = bytes[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                return -1;
            }

            quote += at;
            if (quote + 1 >= bytes.Length)
            {
                isSound = ended;
                return ended ? quote : -1;
            }

            if (bytes[quote + 1] == '"')
            {
                at = quote + 2;
                if (at > bytes.Length)
                {
                    return -1;
                }

                continue;
            }

            int after = quote + 1;
            while (after < bytes.Length && (bytes[after] == ' ' || (bytes[after] == '\t' && dialect.Delimiter != '\t')))
            {
                after++;
            }

            isSound = after == bytes.Length ? ended : bytes[after] == dialect.Delimiter || bytes[after] is (byte)'\n' or (byte)'\r';
            return after == bytes.Length && !ended ? -1 : quote;
        }
    }
}
