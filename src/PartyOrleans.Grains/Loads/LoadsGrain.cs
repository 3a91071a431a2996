using Microsoft.Extensions.Logging;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Loads;

/// <summary>See <see cref="ILoadsGrain"/>.</summary>
[Orleans.Concurrency.Reentrant]
internal sealed partial class LoadsGrain(
    [PersistentState("loads", ClusterServices.StorageName)] IPersistentState<KeptState> kept, ClusterLoadParts parts, ILogger<LoadsGrain> log) : Grain, ILoadsGrain
{
    /// <summary>Loads that go on at once.</summary>
    internal const int MostRunning = 4;

    private const int MostKept = 100;
    private static readonly DateTimeOffset First = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly SemaphoreSlim _writing = new(1);
    private KeptLoads _loads = new(0, []);

    private IEnumerable<LoadOrder> Running => _loads.Loads.Where(load => load.End is null).Select(load => load.Order);

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _loads = LoadForms.Loads.Read(kept.State) ?? _loads;
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public async Task<LoadReport?> StartAsync(LoadOrder order)
    {
        DateTimeOffset now = parts.Time.GetUtcNow();
        bool isListed = await ChangeAsync(loads =>
        {
            if (loads.Loads.Count(load => load.End is null) >= MostRunning)
            {
                return null;
            }

            // By the clock, so that an id is greater than those of a list that was lost; and greater than the last one in any case.
            order = order with { Id = Math.Max(loads.LastId + 1, (long)(now - First).TotalSeconds), StartedAt = now };
            ListedLoad[] all = [.. loads.Loads, new ListedLoad(order, null)];
            int tooMany = Math.Max(0, all.Count(load => load.End is not null) - MostKept);
            return new KeptLoads(order.Id, [.. all.Where(load => load.End is null || tooMany-- <= 0)]);
        });
        return isListed ? await LookAsync(order) : null; // one that is listed will begin, if not now
    }

    /// <inheritdoc />
    public async Task<LoadReport[]> ListAsync() => [.. (await Task.WhenAll(_loads.Loads.Select(async load => load.End ?? await LookAsync(load.Order)))).Reverse()];

    /// <inheritdoc />
    public Task EndedAsync(LoadReport report) => ChangeAsync(loads =>
        loads with { Loads = [.. loads.Loads.Select(load => load.Order.Id == report.Id ? load with { End = report } : load)] });

    /// <inheritdoc />
    public Task KeepAsync() => Task.WhenAll(Running.Select(LookAsync));

    /// <summary>How a load is, which is begun or gone on with where it is not.</summary>
    private async Task<LoadReport> LookAsync(LoadOrder order)
    {
        try
        {
            return await GrainFactory.GetGrain<ILoadGrain>(order.Id).StartAsync(order);
        }
        catch (Exception failure)
        {
            LogUnknown(failure, order.Id);
            return new LoadReport { Id = order.Id, Input = order.Input, Files = order.Files.Length, StartedAt = order.StartedAt, Cause = "Its silo does not answer." };
        }
    }

    /// <summary>Changes the list, one change after the other; a change that gives null is none.</summary>
    private async Task<bool> ChangeAsync(Func<KeptLoads, KeptLoads?> change)
    {
        await _writing.WaitAsync();
        try
        {
            if (change(_loads) is not { } next)
            {
                return false;
            }

            LoadForms.Loads.Write(next, kept.State);
            await kept.WriteStateAsync();
            _loads = next;
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    [LoggerMessage(2105, LogLevel.Warning, "How load {Load} is cannot be said")]
    private partial void LogUnknown(Exception failure, long load);
}
