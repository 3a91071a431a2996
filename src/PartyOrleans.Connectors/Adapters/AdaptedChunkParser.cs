using System.Globalization;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Model;

namespace PartyOrleans.Connectors.Adapters;

/// <summary>Reads the JSON objects of a file as the messages of a source that has a contract.</summary>
internal sealed class AdaptedChunkParser(ParseContext context, CompiledContract contract, IMessageAdapter adapter, SourceTally tally)
    : JsonObjectsParser(context)
{
    /// <inheritdoc />
    protected override void Add(Chunk chunk, int start, int end, string? fault, long line, List<ParsedItem> items)
    {
        ReadOnlyMemory<byte> value = chunk.Buffer.AsMemory(start, end - start);
        ReadOnlySpan<byte> raw = CellText.Trim(value.Span);
        if (raw.IsEmpty)
        {
            return;
        }

        if (!TextRepair.IsSound(raw))
        {
            value = TextRepair.Repair(raw, (byte)'\n', out int repaired);
            raw = value.Span;
            Context.AddRepaired(repaired);
        }

        if (fault is not null)
        {
            items.Add(ParsedItem.Of(Context.Dead(contract.Source, line, DeadLetterKind.Parse, fault, raw)));
            return;
        }

        // The letter of a broken line is to hold the line, without what surrounds it.
        var message = new SourceMessage(value[(value.Span.IndexOf(raw) is > 0 and int from ? from : 0)..][..raw.Length], line)
        {
            FallbackId = contract is { Mapping.RecordId: null, IsChangeFeed: false } ? line.ToString(CultureInfo.InvariantCulture) : "",
        };
        AdaptedMessage adapted = adapter.Read(message);
        switch (adapted.Kind)
        {
            case AdaptedKind.Upsert:
                items.Add(ParsedItem.Of(adapted.Record!, PlaceOf(adapted.Key, raw, start, end)) with { Version = adapted.Version });
                break;
            case AdaptedKind.Delete:
                items.Add(ParsedItem.OfDeleted(adapted.Key, PlaceOf(adapted.Key, raw, start, end)) with { Version = adapted.Version });
                break;
            case AdaptedKind.Refused:
                tally.Refuse(adapted.Refusal);
                items.Add(ParsedItem.Of(MessageLetters.Of(adapter, message, adapted, Context.InputName)));
                break;
            default:
                tally.Pass(adapted.Reason);
                break;
        }
    }

    /// <summary>Where a record may come again in a later state, its id does not count as repeated.</summary>
    private ParsedPlace PlaceOf(in RecordKey key, ReadOnlySpan<byte> raw, int start, int end) =>
        contract.IsChangeFeed || contract.Mapping is { RecordId: null }
            ? new ParsedPlace(0, 0, start, end - start)
            : new ParsedPlace(StableHash.Of(key.RecordId, StableHash.Of(key.Source)), StableHash.Of(raw), start, end - start);
}
