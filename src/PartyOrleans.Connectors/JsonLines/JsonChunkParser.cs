using System.Globalization;
using System.Text;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors;

/// <summary>Makes records of the JSON objects of a chunk.</summary>
internal sealed class JsonChunkParser(ParseContext context, RecordPlan plan, bool recogniseMore) : JsonObjectsParser(context)
{
    private readonly JsonObjectReader objects = new(context, plan, recogniseMore);

    /// <inheritdoc />
    protected override void Add(Chunk chunk, int start, int end, string? fault, long line, List<ParsedItem> items)
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
            Context.AddRepaired(repaired);
        }

        DeadLetterKind kind = DeadLetterKind.Parse;
        string source = Context.Source;
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
            items.Add(ParsedItem.Of(Context.Dead(source, line, kind, fault, raw)));
            return;
        }

        bool hasId = plan.HasRecordId;
        var key = new RecordKey(source, hasId ? objects.RecordId! : line.ToString(CultureInfo.InvariantCulture));
        string payload = Context.KeepPayload ? Encoding.UTF8.GetString(raw) : "";
        items.Add(ParsedItem.Of(
            new SourceRecord(key, objects.TakeValues(), payload),
            new ParsedPlace(
                hasId ? StableHash.Of(key.RecordId, StableHash.Of(key.Source)) : 0, hasId ? StableHash.Of(raw) : 0, start, end - start)));
    }
}
