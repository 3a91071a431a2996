using System.Buffers;

namespace PartyOrleans.Connectors;

/// <summary>
/// Cuts delimited text into chunks at record boundaries. A line break inside a quoted cell is no boundary, but a quote that is never
/// closed is: a quoted cell counts as closed only where a delimiter or line end follows its closing quote, and may not be longer than
/// the greatest cell. Otherwise the line where it opens is bad and reading goes on at the next line.
/// </summary>
internal sealed class CsvChunkSource : IChunkSource
{
    /// <summary>Bytes past the greatest cell that are waited for before its quote counts as never closed.</summary>
    private const int LookAhead = 4096;

    private readonly InputBytes input;
    private readonly int chunkBytes;
    private readonly CsvDialect dialect;
    private readonly CsvQuotes quotes;
    private readonly bool hasQuotes;
    private readonly int maxCell;
    private readonly int maxRecord;
    private byte[] buffer;
    private int filled;
    private long line = 1;
    private bool ended;
    private bool dropping;
    private InputException? broken;

    /// <summary>Makes the source.</summary>
    /// <param name="input">The bytes, from their start.</param>
    /// <param name="dialect">Delimiter and line end.</param>
    /// <param name="hasQuotes">Whether quotes are special; not so in JSON Lines, where every line break is a boundary.</param>
    /// <param name="maxCell">Greatest cell, bytes.</param>
    /// <param name="chunkBytes">Size of a chunk, bytes, where the records are not greater.</param>
    public CsvChunkSource(InputBytes input, CsvDialect dialect, bool hasQuotes, int maxCell, int chunkBytes)
    {
        this.chunkBytes = chunkBytes;
        buffer = ArrayPool<byte>.Shared.Rent(chunkBytes);
        this.input = input;
        this.dialect = dialect;
        quotes = new CsvQuotes(dialect);
        this.hasQuotes = hasQuotes;
        this.maxCell = maxCell;
        maxRecord = Math.Max(16 << 20, 2 * maxCell);
    }

    /// <summary>Skips the first bytes of the input, such as its header.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="lines">How many lines they are.</param>
    public void Skip(int bytes, long lines)
    {
        byte[] skipped = new byte[bytes];
        int at = 0;
        while (at < bytes)
        {
            int got = input.Read(skipped.AsSpan(at));
            if (got == 0)
            {
                break;
            }

            at += got;
        }

        line += lines;
    }

    /// <inheritdoc />
    public Chunk? Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill();
            if (filled == 0)
            {
                if (broken is not null)
                {
                    throw broken;
                }

                ArrayPool<byte>.Shared.Return(buffer);
                buffer = [];
                return null;
            }

            if (dropping)
            {
                DropRestOfLine();
                continue;
            }

            List<BadLine>? bad = null;
            int cut = Cut(buffer.AsSpan(0, filled), ref bad);
            if (cut == 0)
            {
                if (filled < maxRecord && !ended)
                {
                    Grow();
                    continue;
                }

                // One line fills the buffer: its start is the dead letter, its rest is passed over.
                bad = [new BadLine(0, filled, $"a line longer than {maxRecord} bytes")];
                cut = filled;
                dropping = !ended && buffer[filled - 1] != dialect.NewLine;
            }

            return Take(cut, bad);
        }
    }

    private void Fill()
    {
        if (buffer.Length == 0)
        {
            return;
        }

        while (!ended && filled < buffer.Length)
        {
            try
            {
                int got = input.Read(buffer.AsSpan(filled));
                ended = got == 0;
                filled += got;
            }
            catch (InputException error)
            {
                // What came whole before the break is delivered first.
                broken = error;
                ended = true;
                filled = buffer.AsSpan(0, filled).LastIndexOf(dialect.NewLine) + 1;
            }
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, maxRecord + chunkBytes));
        buffer.AsSpan(0, filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void DropRestOfLine()
    {
        int end = buffer.AsSpan(0, filled).IndexOf(dialect.NewLine);
        int drop = end < 0 ? filled : end + 1;
        dropping = end < 0;
        line += end < 0 ? 0 : 1;
        buffer.AsSpan(drop, filled - drop).CopyTo(buffer);
        filled -= drop;
    }

    private Chunk Take(int cut, List<BadLine>? bad)
    {
        byte[] taken = buffer;
        int rest = filled - cut;
        buffer = ArrayPool<byte>.Shared.Rent(Math.Max(chunkBytes, rest));
        taken.AsSpan(cut, rest).CopyTo(buffer);
        filled = rest;
        var chunk = new Chunk(taken, cut, line, bad, isRented: true);
        line += taken.AsSpan(0, cut).Count(dialect.NewLine);
        return chunk;
    }

    /// <summary>The end of the last whole record; 0 where there is none. Finds bad lines on the way.</summary>
    private int Cut(ReadOnlySpan<byte> bytes, ref List<BadLine>? bad)
    {
        int at = 0;
        int recordStart = 0;
        while (hasQuotes)
        {
            int quote = bytes[at..].IndexOf((byte)'"');
            if (quote < 0)
            {
                break;
            }

            quote += at;
            recordStart = AfterLastNewLine(bytes, at, quote, recordStart);
            if (!quotes.Opens(bytes, at, quote))
            {
                at = quote + 1;
                continue;
            }

            int close = quotes.Close(bytes, quote, ended, out bool isSound);
            if (close < 0 && !ended && bytes.Length - quote <= maxCell + LookAhead)
            {
                return recordStart;
            }

            bool isWithin = close >= 0 && close - quote <= maxCell + 1;
            if (close >= 0 && ((isSound && isWithin) || !bytes[quote..close].Contains(dialect.NewLine)))
            {
                at = close + 1;
                continue;
            }

            int end = bytes[quote..].IndexOf(dialect.NewLine);
            if (end < 0 && !ended)
            {
                return recordStart;
            }

            end = end < 0 ? bytes.Length : quote + end + 1;
            (bad ??= []).Add(new BadLine(recordStart, end, "a quote that is opened and not closed before a delimiter or line end"));
            at = end;
            recordStart = end;
        }

        return ended ? bytes.Length : AfterLastNewLine(bytes, at, bytes.Length, recordStart);
    }

    private int AfterLastNewLine(ReadOnlySpan<byte> bytes, int from, int to, int otherwise) =>
        bytes[from..to].LastIndexOf(dialect.NewLine) is int found and >= 0 ? from + found + 1 : otherwise;
}
