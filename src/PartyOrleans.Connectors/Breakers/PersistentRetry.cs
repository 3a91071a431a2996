using Polly;
using Polly.Retry;

namespace PartyOrleans.Connectors.Breakers;

/// <summary>How long work that failed waits before it is tried again.</summary>
public sealed record RetryPauses
{
    /// <summary>The first pause; default 0.2 s. Each failure doubles it, and jitter spreads it.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause; default 30 s.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(30);
}

/// <summary>
/// Tries work again until it succeeds, with pauses that grow exponentially and jitter, never giving up on what may succeed later and never
/// skipping. A breaker in the work that is open is waited for as long as it says.
/// </summary>
public sealed class PersistentRetry
{
    private readonly ResiliencePipeline _pipeline;

    /// <summary>Makes it.</summary>
    /// <param name="pauses">Pauses.</param>
    /// <param name="time">Clock.</param>
    /// <param name="mayRecover">Whether the work may succeed when tried again; other failures, and the caller's cancellation, are thrown on.</param>
    /// <param name="failed">Told of each failure that is followed by another attempt, with the pause before it.</param>
    /// <param name="hint">A longer pause that the failure itself asks for, or null.</param>
    public PersistentRetry(RetryPauses pauses, TimeProvider time, Func<Exception, bool> mayRecover, Action<Exception, TimeSpan>? failed = null, Func<Exception, TimeSpan?>? hint = null)
    {
        ArgumentNullException.ThrowIfNull(pauses);
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(new RetryStrategyOptions
        {
            MaxRetryAttempts = int.MaxValue,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = pauses.First,
            MaxDelay = pauses.Longest,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } failure
                && !arguments.Context.CancellationToken.IsCancellationRequested
                && (failure is BreakerOpenException || mayRecover(failure))),
            DelayGenerator = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is BreakerOpenException open ? open.RetryAfter : hint?.Invoke(arguments.Outcome.Exception!)),
            OnRetry = arguments =>
            {
                failed?.Invoke(arguments.Outcome.Exception!, arguments.RetryDelay);
                return ValueTask.CompletedTask;
            },
        }).Build();
    }

    /// <summary>Does the work, as often as it takes.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled before it succeeded, whatever the last attempt failed of.</exception>
    public async Task RunAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await _pipeline.ExecuteAsync(async stop => await work(stop), cancellationToken);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The work was cancelled before it succeeded.", failure, cancellationToken);
        }
    }
}
