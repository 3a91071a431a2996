using Orleans.Internal;
using Orleans.Runtime.Providers;

namespace PartyOrleans.KafkaStreams.Delivery;

/// <summary>The pauses between attempts to deliver: each twice the one before, up to the longest.</summary>
internal sealed class DeliveryPauses(KafkaStreamsOptions options) : IMessageDeliveryBackoffProvider
{
    /// <inheritdoc />
    public TimeSpan Next(int attempt) => After(options, attempt);

    /// <summary>
    /// How long an agent tries to deliver: so long that as many attempts as wanted fit into it where they fail at once. Without a dead-letter topic there is no end.
    /// </summary>
    public static TimeSpan Patience(KafkaStreamsOptions options)
    {
        if (options.DeadLetterTopic is null)
        {
            return Timeout.InfiniteTimeSpan;
        }

        TimeSpan all = TimeSpan.Zero;
        for (int attempt = 0; attempt < options.MaxDeliveryAttempts - 1; attempt++)
        {
            all += After(options, attempt);
        }

        // An agent looks at the clock before each attempt, and makes it unless its time is over: half a pause more than the last one wanted, and less than the one after it.
        return all + (After(options, options.MaxDeliveryAttempts - 1) / 2);
    }

    private static TimeSpan After(KafkaStreamsOptions options, int attempt)
    {
        TimeSpan pause = options.FirstPause * Math.Pow(2, Math.Min(attempt, 30));
        return pause < options.LongestPause ? pause : options.LongestPause;
    }
}
