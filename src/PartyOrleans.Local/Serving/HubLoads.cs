using System.Globalization;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Sources;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Local.Output;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Serving;

/// <summary>Loads files in the background of a hub that serves. Files that were sent lie in a folder of their own until they are loaded.</summary>
internal sealed partial class HubLoads(IPartyHub hub, IPartyStore store, ContractsInForce contracts, LoadOptions options, HubSurroundings surroundings) : IHubLoads, IAsyncDisposable
{
    private const int MostRunning = 4;
    private const int MostKept = 100;

    private readonly ILogger _log = surroundings.Logs.CreateLogger<HubLoads>();
    private readonly Lock _lock = new();
    private readonly List<Load> _loads = [];
    private readonly CancellationTokenSource _stop = new();
    private int _started;
    private int _uploads;

    /// <inheritdoc />
    public long MostUploadBytes => options.MostUploadBytes;

    /// <inheritdoc />
    public Task<LoadStatus> StartAsync(string path, string? source, ChangeOrigin origin, CancellationToken cancellationToken) =>
        Task.FromResult(Start(LoadFolder.FileOf(options.Folder, path), path, source, origin, isUpload: false));

    /// <inheritdoc />
    public async Task<LoadStatus> StartUploadAsync(Stream content, string name, string? source, ChangeOrigin origin, CancellationToken cancellationToken)
    {
        string kept = LoadFolder.NameOf(name);
        RequireRoom();
        string folder = Path.Combine(
            options.UploadFolder, string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _uploads)}"));
        Directory.CreateDirectory(folder);
        string file = Path.Combine(folder, kept);
        try
        {
            await using (FileStream target = File.Create(file))
            {
                await content.CopyToAsync(target, cancellationToken);
            }

            return Start(file, kept, source, origin, isUpload: true);
        }
        catch
        {
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <inheritdoc />
    public Task<LoadStatus?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(Find(id)?.Status);

    /// <inheritdoc />
    public Task<IReadOnlyList<LoadStatus>> ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<LoadStatus>>([.. _loads.AsEnumerable().Reverse().Select(load => load.Status)]);
        }
    }

    /// <inheritdoc />
    public Task<LoadStatus?> CancelAsync(string id, CancellationToken cancellationToken)
    {
        Load? found = Find(id);
        found?.Stop.Cancel();
        return Task.FromResult(found?.Status);
    }

    /// <summary>Completes once a load has ended, one way or another.</summary>
    public Task EndedAsync(string id) => Find(id)?.Running ?? Task.CompletedTask;

    /// <summary>Stops all loads; what they have committed stays, and started again they go on from there.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        Task[] running;
        lock (_lock)
        {
            running = [.. _loads.Select(load => load.Running)];
        }

        await Task.WhenAll(running);
        foreach (Load load in _loads)
        {
            load.Stop.Dispose();
        }

        _stop.Dispose();
    }

    private Load? Find(string id)
    {
        lock (_lock)
        {
            return _loads.Find(load => string.Equals(load.Id, id, StringComparison.Ordinal));
        }
    }

    private LoadStatus Start(string file, string input, string? source, ChangeOrigin origin, bool isUpload)
    {
        lock (_lock)
        {
            RequireRoom();
            while (_loads.Count >= MostKept + MostRunning && _loads.Find(old => old.Running.IsCompleted) is { } oldest)
            {
                oldest.Stop.Dispose();
                _loads.Remove(oldest);
            }

            string id = (++_started).ToString(CultureInfo.InvariantCulture);
            var load = new Load(id, input, new HubLoadTarget(hub, store, origin), CancellationTokenSource.CreateLinkedTokenSource(_stop.Token), surroundings.Time.GetUtcNow());
            _loads.Add(load);
            load.Running = Task.Run(() => RunAsync(load, file, OptionsOf(source), isUpload), CancellationToken.None);
            return load.Status;
        }
    }

    /// <summary>How files are read, by the contracts of the moment.</summary>
    private InputOptions OptionsOf(string? source) => new() { Source = source, Contracts = contracts.Current, Ledger = contracts.Ledger };

    private void RequireRoom()
    {
        lock (_lock)
        {
            if (_loads.Count(load => !load.Running.IsCompleted) >= MostRunning)
            {
                throw new LoadRefusedException($"{MostRunning} loads are under way already.", isOverload: true);
            }
        }
    }

    private async Task RunAsync(Load load, string file, InputOptions options, bool isUpload)
    {
        try
        {
            FileLoadResult result = await new FileLoad(load.Target, options, load.Progress).RunAsync(new InputFile(file) { Called = load.Input }, static _ => { }, load.Stop.Token);
            load.End(LoadState.Done, result.Rejected, "", surroundings.Time.GetUtcNow(), result.Report is { } report ? SourceDrift.Of(report) : null);
        }
        catch (OperationCanceledException) when (load.Stop.IsCancellationRequested)
        {
            await ((Task)load.Target.CommittedAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            load.End(LoadState.Cancelled, 0, "", surroundings.Time.GetUtcNow());
        }
        catch (Exception failure)
        {
            LogFailed(failure, load.Id);
            string why = failure is InputException or HubUnavailableException or StoreException
                ? failure.Message.Replace(file, load.Input, StringComparison.Ordinal)
                : "The load failed; the hub's log says why.";
            load.End(LoadState.Failed, 0, why, surroundings.Time.GetUtcNow());
        }
        finally
        {
            if (isUpload)
            {
                Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
            }
        }
    }

    [LoggerMessage(EventId = 1040, Level = LogLevel.Warning, Message = "Load {Id} failed.")]
    private partial void LogFailed(Exception failure, string id);

    /// <summary>One load.</summary>
    private sealed class Load(string id, string input, HubLoadTarget target, CancellationTokenSource stop, DateTimeOffset startedAt)
    {
        private LoadStatus _ended = new(id, input, LoadState.Running, 0, 0, 0, startedAt, null, "");

        public string Id => id;

        public string Input => input;

        public HubLoadTarget Target => target;

        public CancellationTokenSource Stop => stop;

        public CountedProgress Progress { get; } = new();

        public Task Running { get; set; } = Task.CompletedTask;

        public LoadStatus Status => Volatile.Read(ref _ended) with { Read = Progress.Count, Changed = target.Changed };

        public void End(LoadState state, long rejected, string failure, DateTimeOffset at, IReadOnlyList<SourceDrift>? drift = null) =>
            Volatile.Write(ref _ended, _ended with { State = state, Rejected = rejected, Failure = failure, EndedAt = at, Drift = drift });
    }

    /// <summary>Counts what was read.</summary>
    private sealed class CountedProgress : WorkProgress
    {
        private long _count;

        public long Count => Interlocked.Read(ref _count);

        public override void Begin(string name, string unit, long? total = null)
        {
        }

        public override void Advance(long count) => Interlocked.Add(ref _count, count);

        public override void End()
        {
        }
    }
}
