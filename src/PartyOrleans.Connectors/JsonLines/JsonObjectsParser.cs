namespace PartyOrleans.Connectors;

/// <summary>Goes through the JSON objects of a chunk, be they one to a line or the elements of an array.</summary>
internal abstract class JsonObjectsParser(ParseContext context) : IChunkParser
{
    /// <summary>What is known of the input, and counted while it is read.</summary>
    protected ParseContext Context { get; } = context;

    /// <inheritdoc />
    public ParsedChunk Parse(Chunk chunk)
    {
        List<ParsedItem> items = Context.TakeItems((chunk.Length / 300) + 16);
        if (chunk.Elements is { } elements)
        {
            var lines = new LineCounter(chunk, (byte)'\n');
            foreach (JsonElementRange element in elements)
            {
                Add(chunk, element.Start, element.End, element.Fault, lines.At(element.Start), items);
            }

            return new ParsedChunk(chunk, items);
        }

        chunk = chunk.Sound((byte)'\n', out int repaired);
        Context.AddRepaired(repaired);
        long line = chunk.FirstLine;
        int at = 0;
        while (at < chunk.Length)
        {
            int end = chunk.Buffer.AsSpan(at, chunk.Length - at).IndexOf((byte)'\n');
            end = end < 0 ? chunk.Length : at + end + 1;
            string? fault = chunk.Bad?.Find(bad => bad.Start == at).Reason;
            Add(chunk, at, end, fault, line++, items);
            at = end;
        }

        return new ParsedChunk(chunk, items);
    }

    /// <summary>Adds what an object becomes; nothing for a blank line.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="start">Its first byte.</param>
    /// <param name="end">The byte behind it.</param>
    /// <param name="fault">Why it cannot be read; null where nothing is known against it.</param>
    /// <param name="line">Its line in the input, from 1.</param>
    /// <param name="items">What the chunk becomes.</param>
    protected abstract void Add(Chunk chunk, int start, int end, string? fault, long line, List<ParsedItem> items);
}
