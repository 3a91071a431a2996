using System.Security.Cryptography;
using System.Text;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Connectors.Outbox;

/// <summary>An entry of the outbox as one sink is told it: a CloudEvent (https://cloudevents.io, 1.0). Used by one thread at a time.</summary>
/// <param name="entry">The entry.</param>
/// <param name="form">How it is written.</param>
public sealed class OutboxMessage(OutboxEntry entry, EventForm form)
{
    private const int PairHashBytes = 16;

    private ReadOnlyMemory<byte>? _body;

    /// <summary>What happened, as the store tells it; its values are not masked.</summary>
    public OutboxEntry Entry { get; } = entry;

    /// <summary>Names the event for ever within <see cref="Source"/>.</summary>
    public string Id => Entry.Id;

    /// <summary>The hub, a URI reference.</summary>
    public string Source => form.Source;

    /// <summary>One of <see cref="EventTypes"/>.</summary>
    public string Type { get; } = EventTypes.Of(entry);

    /// <summary>The party's id; of a review task the name of its pair.</summary>
    public string Subject { get; } = entry.Happened is { } happened ? happened.Party.Value : NameOf(entry.Review!.Task.Pair);

    /// <summary>When it was committed (UTC).</summary>
    public DateTimeOffset Time => Entry.Commit.At;

    /// <summary>The same as it stands in the event: RFC 3339, seven decimals.</summary>
    public string TimeText => EventForm.TextOf(Time);

    /// <summary>Sorts (ordinally) as events are told: 19 digits.</summary>
    public string Sequence => EventForm.SequenceOf(Entry.Position);

    /// <summary>What keeps events of one party, or of one pair, in order where a sink has several ways.</summary>
    public string PartitionKey => Subject;

    /// <summary>Name of the JSON Schema of the data.</summary>
    public string DataSchema => EventSchemas.UriOf(Type);

    /// <summary>The whole event as JSON (structured mode), UTF-8.</summary>
    public ReadOnlyMemory<byte> Body => _body ??= form.Write(this);

    /// <summary>The name of a pair: the same for ever, and telling nothing of its keys.</summary>
    internal static string NameOf(RecordPair pair)
    {
        byte[] keys = Encoding.UTF8.GetBytes(string.Join('\0', pair.Left.Source, pair.Left.RecordId, pair.Right.Source, pair.Right.RecordId));
        return "pair-" + Convert.ToHexStringLower(SHA256.HashData(keys).AsSpan(0, PairHashBytes));
    }
}
