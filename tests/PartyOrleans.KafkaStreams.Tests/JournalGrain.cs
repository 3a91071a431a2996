using Orleans.Streams;
using Orleans.Streams.Core;
using PartyOrleans.KafkaStreams.Messages;

namespace PartyOrleans.KafkaStreams.Tests;

/// <summary>Takes streams for their journal.</summary>
internal interface IJournalGrain : IGrainWithStringKey
{
    /// <summary>Begins with another message of a stream.</summary>
    Task GoBackAsync(string provider, string name, long offset);
}

/// <summary>Takes every stream whose namespace begins with "all-", without being asked.</summary>
[RegexImplicitStreamSubscription("^all-")]
internal sealed class ImplicitJournalGrain : Grain, IJournalGrain, IStreamSubscriptionObserver
{
    /// <inheritdoc />
    public async Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory)
    {
        string name = handleFactory.StreamId.GetNamespace()!;
        long? begin = Journal.Of(name).Begin(this.GetPrimaryKeyString());
        await handleFactory.Create<KafkaEvent>().ResumeAsync(new Observer(name, this.GetPrimaryKeyString()), begin is { } offset ? KafkaOffsetToken.At(offset) : null);
    }

    /// <inheritdoc />
    public async Task GoBackAsync(string provider, string name, long offset)
    {
        IAsyncStream<KafkaEvent> stream = this.GetStreamProvider(provider).GetStream<KafkaEvent>(StreamId.Create(name, this.GetPrimaryKeyString()));
        foreach (StreamSubscriptionHandle<KafkaEvent> handle in await stream.GetAllSubscriptionHandles())
        {
            await handle.ResumeAsync(new Observer(name, this.GetPrimaryKeyString()), KafkaOffsetToken.At(offset));
        }
    }

    private sealed class Observer(string name, string key) : IAsyncObserver<KafkaEvent>
    {
        public Task OnNextAsync(KafkaEvent item, StreamSequenceToken? token = null) => Journal.Of(name).TakeAsync(key, item);

        public Task OnCompletedAsync() => Task.CompletedTask;

        public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
    }
}
