using System.Buffers;

namespace PartyOrleans.Connectors;

/// <summary>A JSON value in a chunk, or a stretch that is none.</summary>
/// <param name="Start">First byte.</param>
/// <param name="End">Just past the last byte.</param>
/// <param name="Fault">What is wrong with it; null for an object.</param>
internal readonly record struct JsonElementRange(int Start, int End, string? Fault);

/// <summary>
/// Finds the objects in JSON that is not one value per line: an array of objects, or objects one after the other, over any number of lines.
/// Braces are counted outside strings; what the braces enclose is checked by the parser.
/// </summary>
internal static class JsonElements
{
    private static readonly SearchValues<byte> Structure = SearchValues.Create("\"{}"u8);

    /// <summary>What came of looking for the next object.</summary>
    public enum Found
    {
        /// <summary>An object or a fault.</summary>
        Element,

        /// <summary>Nothing more before the end of the bytes.</summary>
        Nothing,

        /// <summary>An object begins but its end is not there yet.</summary>
        Incomplete,
    }

    /// <summary>The next object at or after a position.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="at">Where to look; moved past what was found, to the start of an incomplete one.</param>
    /// <param name="ended">Whether the input ends with the bytes.</param>
    /// <param name="limit">Greatest object, bytes.</param>
    /// <param name="element">What was found.</param>
    public static Found Next(ReadOnlySpan<byte> bytes, ref int at, bool ended, int limit, out JsonElementRange element)
    {
        element = default;
        int skip = bytes[at..].IndexOfAnyExcept(" \t\r\n,[]"u8);
        if (skip < 0)
        {
            at = bytes.Length;
            return Found.Nothing;
        }

        at += skip;
        int start = at;
        if (bytes[start] != '{')
        {
            int next = bytes[start..].IndexOfAny((byte)'{', (byte)'\n');
            if (next < 0 && !ended && bytes.Length - start < limit)
            {
                return Found.Incomplete;
            }

            at = next < 0 ? bytes.Length : start + next;
            element = new JsonElementRange(start, at, "a JSON object is expected here");
            return Found.Element;
        }

        int end = End(bytes, start);
        if (end >= 0 && end - start <= limit)
        {
            at = end;
            element = new JsonElementRange(start, end, null);
            return Found.Element;
        }

        if (end < 0 && !ended && bytes.Length - start < limit)
        {
            return Found.Incomplete;
        }

        // Nothing closes it: give up its first line, go on at the next.
        int line = bytes[start..].IndexOf((byte)'\n');
        at = line < 0 ? bytes.Length : start + line + 1;
        element = new JsonElementRange(start, at, "a JSON object that is not closed");
        return Found.Element;
    }

    private static int End(ReadOnlySpan<byte> bytes, int start)
    {
        int depth = 0;
        int at = start;
        while (true)
        {
            int next = bytes[at..].IndexOfAny(Structure);
            if (next < 0)
            {
                return -1;
            }

            at += next;
            switch (bytes[at])
            {
                case (byte)'{':
                    depth++;
                    at++;
                    break;
                case (byte)'}':
                    at++;
                    if (--depth == 0)
                    {
                        return at;
                    }

                    break;
                default:
                    at = StringEnd(bytes, at + 1);
                    if (at < 0)
                    {
                        return -1;
                    }

                    break;
            }
        }
    }

    private static int StringEnd(ReadOnlySpan<byte> bytes, int at)
    {
        while (true)
        {
            int next = at > bytes.Length ? -1 : bytes[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            at += next + 1;
            if (bytes[at - 1] == '"')
            {
                return at;
            }

            at++;
        }
    }
}

/// <summary>Cuts JSON that is not one value per line into chunks of whole objects.</summary>
internal sealed class JsonElementSource(InputBytes input, int maxCell, int chunkBytes) : IChunkSource
{
    private readonly int limit = Math.Max(16 << 20, 2 * maxCell);
    private byte[] buffer = new byte[chunkBytes];
    private int filled;
    private bool ended;
    private InputException? broken;
    private long line = 1;

    /// <inheritdoc />
    public Chunk? Next(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill();
            var elements = new List<JsonElementRange>();
            int at = 0;
            JsonElements.Found found;
            while ((found = JsonElements.Next(buffer.AsSpan(0, filled), ref at, ended && broken is null, limit, out JsonElementRange element)) == JsonElements.Found.Element)
            {
                elements.Add(element);
            }

            if (elements.Count == 0 && found == JsonElements.Found.Incomplete && !ended)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
                continue;
            }

            if (elements.Count == 0 && (ended || filled == 0))
            {
                return broken is null ? null : throw broken;
            }

            byte[] taken = buffer;
            int rest = filled - at;
            buffer = new byte[Math.Max(chunkBytes, rest)];
            taken.AsSpan(at, rest).CopyTo(buffer);
            filled = rest;
            var chunk = new Chunk(taken, at, line, bad: null, isRented: false) { Elements = elements };
            line += taken.AsSpan(0, at).Count((byte)'\n');
            return chunk;
        }
    }

    private void Fill()
    {
        try
        {
            while (!ended && filled < buffer.Length)
            {
                int got = input.Read(buffer.AsSpan(filled));
                ended = got == 0;
                filled += got;
            }
        }
        catch (InputException error)
        {
            broken = error;
            ended = true;
        }
    }
}
