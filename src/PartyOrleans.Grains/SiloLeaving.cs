using Orleans.Runtime;

namespace PartyOrleans.Grains;

/// <summary>
/// Tells grains that their silo is about to leave. Orleans ends an activation once its calls have ended, and gives it no new ones from then on: a call that
/// waits for what another one brings would hold up the silo until its time is up. So such waits end with this token.
/// </summary>
internal sealed class SiloLeaving : ILifecycleParticipant<ISiloLifecycle>
{
    private readonly CancellationTokenSource _leaving = new(); // asked for its token until the last grain has ended, so it is not disposed

    /// <summary>Cancelled once the silo leaves, before its grains are asked to end.</summary>
    public CancellationToken Token => _leaving.Token;

    /// <inheritdoc />
    public void Participate(ISiloLifecycle lifecycle) =>
        lifecycle.Subscribe(nameof(SiloLeaving), ServiceLifecycleStage.Active, static _ => Task.CompletedTask, async _ => await _leaving.CancelAsync());
}
