using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Grains.Ledger;
using PartyOrleans.Model;
using PartyOrleans.Model.Bundles;
using PartyOrleans.Storage;

namespace PartyOrleans.Grains.Loads;

/// <summary>See <see cref="ILoadPartitionGrain"/>. It keeps nothing: where the file is, the store knows.</summary>
[Orleans.Concurrency.Reentrant]
internal sealed partial class LoadPartitionGrain(ClusterLoadParts parts, ILogger<LoadPartitionGrain> log) : Grain, ILoadPartitionGrain
{
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Awake = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Failures of an unknown kind after which a file is given up: what lies in them may be the silo's own end.</summary>
    private const int MostUnknown = 5;

    private const int MostRecordsAtOnce = 8192;

    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _lifetime = new();
    private readonly CountedProgress _progress = new();
    private readonly long _activation = parts.Time.GetTimestamp();
    private ClusterLoadTarget? _target;
    private Task<PartitionReport>? _running;
    private string _waits = "";

    private bool IsStopping => _stop.IsCancellationRequested || _lifetime.IsCancellationRequested;

    /// <inheritdoc />
    public async Task<PartitionReport> RunAsync(PartitionWork work)
    {
        DelayDeactivation(Awake);
        _running ??= Task.Run(() => LoadAsync(work));
        await ((Task)_running.WaitAsync(LongestLook, parts.Time)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        PartitionReport report = _running.IsCompleted
            ? await _running
            : new PartitionReport { State = PartitionState.Running, Read = _progress.Count, Changed = _target?.Changed ?? 0, Cause = _target is { Cause.Length: > 0 } target ? target.Cause : _waits };
        return report with { Activation = _activation };
    }

    /// <inheritdoc />
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        if (_running is { } running)
        {
            await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _lifetime.CancelAsync();
        await StopAsync();
    }

    private static bool MayRecover(Exception failure, long load) => failure is StoreException { IsTransient: true } or Orleans.Runtime.OrleansException or TimeoutException
        || (failure is LoadMovedException moved && moved.Place.Load <= load);

    /// <summary>Whether a failure's message tells its cause to whoever started the load.</summary>
    private static bool IsTold(Exception failure) => failure is InputException or StoreException or LoadMovedException or LoadTurnFailedException;

    private async Task<PartitionReport> LoadAsync(PartitionWork work)
    {
        string file = work.Order.Files[work.File];
        string name = work.Order.Files.Length == 1 ? work.Order.Input : Path.GetFileName(file);
        int unknown = 0;
        try
        {
            while (true)
            {
                try
                {
                    return await LoadAsync(work.Order, new InputFile(file) { Called = name });
                }
                catch (Exception failure) when (MayRecover(failure, work.Order.Id) || (!IsTold(failure) && ++unknown < MostUnknown && !IsStopping))
                {
                    // An activation on a silo taken for dead did some more of it, or the cluster is recovering: it goes on from where it is now.
                    LogAgain(failure, work.Order.Id, work.File);
                    _waits = IsTold(failure) ? failure.Message : "";
                    await Task.Delay(Pause, parts.Time, _stop.Token);
                }
            }
        }
        catch (Exception stopped) when (IsStopping && !IsTold(stopped))
        {
            return new PartitionReport { State = PartitionState.Stopped, Read = _progress.Count, Changed = _target?.Changed ?? 0 };
        }
        catch (Exception failure)
        {
            LogFailed(failure, work.Order.Id, work.File);
            return new PartitionReport
            {
                State = PartitionState.Failed,
                Read = _progress.Count,
                Changed = _target?.Changed ?? 0,
                Cause = IsTold(failure)
                    ? failure.Message.Replace(file, name, StringComparison.Ordinal)
                    : "The load failed; the silo's log says why.",
            };
        }
    }

    private async Task<PartitionReport> LoadAsync(LoadOrder order, InputFile file)
    {
        string input = Path.GetFullPath(file.Path);
        ClusterLoadTarget target = _target = new ClusterLoadTarget(parts, _ => order.Id, order.Origin, _lifetime.Token);
        LoadPlace place = await target.FindPlaceAsync(input, _stop.Token);
        if (place.Load == order.Id && await parts.Stores.Reader.FindCheckpointAsync(input, _stop.Token) is { Complete: true } done)
        {
            return new PartitionReport { State = PartitionState.Done, Read = done.RecordsDone, Rejected = done.Rejected };
        }

        _progress.Restart(place.Load == order.Id ? (await parts.Stores.Reader.FindCheckpointAsync(input, _stop.Token))?.RecordsDone ?? 0 : 0);
        var contracts = SourceContracts.Of(await BundleAsync());
        try
        {
            FileLoadResult result = await new FileLoad(target, new InputOptions { Source = order.Source, Contracts = contracts, Ledger = parts.Sources, BatchRecords = Math.Min(parts.Options.RecordsPerTurn, MostRecordsAtOnce) }, _progress)
                .RunAsync(file, static _ => { }, _stop.Token);
            LoadCheckpoint? end = await parts.Stores.Reader.FindCheckpointAsync(input, CancellationToken.None);
            return new PartitionReport
            {
                State = PartitionState.Done,
                Read = end?.RecordsDone ?? _progress.Count,
                Rejected = end?.Rejected ?? result.Rejected,
                Changed = target.Changed,
                Drift = result.Report is { } report
                    ? [.. SourceDrift.Of(report).Select(drift => new WireDrift(drift.Field, drift.Kind, drift.Input, drift.Place, drift.Shape, drift.Count))]
                    : null,
            };
        }
        catch (OperationCanceledException)
        {
            await ((Task)target.CommittedAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw;
        }
    }

    private async Task<Bundle> BundleAsync()
    {
        while (true)
        {
            LedgerStatus status = await parts.Grains.GetGrain<ILedgerGrain>(0).StatusAsync();
            if (status.Bundle.Length > 0)
            {
                return await parts.Stores.BundleAsync(status.Bundle, _stop.Token);
            }

            _waits = status.Cause;
            await Task.Delay(Pause, parts.Time, _stop.Token);
        }
    }

    [LoggerMessage(2107, LogLevel.Information, "File {File} of load {Load} goes on where it was")]
    private partial void LogAgain(Exception failure, long load, int file);

    [LoggerMessage(2102, LogLevel.Warning, "File {File} of load {Load} failed")]
    private partial void LogFailed(Exception failure, long load, int file);

    /// <summary>Counts what was read.</summary>
    private sealed class CountedProgress : ILoadProgress
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public void Restart(long count) => Interlocked.Exchange(ref _count, count);

        public void Begin(string name)
        {
        }

        public void Advance(long count) => Interlocked.Add(ref _count, count);

        public void End()
        {
        }
    }
}
