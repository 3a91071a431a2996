using System.Globalization;
using Microsoft.Extensions.Logging;
using PartyOrleans.Api.Health;
using PartyOrleans.Api.Hub;
using PartyOrleans.Api.Loads;
using PartyOrleans.Api.Zones;
using PartyOrleans.Connectors;
using PartyOrleans.Connectors.Breakers;
using PartyOrleans.Connectors.Contracts;
using PartyOrleans.Connectors.Zones;
using PartyOrleans.Local.Loading;
using PartyOrleans.Local.Serving;
using PartyOrleans.Local.Serving.Connections;
using PartyOrleans.Model;
using PartyOrleans.Storage;

namespace PartyOrleans.Local.Zones;

/// <summary>
/// A zone that a hub which serves loads from: looked through when the hub starts, then by interval, by news, or when asked to. News that was
/// lost is made up for by the next look; a look that failed is tried again until it succeeds. One look goes on at a time.
/// </summary>
internal sealed partial class RawZone : IHubConnection
{
    /// <summary>Begins the names of zones among the connections.</summary>
    public const string NamePrefix = "zones/";

    private static readonly ChangeOrigin Automatic = new(ChangeKind.Load, "zone");

    private readonly IObjectZone _zone;
    private readonly RawZoneOptions _options;
    private readonly IPartyHub _hub;
    private readonly IPartyStore _store;
    private readonly ILoadTargets? _targets;
    private readonly ContractsInForce _contracts;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CircuitBreaker _breaker;
    private readonly PersistentRetry _retry;
    private readonly ZoneInstruments _instruments;
    private readonly ListingPlace _place;
    private readonly ZoneWork _work = new();
    private readonly SemaphoreSlim _news = new(0, 1);
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, string> _broken = new(StringComparer.Ordinal);
    private Task _loop = Task.CompletedTask;
    private ZoneScan? _scan;
    private string _failure = "";
    private string _doneUpTo = "";
    private long _unsettled;
    private volatile bool _isScanning;

    /// <summary>Makes it; it is at work once started.</summary>
    /// <param name="zone">The zone; disposed of with this.</param>
    /// <param name="options">How it is loaded from.</param>
    /// <param name="parts">What it stands on.</param>
    public RawZone(IObjectZone zone, RawZoneOptions options, ConnectionParts parts)
    {
        (_zone, _options, _hub, _store, _contracts) = (zone, options, parts.Hub, parts.Store, parts.Contracts);
        _targets = parts.LoadTargets;
        _time = parts.Surroundings.Time;
        _log = parts.Surroundings.Logs.CreateLogger<RawZone>();
        _instruments = new ZoneInstruments(parts.Options.Telemetry.MeterName, options.Name);
        _breaker = parts.Breakers.Add(BreakerKind.Source, Name, new BreakerOptions { Counts = MayRecover, Describe = static failure => failure.Message });
        _place = new ListingPlace(parts.Operations, Name, zone.Location, _time);
        _retry = new PersistentRetry(new RetryPauses { First = TimeSpan.FromSeconds(1) }, _time, MayRecover, (failure, pause) =>
        {
            _failure = failure.Message;
            LogFailed(failure, options.Name, pause.TotalSeconds);
        });
        Checks = [new ZoneCheck(this)];
    }

    /// <inheritdoc />
    public string Name => NamePrefix + _options.Name;

    /// <summary>The zone's own name.</summary>
    public string ZoneName => _options.Name;

    /// <inheritdoc />
    public IReadOnlyList<IReadinessCheck> Checks { get; }

    /// <inheritdoc />
    public bool OutlivesHub => false;

    /// <summary>Topics whose subscriptions are confirmed.</summary>
    public IReadOnlyList<string> Topics => _options.Topics;

    /// <summary>Objects of the zone were told of. Called by whoever tells; must not throw, nor wait.</summary>
    public event Action<ChangeOrigin>? Noted;

    /// <summary>How it is.</summary>
    public ZoneStatus Status => new(
        _options.Name, _zone.Location.ToString(), _isScanning ? ZoneState.Scanning : _failure.Length > 0 ? ZoneState.Failing : ZoneState.Idle, _work.Waiting,
        Volatile.Read(ref _scan)?.Status, _failure);

    /// <inheritdoc />
    public void Start()
    {
        _work.AddPrefix("", Automatic);
        _loop = Task.Run(WorkAsync);
    }

    /// <summary>Has what lies below a prefix looked through in the background.</summary>
    public void Request(string prefix, ChangeOrigin origin)
    {
        _work.AddPrefix(prefix, origin);
        Wake();
    }

