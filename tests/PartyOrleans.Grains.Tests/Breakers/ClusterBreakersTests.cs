using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Grains.Breakers;
using PartyOrleans.Matching;
using PartyOrleans.TestKit.PostgreSql;

namespace PartyOrleans.Grains.Tests.Breakers;

/// <summary>A source or sink that fails on one silo is left alone by all.</summary>
[NeedsPostgreSql]
public sealed class ClusterBreakersTests
{
    private static readonly BreakerOptions Options = new() { Failures = 3, Break = TimeSpan.FromSeconds(3), LongestBreak = TimeSpan.FromSeconds(3), Jitter = 0, Describe = static failure => failure.Message };

    [StoreFact]
    public async Task Run_WhenCallsFailOnTwoSilos_OpensOnAllUntilOneOfThemMadeTheTrial()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 3);
        Silo[] silos = [.. cluster.Silos.Silos.Select(silo => new Silo(silo))];
        foreach (Silo silo in (Silo[])[silos[0], silos[0], silos[1]])
        {
            (await silo.TryAsync(works: false)).ShouldBe("down");
        }

        foreach (Silo silo in silos)
        {
            await silo.UntilAsync(BreakerState.Open);
            silo.Breaker.Status.ShouldBe(silos[1].Breaker.Status with { }); // state, cause and failures alike
            (await silo.TryAsync(works: true)).ShouldStartWith("'streams/crm' failed again and again and is left alone");
        }

        (silos[1].Breaker.Status.Failures, silos[1].Breaker.Status.Cause).ShouldBe((3, "down"));
        silos.Select(silo => silo.Opened).ShouldBe([0, 1, 0], "the silo whose call opened it counts that");

        // The break ends for all at once; one is let through, and decides.
        var trial = new TaskCompletionSource();
        Task<string>[] calls = await TryAllAsync(silos, trial.Task);
        calls.Count(call => !call.IsCompleted).ShouldBe(1);
        trial.SetResult();
        (await Task.WhenAll(calls)).Count(told => told == "").ShouldBe(1);

        foreach (Silo silo in silos)
        {
            await silo.UntilAsync(BreakerState.Closed);
            (await silo.TryAsync(works: true)).ShouldBe("");
        }
    }

    [StoreFact]
    public async Task Run_WhenTheSiloOfTheBreakerIsKilled_StaysOpenForTheOthers()
    {
        await using TestHubCluster cluster = await TestHubCluster.StartAsync(DefaultBundle.Create(), 3);
        Silo[] silos = [.. cluster.Silos.Silos.Select(silo => new Silo(silo, Options with { Break = TimeSpan.FromMinutes(2), LongestBreak = TimeSpan.FromMinutes(2) }))];
        for (int i = 0; i < 3; i++)
        {
            (await silos[0].TryAsync(works: false)).ShouldBe("down");
        }

        IBreakerGrain grain = cluster.Silos.Client.GetGrain<IBreakerGrain>(ClusterBreakers.KeyOf(BreakerKind.Source, Silo.Name));
        cluster.Silos.TryGetGrainContext(grain.GetGrainId(), out Orleans.Runtime.IGrainContext? context).ShouldBeTrue();
        InProcessSiloHandle killed = cluster.Silos.GetSiloForAddress(context!.Address.SiloAddress!)!;
        await cluster.Silos.KillSiloAsync(killed);

        BreakerView kept = await grain.LookAsync("test");
        (kept.State, kept.Failures, kept.Cause).ShouldBe((BreakerState.Open, 3, "down"));
        foreach (Silo silo in silos.Where(silo => silo.Handle != killed))
        {
            await silo.UntilAsync(BreakerState.Open);
            (await silo.TryAsync(works: true)).ShouldContain("is left alone");
        }

        Silo closing = silos.First(silo => silo.Handle != killed);
        await closing.Breaker.ResetAsync(CancellationToken.None);
        (await closing.TryAsync(works: true)).ShouldBe("");
    }

    /// <summary>Calls on all silos at once, again until the break is over for them.</summary>
    private static async Task<Task<string>[]> TryAllAsync(Silo[] silos, Task until)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        while (true)
        {
            Task<string>[] calls = [.. silos.Select(silo => silo.TryAsync(works: true, until))];
            await Task.WhenAll(silos.Select(silo => silo.Shared.LookedAsync(patience.Token)));
            if (calls.Any(call => !call.IsCompleted))
            {
                return calls;
            }
        }
    }

    private sealed class Silo
    {
        public const string Name = "streams/crm";

        public Silo(InProcessSiloHandle handle, BreakerOptions? options = null)
        {
            (Handle, Shared) = (handle, handle.ServiceProvider.GetRequiredService<ClusterBreakers>());
            Breaker = new CircuitBreaker(BreakerKind.Source, Name, options ?? Options, TimeProvider.System, 7, Shared.Join(BreakerKind.Source, Name, options ?? Options, 7));
            Breaker.Changed += status => Opened += status.State == BreakerState.Open ? 1 : 0;
        }

        public InProcessSiloHandle Handle { get; }

        public ClusterBreakers Shared { get; }

        public CircuitBreaker Breaker { get; }

        public int Opened { get; private set; }

        public async Task<string> TryAsync(bool works, Task? until = null)
        {
            try
            {
                await Breaker.RunAsync(_ => works ? until ?? Task.CompletedTask : throw new IOException("down"), CancellationToken.None);
                return "";
            }
            catch (Exception failure) when (failure is IOException or BreakerOpenException)
            {
                return failure.Message;
            }
        }

        public async Task UntilAsync(BreakerState state)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            while (Breaker.Status.State != state)
            {
                await Shared.LookedAsync(patience.Token);
            }
        }
    }
}
