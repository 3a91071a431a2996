using System.Globalization;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Makes records of the JSON objects of a chunk.</summary>
internal sealed class JsonChunkParser(ParseContext context, RecordPlan plan, bool recogniseMore) : IChunkParser
{
    private readonly JsonObjectReader objects = new(context, plan, recogniseMore);

    /// <inheritdoc />
    public ParsedChunk Parse(Chunk chunk)
    {
        List<ParsedItem> items = context.TakeItems((chunk.Length / 300) + 16);
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
        context.AddRepaired(repaired);
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

    private void Add(Chunk chunk, int start, int end, string? fault, long line, List<ParsedItem> items)
    {
        ReadOnlySpan<byte> all = chunk.Buffer.AsSpan(start, end - start);
        ReadOnlySpan<byte> raw = CellText.Trim(all);
        if (raw.IsEmpty)
        {
            return;
        }

        if (!TextRepair.IsSound(raw))
        {
            raw = TextRepair.Repair(raw, (byte)'\n', out int repaired);
            context.AddRepaired(repaired);
        }

        DeadLetterKind kind = DeadLetterKind.Parse;
        string source = context.Source;
        if (fault is null)
        {
            fault = objects.Read(raw, ref kind);
            source = objects.Source;
        }

        if (fault is null && objects.RecordId is null && plan.HasRecordId)
        {
            (fault, kind) = ("no record id", DeadLetterKind.Contract);
        }
        else if (fault is null && !objects.HasUsable)
        {
            (fault, kind) = ("no value that can be matched on is filled", DeadLetterKind.Contract);
        }

        if (fault is not null)
        {
            items.Add(ParsedItem.Of(context.Dead(source, line, kind, fault, raw)));
            return;
        }

        bool hasId = plan.HasRecordId;
        var key = new RecordKey(source, hasId ? objects.RecordId! : line.ToString(CultureInfo.InvariantCulture));
        string payload = context.KeepPayload ? Encoding.UTF8.GetString(raw) : "";
        items.Add(ParsedItem.Of(
            new SourceRecord(key, objects.TakeValues(), payload),
            new ParsedPlace(
                hasId ? StableHash.Of(key.RecordId, StableHash.Of(key.Source)) : 0, hasId ? StableHash.Of(raw) : 0, start, end - start)));
    }
}
