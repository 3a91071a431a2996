using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Loads;
using PartyOrleans.Grains.State;

namespace PartyOrleans.Grains.Loads;

/// <summary>See <see cref="ILoadGrain"/>. Where each file is, the store knows; this knows which are done.</summary>
[Orleans.Concurrency.Reentrant]
internal sealed partial class LoadGrain(
    [PersistentState("load", ClusterServices.StorageName)] IPersistentState<KeptState> kept, ClusterLoadParts parts, SiloLeaving leaving, ILogger<LoadGrain> log) : Grain, ILoadGrain, IRemindable
{
    private const string Reminder = "go-on";
    private static readonly TimeSpan ReminderPeriod = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Awake = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestLook = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _stop = new();
    private KeptLoad? _load;
    private PartitionReport? _file;
    private long _changedBefore;
    private Task _taking = Task.CompletedTask;
    private Task _driving = Task.CompletedTask;

    private ILoadPartitionGrain Partition => GrainFactory.GetGrain<ILoadPartitionGrain>(FormattableString.Invariant($"{_load!.Order.Id}/{_load.Report.FilesDone}"));

    /// <inheritdoc />
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _load = LoadForms.Load.Read(kept.State);
        GoOn();
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _driving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    /// <inheritdoc />
    public async Task<LoadReport> StartAsync(LoadOrder order)
    {
        if (_load is null)
        {
            _taking = _taking.IsCompleted ? TakeAsync(order) : _taking; // another call may be at it
            await _taking;
        }

        GoOn();
        return Report();
    }

    /// <summary>Takes the order, which is there once it is kept.</summary>
    private async Task TakeAsync(LoadOrder order)
    {
        var load = new KeptLoad(order, new LoadReport { Id = order.Id, Input = order.Input, Files = order.Files.Length, StartedAt = order.StartedAt }, IsCancelled: false);
        await KeepAsync(load);
        _load = load;
        await RemindAsync();
    }

    /// <inheritdoc />
    public Task<LoadReport?> StatusAsync() => Task.FromResult(_load is null ? null : Report());

    /// <inheritdoc />
    public async Task<LoadReport?> EndedAsync()
    {
        await ((Task)_driving.WaitAsync(LongestLook, parts.Time, leaving.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return await StatusAsync();
    }

    /// <inheritdoc />
    public async Task<LoadReport?> CancelAsync()
    {
        if (_load is not { Report.State: LoadState.Running })
        {
            return await StatusAsync();
        }

        if (!_load.IsCancelled)
        {
            _load = _load with { IsCancelled = true };
            await KeepAsync(_load);
        }

        GoOn();
        await ((Task)Partition.StopAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // it is asked again until it has ended
        return Report();
    }

    /// <inheritdoc />
    public Task ReceiveReminder(string reminderName, Orleans.Runtime.TickStatus status)
    {
        GoOn();
        return Task.CompletedTask;
    }

    private void GoOn()
    {
        if (_load is { Report.State: LoadState.Running } && _driving.IsCompleted)
        {
            DelayDeactivation(Awake);
            _driving = DriveAsync();
        }
    }

    /// <summary>Has file after file loaded, and tells the list when the last one is.</summary>
    private async Task DriveAsync()
    {
        while (!_stop.IsCancellationRequested && _load!.Report.State == LoadState.Running)
        {
            DelayDeactivation(Awake);
            try
            {
                await StepAsync();
            }
            catch (Exception failure)
            {
                LogWaits(failure, _load.Order.Id, _load.Report.FilesDone);
                await Task.Delay(Pause, parts.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            }
        }
    }

    private async Task StepAsync()
    {
        KeptLoad load = _load!;
        if (load.IsCancelled)
        {
            await Partition.StopAsync();
            _file = await Partition.RunAsync(new PartitionWork(load.Order, load.Report.FilesDone));
            await EndAsync(LoadState.Cancelled, "");
            return;
        }

        PartitionReport file = await Partition.RunAsync(new PartitionWork(load.Order, load.Report.FilesDone));
        if (_file is { } last && last.Activation != file.Activation)
        {
            _changedBefore += last.Changed; // the counts of one that died are gone on with
        }

        _file = file;
        switch (file.State)
        {
            case PartitionState.Failed:
                await EndAsync(LoadState.Failed, file.Cause);
                break;
            case PartitionState.Stopped:
                // Its activation is going; the next call makes another one.
                await Task.Delay(Pause, parts.Time, _stop.Token);
                break;
            case PartitionState.Done when load.Report.FilesDone + 1 == load.Order.Files.Length:
                await EndAsync(LoadState.Done, "");
                break;
            case PartitionState.Done:
                _load = load with { Report = Report() with { FilesDone = load.Report.FilesDone + 1, Drift = DriftOf(load, file) } };
                (_file, _changedBefore) = (null, 0);
                await KeepAsync(_load);
                break;
        }
    }

    private static WireDrift[]? DriftOf(KeptLoad load, PartitionReport file) => file.Drift is null ? load.Report.Drift : [.. load.Report.Drift ?? [], .. file.Drift];

    private async Task EndAsync(LoadState state, string cause)
    {
        LoadReport report = Report() with { State = state, Cause = cause, EndedAt = parts.Time.GetUtcNow(), Drift = _file is { } file ? DriftOf(_load!, file) : _load!.Report.Drift };
        if (state == LoadState.Done)
        {
            report = report with { FilesDone = report.Files };
        }

        if (_load!.Order.Folder is { Length: > 0 } folder && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        await GrainFactory.GetGrain<ILoadsGrain>(0).EndedAsync(report);
        KeptLoad ended = _load with { Report = report };
        await KeepAsync(ended);
        _load = ended;
        (_file, _changedBefore) = (null, 0);
        await ForgetAsync();
        DeactivateOnIdle();
    }

    /// <summary>How it is: what is kept of the files that are done, and the one under way.</summary>
    private LoadReport Report() => _file is { } file
        ? _load!.Report with
        {
            Read = _load.Report.Read + file.Read,
            Rejected = _load.Report.Rejected + file.Rejected,
            Changed = _load.Report.Changed + _changedBefore + file.Changed,
            Cause = file.Cause,
        }
        : _load!.Report;

    private async Task KeepAsync(KeptLoad load)
    {
        LoadForms.Load.Write(load, kept.State);
        await kept.WriteStateAsync();
    }

    private async Task RemindAsync()
    {
        try
        {
            await this.RegisterOrUpdateReminder(Reminder, ReminderPeriod, ReminderPeriod);
        }
        catch (Exception failure)
        {
            LogNotReminded(failure, _load!.Order.Id); // the list of loads sees to it too
        }
    }

    private async Task ForgetAsync()
    {
        try
        {
            if (await this.GetReminder(Reminder) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
            }
        }
        catch (Exception failure)
        {
            LogNotReminded(failure, _load!.Order.Id);
        }
    }

    [LoggerMessage(2103, LogLevel.Warning, "Load {Load} waits at file {File}; it is tried again")]
    private partial void LogWaits(Exception failure, long load, int file);

    [LoggerMessage(2104, LogLevel.Warning, "Load {Load} has no reminder")]
    private partial void LogNotReminded(Exception failure, long load);
}