    /// <summary>Has objects looked at in the background; gives how many of them are the zone's.</summary>
    public int Notify(IReadOnlyList<NotedObject> objects, ChangeOrigin origin)
    {
        List<string> keys = [.. objects.Select(KeyOf).OfType<string>()];
        if (keys.Count > 0)
        {
            _work.AddKeys(keys, origin);
            Wake();
            Noted?.Invoke(origin);
        }

        return keys.Count;
    }

    /// <summary>Looks through the zone now, once a look that goes on has ended; for whoever waits for the result.</summary>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="origin">Who wants it.</param>
    /// <param name="cancellationToken">Stops; what was committed stays.</param>
    /// <exception cref="ZoneException">The zone cannot be read; what was committed stays, and the next look goes on from there.</exception>
    public Task<ZoneScanStatus> ScanAsync(string prefix, ChangeOrigin origin, CancellationToken cancellationToken) =>
        ScanAsync(ZoneRequest.Below(prefix, origin), cancellationToken);

    /// <summary>The manifest: objects that were loaded, or begun.</summary>
    public async Task<IReadOnlyList<ZoneEntry>> ReadManifestAsync(string prefix, string after, int most, CancellationToken cancellationToken)
    {
        var entries = new List<ZoneEntry>();
        string root = _zone.Location.IsBucket ? _zone.Location.ToString() : _zone.Location.Path + Path.DirectorySeparatorChar;
        await foreach (KeptCheckpoint kept in _store.ReadCheckpointsAsync(root + prefix, cancellationToken))
        {
            string key = kept.Checkpoint.Input[root.Length..];
            if (ZoneKey.Order.Compare(key, after) > 0 && InputFingerprint.VersionOf(kept.Checkpoint.Fingerprint) is { } version)
            {
                entries.Add(new ZoneEntry(key, version.Size, version.ETag, kept.Checkpoint.Accepted, kept.Checkpoint.Rejected, kept.Checkpoint.Complete, kept.CommittedAt));
                if (entries.Count == most)
                {
                    break;
                }
            }
        }

        return entries;
    }

    /// <summary>How its objects are read now, by the contracts in force; nothing is told to the ledger.</summary>
    public InputOptions InputNow => _options.Input with { Contracts = _contracts.Current };

    /// <summary>Objects of the manifest as they are in the zone now, to be read again; sorted by key. One that is gone from the zone is left out.</summary>
    /// <param name="prefix">What the keys begin with; empty for all.</param>
    /// <param name="from">Only those of which the last was committed at this time or later; null for any.</param>
    /// <param name="until">Only those of which the last was committed before this time; null for any.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ZoneException">The zone cannot be read.</exception>
    public async Task<IReadOnlyList<InputFile>> FindLoadedAsync(string prefix, DateTimeOffset? from, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        var files = new List<InputFile>();
        foreach (ZoneEntry entry in await ReadManifestAsync(prefix, "", int.MaxValue, cancellationToken))
        {
            if ((from is null || entry.At >= from) && (until is null || entry.At < until) && await _zone.FindAsync(entry.Key, cancellationToken) is { } found)
            {
                files.Add(InputFile.Of(_zone, found) with { Source = ZoneScan.SourceOf(_options, found.Key) });
            }
        }

        return files;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _turn.WaitAsync(); // a look that somebody else waits for ends by its own token
        _zone.Dispose();
        _instruments.Dispose();
        _stop.Dispose();
    }

    private static bool MayRecover(Exception failure) =>
        failure is ZoneException { IsTransient: true } or HubUnavailableException or StoreException { IsTransient: true };

