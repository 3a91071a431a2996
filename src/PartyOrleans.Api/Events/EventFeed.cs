using System.Runtime.CompilerServices;
using PartyOrleans.Api.Hub;
using PartyOrleans.Storage;

namespace PartyOrleans.Api.Events;

/// <summary>The feed of events as it grows: what is there after a place, then what each commit adds.</summary>
internal sealed class EventFeed(IPartyStore store, IPartyHub hub, TimeProvider time)
{
    /// <summary>Events read at once, so that no read of the store lasts as long as a slow reader takes.</summary>
    private const int EventsPerRead = 500;

    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(15);

    /// <summary>The events after a place, in order; an empty list now and then while nothing happens.</summary>
    /// <param name="after">The sequence number of the last event seen; 0 for the start.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async IAsyncEnumerable<IReadOnlyList<FeedEntry>> FollowAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            long commit = hub.Status.LastCommit; // before reading: what is committed meanwhile is not waited for in vain
            List<FeedEntry> entries = await ReadAsync(after, cancellationToken);
            if (entries.Count > 0)
            {
                after = entries[^1].Sequence;
                yield return entries;
            }
            else if (!await WaitAsync(commit, cancellationToken))
            {
                yield return [];
            }
        }
    }

    private async Task<List<FeedEntry>> ReadAsync(long after, CancellationToken cancellationToken)
    {
        var entries = new List<FeedEntry>();
        await foreach (FeedEntry entry in store.ReadFeedAsync(after, cancellationToken))
        {
            entries.Add(entry);
            if (entries.Count == EventsPerRead)
            {
                break;
            }
        }

        return entries;
    }

    /// <summary>Waits for a commit; false where none came for a while.</summary>
    private async Task<bool> WaitAsync(long commit, CancellationToken cancellationToken)
    {
        using var silence = new CancellationTokenSource(LongestSilence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            await hub.CommittedAfterAsync(commit, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
