using System.Text;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Tests.Streams;

/// <summary>Reads messages of these tests: the key is the record id, the value its name; <c>!</c> begins one to be refused, <c>~</c> one of which nothing comes.</summary>
internal sealed class TextAdapter(string source) : IMessageAdapter
{
    public string Source => source;

    public string Context => "{\"adapter\":\"text\",\"contract\":true}";

    public AdaptedMessage Read(in SourceMessage message)
    {
        var key = new RecordKey(source, Encoding.UTF8.GetString(message.Key.Span));
        string text = Encoding.UTF8.GetString(message.Value.Span);
        return message.IsTombstone ? AdaptedMessage.Delete(key)
            : text.StartsWith('!') ? AdaptedMessage.Refuse(key, DeadLetterKind.Contract, "It begins with an exclamation mark.")
            : text.StartsWith('~') ? AdaptedMessage.Nothing(source, "heartbeat")
            : AdaptedMessage.Upsert(new SourceRecord(key, [new AttributeValue("name.full", text)]));
    }
}

/// <summary>Gives every source but those named a <see cref="TextAdapter"/>.</summary>
internal sealed class TextAdapters(params string[] unknown) : IStreamAdapters
{
    private readonly List<MessageTally> _tallies = [];

    /// <summary>What was told.</summary>
    public IReadOnlyList<MessageTally> Tallies
    {
        get
        {
            lock (_tallies)
            {
                return [.. _tallies];
            }
        }
    }

    public IMessageAdapter? AdapterOf(StreamTopic topic, IMessageAdapter? current) =>
        unknown.Contains(topic.Source, StringComparer.Ordinal) ? null : current ?? new TextAdapter(topic.Source);

    public void Taken(StreamTopic topic, MessageTally tally)
    {
        lock (_tallies)
        {
            _tallies.Add(tally);
        }
    }
}