    private async Task WorkAsync()
    {
        CancellationToken stop = _stop.Token;
        try
        {
            _doneUpTo = _options.KeysAscend ? await _place.FindAsync(stop) : "";
            while (true)
            {
                if (_work.Take() is not { } request)
                {
                    await WaitAsync(_failure.Length > 0 ? _options.RetryAfter : Timeout.InfiniteTimeSpan, stop);
                    continue;
                }

                try
                {
                    await _retry.RunAsync(token => _breaker.RunAsync(inner => ScanAsync(request, inner), token), stop);
                    _failure = "";
                }
                catch (Exception failure) when (!stop.IsCancellationRequested)
                {
                    // It does not pass by itself; somebody has to do something, and nothing tells when that is done.
                    _failure = failure is ZoneException or StoreException ? failure.Message : "The zone could not be looked through; the hub's log says why.";
                    LogGivenUp(failure, _options.Name, _options.RetryAfter.TotalSeconds);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped.
        }
    }

    /// <summary>Waits for news, or until the zone is to be looked through again.</summary>
    private async Task WaitAsync(TimeSpan atMost, CancellationToken stop)
    {
        TimeSpan wait = Sooner(Sooner(atMost, _options.Poll), _unsettled > 0 ? _options.Settle : TimeSpan.Zero);
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Task news = _news.WaitAsync(waited.Token);
        Task time = Task.Delay(wait, _time, waited.Token);
        Task first = await Task.WhenAny(news, time);
        await waited.CancelAsync();
        stop.ThrowIfCancellationRequested();
        if (first == time)
        {
            _work.AddPrefix("", Automatic);
        }

        static TimeSpan Sooner(TimeSpan a, TimeSpan b) => b <= TimeSpan.Zero ? a : a <= TimeSpan.Zero || b < a ? b : a;
    }

    private async Task<ZoneScanStatus> ScanAsync(ZoneRequest request, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            _isScanning = true;
            if (request.Origin != Automatic)
            {
                _broken.Clear(); // somebody wants to know: what could not be read is tried again
            }

            ILoadTarget target = _targets?.For(request.Origin, _stop.Token) ?? new HubLoadTarget(_hub, _store, request.Origin);
            RawZoneOptions byContract = _options with { Input = _options.Input with { Contracts = _contracts.Current, Ledger = _contracts.Ledger } };
            var scan = new ZoneScan(_zone, byContract, target, _time)
            {
                Broken = _broken,
                Failed = (found, failure) =>
                {
                    LogObjectFailed(failure, _options.Name);
                    if (failure.InnerException is not ZoneException)
                    {
                        _broken[found.Key] = found.ETag;
                    }
                },
            };
            Volatile.Write(ref _scan, scan);
            bool isWhole = request.Prefix is "";
            try
            {
                ZoneScanStatus done = await scan.RunAsync(request, isWhole && _options.KeysAscend ? _doneUpTo : "", cancellationToken);
                if (isWhole && _options.KeysAscend && ZoneKey.Order.Compare(scan.DoneUpTo, _doneUpTo) > 0)
                {
                    _doneUpTo = scan.DoneUpTo;
                    await _place.KeepAsync(_doneUpTo, cancellationToken);
                }

                _unsettled = scan.Unsettled;
                LogScanned(_options.Name, done.Loaded, done.Unchanged, done.Failed, done.Records);
                return done;
            }
            finally
            {
                await ((Task)target.CommittedAsync()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _instruments.Scanned(scan.Status);
            }
        }
        finally
        {
            _isScanning = false;
            _turn.Release();
        }
    }

    /// <summary>The key of an object of this zone; null for one of another.</summary>
    private string? KeyOf(NotedObject noted)
    {
        ZoneLocation location = _zone.Location;
        string? key = noted.Bucket is null ? noted.Key
            : location.IsBucket && string.Equals(noted.Bucket, location.Bucket, StringComparison.Ordinal) && noted.Key.StartsWith(location.Path, StringComparison.Ordinal)
                ? noted.Key[location.Path.Length..]
                : null;
        return key is not null && ZoneKey.IsOne(key) && InputFiles.IsData(key) ? key : null;
    }

    private void Wake()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is awake already.
        }
    }

    [LoggerMessage(1150, LogLevel.Information, "Zone {Zone}: {Loaded} objects loaded, {Unchanged} unchanged, {Failed} failed, {Records} records")]
    private partial void LogScanned(string zone, long loaded, long unchanged, long failed, long records);

    [LoggerMessage(1151, LogLevel.Warning, "Zone {Zone} could not be looked through; it is tried again in {Seconds} s")]
    private partial void LogFailed(Exception failure, string zone, double seconds);

    [LoggerMessage(1152, LogLevel.Error, "Zone {Zone} cannot be used as it is; it is tried again in {Seconds} s, or when there is news")]
    private partial void LogGivenUp(Exception failure, string zone, double seconds);

    [LoggerMessage(1153, LogLevel.Warning, "An object of zone {Zone} could not be loaded")]
    private partial void LogObjectFailed(Exception failure, string zone);

    /// <summary>A zone that fails makes the hub degraded: it does without. Whoever asks for readiness needs no credentials, so keys are not named here.</summary>
    private sealed class ZoneCheck(RawZone zone) : IReadinessCheck
    {
        public string Name => zone.Name;

        public Task<Readiness> LookAsync(CancellationToken cancellationToken)
        {
            ZoneStatus status = zone.Status;
            return Task.FromResult(
                status.Failure.Length > 0 ? new Readiness(Name, ReadinessState.Degraded, "It cannot be looked through; the list of zones says why.")
                : status.LastScan is { Failed: > 0, EndedAt: not null } scan
                    ? new Readiness(Name, ReadinessState.Degraded, string.Create(CultureInfo.InvariantCulture, $"{scan.Failed} of its objects could not be loaded; the list of zones names them."))
                : Readiness.Well(Name));
        }
    }
}
