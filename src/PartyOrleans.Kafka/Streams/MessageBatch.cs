using Confluent.Kafka;
using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Intake;
using PartyOrleans.Model;

namespace PartyOrleans.Kafka.Streams;

/// <summary>What some messages of one partition, in their order, come to: one batch for the hub, and what of them was refused.</summary>
internal sealed class MessageBatch
{
    private MessageBatch(IntakeBatch intake, IReadOnlyList<(ConsumeResult<byte[]?, byte[]?> Message, DeadLetter Letter)> refused) =>
        (Intake, Refused) = (intake, refused);

    /// <summary>What the hub is given.</summary>
    public IntakeBatch Intake { get; }

    /// <summary>The messages that became dead letters.</summary>
    public IReadOnlyList<(ConsumeResult<byte[]?, byte[]?> Message, DeadLetter Letter)> Refused { get; }

    /// <summary>Messages that came to a record.</summary>
    public int Upserts { get; private init; }

    /// <summary>Messages that said a record is gone.</summary>
    public int Deletes { get; private init; }

    /// <summary>Why nothing came of messages; one reason for each.</summary>
    public IReadOnlyList<string> Nothing { get; private init; } = [];

    /// <summary>Reads messages.</summary>
    /// <param name="messages">One or more, of one partition, in their order.</param>
    /// <param name="adapter">Understands them.</param>
    /// <param name="position">How far the stream comes with them.</param>
    /// <param name="maxBytes">Greatest value that is read.</param>
    public static MessageBatch Read(IReadOnlyList<ConsumeResult<byte[]?, byte[]?>> messages, IMessageAdapter adapter, SourcePosition position, int maxBytes)
    {
        var builder = new IntakeBatchBuilder(new ChangeOrigin(ChangeKind.Stream));
        var refused = new List<(ConsumeResult<byte[]?, byte[]?> Message, DeadLetter Letter)>();
        var nothing = new List<string>();
        int upserts = 0, deletes = 0;
        foreach (ConsumeResult<byte[]?, byte[]?> message in messages)
        {
            AdaptedMessage read = Understand(message, adapter, maxBytes);
            switch (read.Kind)
            {
                case AdaptedKind.Upsert:
                    builder.Upsert(read.Record!, read.Version);
                    upserts++;
                    break;
                case AdaptedKind.Delete:
                    builder.Delete(read.Key, read.Version);
                    deletes++;
                    break;
                case AdaptedKind.Nothing:
                    nothing.Add(read.Reason);
                    break;
                default:
                    DeadLetter letter = LetterOf(message, adapter, read, position.Stream);
                    refused.Add((message, letter));
                    builder.Refuse(letter);
                    break;
            }
        }

        builder.Reach(position);
        return new MessageBatch(builder.Build(), refused) { Upserts = upserts, Deletes = deletes, Nothing = nothing };
    }

    /// <summary>A message that the hub would not take, though nothing is wrong with it as far as can be told: nothing but a dead letter.</summary>
    /// <param name="message">The message.</param>
    /// <param name="adapter">What it is to be read again with.</param>
    /// <param name="position">How far the stream comes with it.</param>
    /// <param name="reason">Why.</param>
    /// <param name="attempts">How often it was tried.</param>
    public static MessageBatch Untaken(ConsumeResult<byte[]?, byte[]?> message, IMessageAdapter adapter, SourcePosition position, string reason, int attempts)
    {
        AdaptedMessage refused = AdaptedMessage.Refuse(new RecordKey(adapter.Source, ""), DeadLetterKind.Transient, reason);
        DeadLetter letter = LetterOf(message, adapter, refused, position.Stream) with { Attempts = attempts };
        var intake = new IntakeBatch { DeadLetters = [letter], Positions = [position], Origin = new ChangeOrigin(ChangeKind.Stream) };
        return new MessageBatch(intake, [(message, letter)]);
    }

    /// <summary>What a message says.</summary>
    /// <param name="message">The message.</param>
    /// <param name="adapter">Understands it.</param>
    /// <param name="maxBytes">Greatest value that is read.</param>
    public static AdaptedMessage Understand(ConsumeResult<byte[]?, byte[]?> message, IMessageAdapter adapter, int maxBytes)
    {
        SourceMessage given = GivenBy(message);
        return given.Value.Length > maxBytes
            ? AdaptedMessage.Refuse(new RecordKey(adapter.Source, ""), DeadLetterKind.Parse, $"The message has {given.Value.Length} bytes; at most {maxBytes} are read.")
            : adapter.Read(given);
    }

    /// <summary>The dead letter of a message that was refused.</summary>
    public static DeadLetter LetterOf(ConsumeResult<byte[]?, byte[]?> message, IMessageAdapter adapter, in AdaptedMessage refused, string stream) =>
        MessageLetters.Of(adapter, GivenBy(message), refused, stream) with { Headers = MessageHeaders.Of(message) };

    private static SourceMessage GivenBy(ConsumeResult<byte[]?, byte[]?> message) => new(message.Message.Value, message.Offset.Value)
    {
        Key = message.Message.Key,
        IsTombstone = message.Message.Value is null,
    };
}
