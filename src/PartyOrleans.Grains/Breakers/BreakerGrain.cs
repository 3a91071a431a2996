using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Storage;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Breakers;

/// <summary>See <see cref="IBreakerGrain"/>. It keeps each opening and closing at once, so that a break outlives the silo that the grain is on.</summary>
internal sealed partial class BreakerGrain([PersistentState("breaker", ClusterServices.StorageName)] IPersistentState<KeptState> kept, TimeProvider time, ILogger<BreakerGrain> log) : Grain, IBreakerGrain
{
    private static readonly StateForm<BreakerKept> Form = new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
    private static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(5);

    private BreakerMachine _machine = new(new BreakerKept());
    private long _keptChanges;

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        BreakerKept state = Form.Read(kept.State) ?? new BreakerKept { Since = time.GetUtcNow() };
        (_machine, _keptChanges) = (new BreakerMachine(state), state.Changes);
        this.RegisterGrainTimer(KeepAsync, new GrainTimerCreationOptions(KeepInterval, KeepInterval));
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<BreakerView> LookAsync(string silo)
    {
        _machine.See(silo, time.GetUtcNow());
        return Task.FromResult(View());
    }

    /// <inheritdoc />
    public Task<BreakerView> TryAsync(string silo)
    {
        _machine.Try(silo, time.GetUtcNow());
        return Task.FromResult(View());
    }

    /// <inheritdoc />
    public Task<BreakerView> FailAsync(string silo, BreakerFailure failure) => ChangeAsync((machine, now) => machine.Fail(silo, failure, now));

    /// <inheritdoc />
    public Task<BreakerView> SucceedAsync(string silo) => ChangeAsync((machine, now) => machine.Succeed(silo, now));

    /// <inheritdoc />
    public Task<BreakerView> GiveUpAsync(string silo)
    {
        _machine.GiveUp(silo);
        return Task.FromResult(View());
    }

    /// <inheritdoc />
    public Task<BreakerView> ResetAsync() => ChangeAsync(static (machine, now) => machine.Close(now));

    private BreakerView View() => _machine.ViewAt(time.GetUtcNow());

    private async Task<BreakerView> ChangeAsync(Action<BreakerMachine, DateTimeOffset> change)
    {
        long before = _machine.Kept.Changes;
        change(_machine, time.GetUtcNow());
        BreakerView view = View() with { IsChange = _machine.Kept.Changes != before };
        await KeepAsync(CancellationToken.None);
        return view;
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        BreakerKept state = _machine.Kept;
        if (state.Changes == _keptChanges)
        {
            return;
        }

        try
        {
            Form.Write(state, kept.State);
            await kept.WriteStateAsync(cancellationToken);
            _keptChanges = state.Changes;
        }
        catch (InconsistentStateException)
        {
            DeactivateOnIdle(); // there is another activation, which is the later one
        }
        catch (Exception failure)
        {
            LogNotKept(failure);
        }
    }

    [LoggerMessage(2122, LogLevel.Warning, "The state of a breaker could not be kept; trying again")]
    private partial void LogNotKept(Exception failure);
}
