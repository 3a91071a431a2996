using PartyOrleans.Connectors.Adapters;
using PartyOrleans.Connectors.Contracts;

namespace PartyOrleans.Kafka.Streams;

/// <summary>Reads the messages of a stream by the contracts in force: another bundle holds from a partition's next batch on.</summary>
/// <param name="contracts">The contracts.</param>
/// <param name="stream">Name of the stream.</param>
public sealed class ContractAdapters(ContractsInForce contracts, string stream) : IStreamAdapters
{
    /// <inheritdoc />
    public IMessageAdapter? AdapterOf(StreamTopic topic, IMessageAdapter? current)
    {
        SourceContracts now = contracts.Current;
        return current is ByContract made && ReferenceEquals(made.Contracts, now) ? current
            : now.Find(topic.Source) is null ? null
            : new ByContract(now, now.AdapterFor(topic.Source, $"kafka/{stream}/{topic.Name}", contracts.Ledger));
    }

    /// <inheritdoc />
    public void Taken(StreamTopic topic, MessageTally tally)
    {
        // Records, deletions and dead letters are counted where they are committed.
        SourceTally source = contracts.Ledger.For(topic.Source);
        foreach (string reason in tally.Nothing)
        {
            source.Pass(reason);
        }
    }

    /// <summary>An adapter that knows which contracts it was made from.</summary>
    private sealed class ByContract(SourceContracts contracts, IMessageAdapter adapter) : IMessageAdapter
    {
        public SourceContracts Contracts { get; } = contracts;

        public string Source => adapter.Source;

        public string Context => adapter.Context;

        public AdaptedMessage Read(in SourceMessage message) => adapter.Read(message);
    }
}
