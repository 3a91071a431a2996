using Confluent.Kafka;
using Orleans.Placement;
using Orleans.Streams;
using Orleans.Streams.Core;
using PartyOrleans.Kafka.Streams;
using PartyOrleans.KafkaStreams;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.Grains.Streams;

/// <summary>One partition of a stream of the hub; its key is the name under which the hub keeps how far it has come.</summary>
[Alias("party.stream-partition")]
internal interface IStreamPartitionGrain : IGrainWithStringKey;

/// <summary>
/// Takes the messages of one partition into the hub, as the reader of a hub in one process does: a delivery is taken once the hub has committed it together with the offset
/// after it. It begins where the hub is, and goes back there where the hub lacks what comes before.
/// </summary>
[RegexImplicitStreamSubscription("^" + HubStreamsHosting.NamespacePrefix)]
[PreferLocalPlacement]
internal sealed class StreamPartitionGrain(HubStreams streams, TimeProvider time) : Grain, IStreamPartitionGrain, IStreamSubscriptionObserver, IAsyncBatchObserver<KafkaEvent>
{
    /// <summary>How long a delivery may take before it is tried anew: less than an agent waits for an answer.</summary>
    private static readonly TimeSpan TakeTime = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _stop = new();
    private StreamPartition? _partition;
    private PartitionIntake? _intake;
    private long _anewAt = -1;

    /// <inheritdoc />
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        using var late = new CancellationTokenSource(TakeTime, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        _partition = await streams.PartitionAsync(this.GetPrimaryKeyString(), bound.Token);
        long? next = await streams.FindPositionAsync(_partition.Options.Name, _partition.Stream, bound.Token);
        Begin(next ?? 0, isAnew: false);
        streams.Follow(_partition, () => _intake?.Trouble ?? "");
        await handleFactory.Create<KafkaEvent>().ResumeAsync(this, next is { } offset ? KafkaOffsetToken.At(offset) : null);
    }

    /// <inheritdoc />
    /// <exception cref="KafkaStreamsException">The hub did not take them yet: they are to be delivered again.</exception>
    public async Task OnNextAsync(IList<SequentialItem<KafkaEvent>> items)
    {
        KafkaEvent first = items[0].Item;
        if (first.FollowsLoss && _anewAt != first.Offset)
        {
            _anewAt = first.Offset;
            Begin(0, isAnew: true);
        }

        PartitionIntake intake = _intake!;
        ConsumeResult<byte[]?, byte[]?>[] messages = [.. items.Where(item => intake.IsNew(item.Item.Offset)).Select(static item => HubStreams.MessageOf(item.Item))];
        if (messages.Length == 0)
        {
            return;
        }

        using var late = new CancellationTokenSource(TakeTime, time);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stop.Token);
        try
        {
            await streams.PartitionAsync(this.GetPrimaryKeyString(), bound.Token); // or this silo is stopping
            if (await intake.TakeAsync(messages, bound.Token, bound.Token) is { } elsewhere)
            {
                Begin(elsewhere, isAnew: false);
                DeactivateOnIdle(); // an activation that had deliveries cannot go back: the next one begins where the hub is
                throw new KafkaStreamsException($"The hub goes on from {elsewhere}.", isTransient: true);
            }
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            throw new KafkaStreamsException($"The hub did not take messages yet: {intake.Trouble}", isTransient: true);
        }
    }

    /// <inheritdoc />
    public Task OnErrorAsync(Exception ex) => Task.CompletedTask; // what was not taken is delivered again

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        if (_partition is { } partition)
        {
            streams.Follow(partition, trouble: null);
        }
    }

    private void Begin(long next, bool isAnew) => _intake = new PartitionIntake(_partition!, next, isAnew, static _ => { });
}
