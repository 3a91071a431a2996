using PartyOrleans.Connectors.Zones;
using Polly;
using Polly.Retry;

namespace PartyOrleans.Aws.S3;

/// <summary>Makes requests: what may succeed later is tried again, with growing, jittered waits; everything else fails at once.</summary>
internal sealed class S3Requests
{
    private readonly ResiliencePipeline tries;

    /// <param name="options">Number of tries and waits.</param>
    /// <param name="time">Clock of the waits.</param>
    public S3Requests(S3ZoneOptions options, TimeProvider time) => tries = options.Attempts == 1
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = options.Attempts - 1,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = options.Pause,
                MaxDelay = TimeSpan.FromSeconds(20),
                ShouldHandle = new PredicateBuilder().Handle<ZoneException>(failure => failure.IsTransient),
            })
            .Build();

    /// <summary>Makes a request.</summary>
    /// <param name="what">What is asked of what, for messages.</param>
    /// <param name="request">Makes it once.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ZoneException">It did not succeed, however often it was tried.</exception>
    public async Task<T> SendAsync<T>(string what, Func<CancellationToken, Task<T>> request, CancellationToken cancellationToken) =>
        await tries.ExecuteAsync(
            async stop =>
            {
                try
                {
                    return await request(stop);
                }
                catch (Exception failure) when (S3Fault.IsOne(failure))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    throw S3Fault.Of(failure, what);
                }
            },
            cancellationToken);
}
