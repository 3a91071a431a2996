namespace PartyOrleans.Connectors.Breakers;

/// <content>Calls through a breaker whose state several processes have together.</content>
public sealed partial class CircuitBreaker
{
    private async Task<T> RunSharedAsync<T>(ISharedBreaker shared, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        if (await shared.EnterAsync(cancellationToken) is { } wait)
        {
            throw new BreakerOpenException(Status.Name, wait);
        }

        T result;
        try
        {
            result = await call(cancellationToken);
        }
        catch (Exception failure)
        {
            // What is told of a call is told even where its caller has given up since: others wait for it.
            if (_options.IsCounted(failure, cancellationToken.IsCancellationRequested))
            {
                Tell(await shared.FailAsync(_options.TextOf(failure), CancellationToken.None));
            }
            else if (failure is not OperationCanceledException)
            {
                Tell(await shared.SucceedAsync(CancellationToken.None));
            }
            else
            {
                await shared.GiveUpAsync(CancellationToken.None);
            }

            throw;
        }

        Tell(await shared.SucceedAsync(CancellationToken.None));
        return result;
    }

    private void Tell(BreakerStatus? changed)
    {
        if (changed is not null)
        {
            Changed?.Invoke(changed);
        }
    }
}
